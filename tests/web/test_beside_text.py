"""What stands beside a text, on pages, in the API, in lists and in feeds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crawler.model import StoryCaption, StoryEmbed, StoryLink
from crawler.store.files import FileStore
from tests.extract.stories import FERRY
from tests.web.asking import AskedPages, pages_over
from tests.web.ferry import text
from tests.web.histories import write_history
from tests.web.site import Site, config_at, serving

URL = "https://www.courier.example/2026/quay"
COUNTY, BUILDER = "https://county.example/report.pdf", "https://builder.example/flyer.pdf"
SHOT = StoryCaption(
    text="After the flood that killed <five>.", image="https://a.example/1.jpg", image_name="1"
)
POST = StoryEmbed(url="https://x.com/obrask/status/1", text="We kept the boat.")


@dataclass(frozen=True)
class Beside:
    """The pages of one article of four versions."""

    pages: AskedPages
    article: str
    site: Site


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    """Provide them: a link was swapped, then a caption edited, then a picture replaced."""
    folder = tmp_path_factory.mktemp("beside")
    paragraphs = list(FERRY.paragraphs)
    links = [
        (StoryLink(text="Sound Crossings", url=url, paragraph=3),) for url in (COUNTY, BUILDER)
    ]
    edited = StoryCaption(text="After the flood that killed two.", image=SHOT.image, image_name="1")
    other = StoryCaption(text=edited.text, image="https://a.example/9.jpg", image_name="9")
    texts = [
        text(paragraphs, links=link, captions=(shot,), embeds=(POST,))
        for link, shot in (
            (links[0], SHOT), (links[1], SHOT), (links[1], edited), (links[1], other),
        )
    ]  # fmt: skip
    article = write_history(FileStore(folder / "store"), URL, texts)
    with pages_over(folder / "store") as pages, serving(config_at(folder)) as site:
        yield Beside(pages, article, site)


def test_a_version_shows_what_stands_beside_it(beside: Beside) -> None:
    """Captions with the picture's address, links with their words, quoted posts; nothing loaded."""
    page = beside.pages.ask(f"/articles/{beside.article}/versions/1")
    for shown in ("killed <five>.", "https://a.example/1.jpg", "Sound Crossings", "paragraph 4"):
        assert shown in page.words
    assert COUNTY in page.words
    assert POST.url in page.words
    assert POST.text in page.words
    assert "killed <five>" not in page.source
    assert 'https://a.example/1.jpg"' not in page.source


def test_a_comparison_shows_what_changed_beside_it(beside: Beside) -> None:
    """The text itself is the same, and no word was added."""
    page = beside.pages.ask(f"/articles/{beside.article}/compare/1/2")
    assert page.marked("del") == ["removed", COUNTY]
    assert page.marked("ins") == ["added", BUILDER]
    assert "Beside the text" in page.words
    assert "No difference" not in page.words
    page = beside.pages.ask(f"/articles/{beside.article}/compare/2/3?view=side")
    assert "<five>" in page.marked("del")
    page = beside.pages.ask(f"/articles/{beside.article}/compare/1/2/difference.json")
    assert [one["kind"] for one in json.loads(page.source)["attachments"]] == ["link"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("link", BUILDER), ("caption", "killed"), ("image", "/9.jpg"), ("fact", "")],
)
def test_changes_are_chosen_by_kind(beside: Beside, kind: str, words: str) -> None:
    """On the list, in the API and in feeds, each with its most telling words."""
    page = beside.pages.ask(f"/?kind={kind}")
    assert words in page.words if words else FERRY.title not in page.words
    found = json.loads(beside.site.get(f"/api/v1/changes?kind={kind}").body)["changes"]
    assert [one["kinds"] for one in found] == [[kind]] * bool(words)
    feed = json.loads(beside.site.get(f"/feeds/changes.json?kind={kind}").body)
    assert len(feed["items"]) == bool(words)
    assert all(one["silence"] is None for one in found)


def test_the_api_gives_the_fields(beside: Beside) -> None:
    """A version's document has them as they are stored."""
    document = json.loads(beside.site.get(f"/api/v1/articles/{beside.article}/versions/1").body)
    assert document["captions"] == [{"text": SHOT.text, "image": SHOT.image, "image_name": "1"}]
    assert document["links"] == [{"text": "Sound Crossings", "url": COUNTY, "paragraph": 3}]
    assert document["embeds"] == [{"url": POST.url, "text": POST.text}]
