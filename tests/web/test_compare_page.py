"""The page that compares two versions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.codec import sha256
from crawler.identity import version_key
from crawler.model import Extraction, VersionRange
from crawler.store.files import FileStore
from jobs.reading.comparison import comparison
from jobs.reading.diff_formats import json_text
from jobs.reading.resolve_article import find
from jobs.web.pages import compare
from tests.web.asking import BASE, AskedPages, pages_over
from tests.web.ferry import BAND, FIRST_TITLE, LAST_TITLE, text, write_ferry
from tests.web.histories import write_history

HOSTILE = "https://evil.example/2026/x"
ARABIC = ["قال رئيس المجلس إن عدد الأصوات بلغ 4112 صوتا.", "ويأتي الباقي من رسوم أعلى."]


@dataclass(frozen=True)
class Ferry:
    """The pages, and where those of the article are."""

    pages: AskedPages
    article: str

    @property
    def home(self) -> str:
        """Return the article's address."""
        return f"/articles/{self.article}"


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ferry]:
    """Provide the pages of an article of four versions."""
    folder = tmp_path_factory.mktemp("compare") / "store"
    article = write_ferry(FileStore(folder))
    with pages_over(folder) as pages:
        yield Ferry(pages, article)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Provide the folder of an archive of the test's own."""
    return tmp_path / "store"


def test_words_are_marked_in_their_place(ferry: Ferry) -> None:
    """What left is struck, what came is marked, and the words around it stand once."""
    page = ferry.pages.ask(f"{ferry.home}/compare/1/2")
    assert page.status == 200
    assert page.marked("del") == ["removed", "4,112"]
    assert page.marked("ins") == ["added", "4,212", BAND]
    assert page.words.count("ballots for the ferry and 1,930 against it") == 1
    assert "between 2026-11-21 12:30" in page.words


def test_headline_byline_and_dates_are_compared(ferry: Ferry) -> None:
    """What stands around a text is compared, too."""
    page = ferry.pages.ask(f"{ferry.home}/compare/2/3")
    assert FIRST_TITLE in page.marked("del")
    assert LAST_TITLE in page.marked("ins")
    assert ", Teo Vassilakis" in page.marked("del")
    assert "2026-11-21T14:10:00Z" in page.marked("ins")


def test_a_moved_paragraph_is_joined(ferry: Ferry) -> None:
    """Both ends of a moved passage are there, each leads to the other, and no word was added."""
    source = ferry.pages.ask(f"{ferry.home}/compare/2/3").source
    for end in ('id="moved-1"', 'id="moved-1-from"', 'href="#moved-1"', 'href="#moved-1-from"'):
        assert source.count(end) == 1


def test_unchanged_paragraphs_are_folded_and_can_all_be_shown(ferry: Ferry) -> None:
    """Far from any change the text is folded, but there; one link opens all."""
    page = ferry.pages.ask(f"{ferry.home}/compare/2/3")
    assert '<details class="fold">' in page.source
    assert "“We asked people what they would miss" in page.words
    assert "compare/2/3?all=1" in page.source
    opened = ferry.pages.ask(f"{ferry.home}/compare/2/3?all=1")
    assert '<details class="fold" open>' in opened.source
    assert '<details class="fold">' not in opened.source


def test_two_columns(ferry: Ferry) -> None:
    """Side by side each column has its own text only, and later pairs stay side by side."""
    page = ferry.pages.ask(f"{ferry.home}/compare/1/2?view=side")
    assert page.source.count("ballots for the ferry and") == 2
    assert page.marked("del")[1:] == ["4,112"]
    assert page.marked("ins")[1:] == ["4,212", BAND]
    assert f'{ferry.home}/compare/2/3?view=side" rel="next"' in page.source


def test_what_was_recorded_is_told(ferry: Ferry) -> None:
    """Kinds with reasons, whether anything announced the change, and by what that was told."""
    silent = ferry.pages.ask(f"{ferry.home}/compare/1/2")
    assert 'class="badge silent"' in silent.source
    assert "Nothing announced it : no notice" in silent.words
    assert "Declared publication 2026-11-21T11:15:00Z 2026-11-21T11:15:00Z silent" in silent.words
    announced = ferry.pages.ask(f"{ferry.home}/compare/2/3")
    assert 'class="badge announced"' in announced.source
    assert "headline" in announced.marked("dt")


def test_versions_that_are_no_neighbours(ferry: Ferry) -> None:
    """What lies between is linked one by one, and nothing is called silent."""
    page = ferry.pages.ask(f"{ferry.home}/compare/1/4")
    assert "Between the two lie 3 changes: 1 → 2 , 2 → 3 , 3 → 4" in page.words
    assert "badge silent" not in page.source


def test_earlier_and_later_without_script(ferry: Ferry) -> None:
    """The pair before and the pair after are links that need nothing, and end where none is."""
    middle = ferry.pages.ask(f"{ferry.home}/compare/2/3").source
    assert f'href="{ferry.home}/compare/1/2" rel="prev" data-previous' in middle
    assert f'href="{ferry.home}/compare/3/4" rel="next" data-next' in middle
    assert 'rel="prev"' not in ferry.pages.ask(f"{ferry.home}/compare/1/2").source
    assert 'rel="next"' not in ferry.pages.ask(f"{ferry.home}/compare/3/4").source


@pytest.mark.parametrize(
    ("given", "to"),
    [
        ("/compare?a=4&b=1&view=side", "/compare/1/4?view=side"),
        ("/compare?a=2&b=4", "/compare/2/4"),
        ("/compare", "/compare/3/4"),
        ("/compare?b=2", "/compare/1/2"),
        ("/compare/3/1", "/compare/1/3"),
        ("/compare/2/2", "/versions/2"),
    ],
)
def test_any_two_versions_can_be_chosen(ferry: Ferry, given: str, to: str) -> None:
    """A form's address leads to the one that names both, the older one first."""
    page = ferry.pages.ask(ferry.home + given)
    assert (page.status, page.answer.headers["Location"]) == (303, ferry.home + to)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compare/1/9", 404),
        ("/compare/0/2", 404),
        ("/compare/x/2", 404),
        ("/compare?a=x", 400),
        ("/compare/1/2?view=upside-down", 400),
        ("/compare?a=1&b=99", 404),
        ("/compare/1/2/difference.exe", 404),
    ],
)
def test_what_is_not_there(ferry: Ferry, address: str, status: int) -> None:
    """A version that nobody has is no page, and the answer says which there are."""
    page = ferry.pages.ask(ferry.home + address)
    assert page.status == status
    if address.endswith("9"):
        assert "versions 1 to 4" in page.words


def test_an_address_is_no_search(ferry: Ferry) -> None:
    """A part of an article's address names none, though a search would find it."""
    assert ferry.pages.ask("/articles/www.courier.example/2026/compare/1/2").status == 404


def test_a_comparison_can_be_cited(ferry: Ferry) -> None:
    """Both records' hashes are those of the stored bytes, and the sentence holds all it needs."""
    page = ferry.pages.ask(f"{ferry.home}/compare/2/3?view=side")
    link = f"{BASE}{ferry.home}/compare/2/3"
    sentence = page.words.partition("Cite this change ")[2].partition("Copy the sentence")[0]
    for number in (2, 3):
        data = ferry.pages.store.read(version_key(ferry.article, number))
        assert page.words.count(sha256(data)) == 2
        assert sha256(data) in sentence
        assert f"version {number} of 2026-11-21 1{1 + number}:00:00 UTC" in sentence
    assert link in sentence
    assert LAST_TITLE in sentence
    for name in ("og:url", "og:image"):
        assert f'<meta property="{name}" content="{link}' in page.source
    assert f'<link rel="canonical" href="{link}">' in page.source


def test_the_comparison_as_a_file(ferry: Ferry) -> None:
    """A file says what the command says, and no browser takes it for a page of ours."""
    opened = ferry.pages.opened()
    found = find(opened, ferry.article)
    told = comparison(opened, found, VersionRange(old=1, new=2))
    asked = ferry.pages.ask(f"{ferry.home}/compare/1/2/difference.json")
    assert asked.source == json_text(told)  # type: ignore[arg-type]  # it is not withheld
    page = ferry.pages.ask(f"{ferry.home}/compare/1/2/difference.html").answer
    assert page.media_type == "application/octet-stream"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    patch = ferry.pages.ask(f"{ferry.home}/compare/1/2/difference.diff")
    assert f"+{BAND}" in patch.source
    assert 'filename="www.courier.example-1-2.diff"' in patch.answer.headers["Content-Disposition"]


def test_a_picture(ferry: Ferry) -> None:
    """Both formats are drawn, and the SVG may run and load nothing."""
    svg = ferry.pages.ask(f"{ferry.home}/compare/2/3/picture.svg")
    assert svg.source.startswith("<svg")
    assert svg.answer.media_type == "image/svg+xml"
    assert "sandbox; default-src 'none'" in svg.answer.headers["Content-Security-Policy"]
    png = ferry.pages.ask(f"{ferry.home}/compare/2/3/picture.png").answer.body
    assert isinstance(png, bytes)
    assert png.startswith(b"\x89PNG")


def test_too_long_to_be_compared_by_words(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    """Beyond the limit whole paragraphs are compared, the first of them, and the page says so."""
    monkeypatch.setattr(compare, "MAX_COMPARED", 10_000)
    old = [f"Paragraph {number} of a very long live text." for number in range(300)]
    new = [f"Paragraph {number} of a very long new text." for number in range(300)]
    article = write_history(FileStore(own), HOSTILE, [text([*old, BAND]), text([BAND, *new])])
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/compare/1/2")
        file = json.loads(pages.ask(f"/articles/{article}/compare/1/2/difference.json").source)
    assert "Too long to be compared word by word here" in page.words
    assert len(page.marked("del")) == len(page.marked("ins")) == 1 + 100
    assert BAND not in page.words
    assert "10,000 characters" in file["note"]


def test_damage_is_never_shown(own: Path) -> None:
    """An altered version is called damaged, and nothing of either is compared."""
    article = write_ferry(FileStore(own))
    with pages_over(own) as pages:
        before = pages.ask(f"/articles/{article}/compare/1/2")
        path = own / version_key(article, 2)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"4,212", b"9,999"))
        page = pages.ask(f"/articles/{article}/compare/1/2")
        file = pages.ask(f"/articles/{article}/compare/1/2/difference.json")
    assert before.marked("ins")
    assert "version 2 of " in page.words
    assert "Damaged" in page.words
    assert not {"4,112", "4,212", "9,999"} & {*page.words.split(), *file.words.split()}
    assert file.status == 404


def test_an_article_that_was_taken_down(own: Path) -> None:
    """The page says so, and strikes what it said last."""
    article = write_history(FileStore(own), HOSTILE, [text([BAND]), None, text([BAND])])
    with pages_over(own) as pages:
        gone = pages.ask(f"/articles/{article}/compare/1/2")
        back = pages.ask(f"/articles/{article}/compare/2/3")
    assert "The site took this article down" in gone.words
    assert BAND in gone.marked("del")
    assert "The article came back" in back.words


def test_hostile_content_stays_text(own: Path) -> None:
    """Markup in title, byline and text is shown as it is; signs that turn lines are numbers."""
    evil = "<script>alert(1)</script>"
    first = text([evil, "\u202eevil"], f"{evil}{'A' * 10_000}", authors=(f"<b>{evil}",))
    second = text([f"{evil}!", "javascript:alert(1)"], "<img src=x onerror=alert(2)>")
    article = write_history(FileStore(own), HOSTILE, [first, second])
    with pages_over(own) as pages:
        for view in ("", "?view=side"):
            page = pages.ask(f"/articles/{article}/compare/1/2{view}")
            assert page.source.count("<script") == 1
            assert not [one for one in ("<img", "<b>", "\u202e") if one in page.source]
            assert "⟨U+202E⟩evil" in page.words
            assert "<img src=x onerror=alert(2)>" in page.words
            assert "characters before and after" in page.words


def test_text_that_runs_from_right_to_left(own: Path) -> None:
    """Each archived text finds its own direction: no word of ours comes first in it."""
    old = Extraction(extractor="test 1", language="ar", title="عنوان", paragraphs=tuple(ARABIC))
    new = Extraction(
        extractor="test 1",
        language="ar",
        title="عنوان",
        paragraphs=(ARABIC[0].replace("4112", "4212"), ARABIC[1]),
    )
    article = write_history(FileStore(own), HOSTILE, [old, new])
    with pages_over(own) as pages:
        source = pages.ask(f"/articles/{article}/compare/1/2").source
    assert '<span class="unseen" lang="en" dir="ltr">Edited: </span>قال' in source
    assert '<div class="diff" lang="ar">' in source


def test_the_index_is_asked_as_often_for_many_versions(own: Path, ferry: Ferry) -> None:
    """A page takes a fixed number of queries, and few."""
    many = [text([f"{BAND} Look {number}."]) for number in range(70)]
    article = write_history(FileStore(own), HOSTILE, many)
    few = ferry.pages.ask(f"{ferry.home}/compare/2/3")
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/compare/2/69")
    assert len(page.statements) == len(few.statements) <= 7
    assert 'type="number"' in page.source
    assert "<select" in few.source
