"""An article's page: its state, its time line, what each version changed, and its limits."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from crawler.identity import new_run_id, version_key
from crawler.model import Extraction, Finding, Outcome
from crawler.store.files import FileStore
from tests.web.courses import BRIDGE, FIRST, SECOND, Seen, bridge, write_course
from tests.web.histories import NOON
from tests.web.site import Site, config_at, serving
from tests.web.test_changes_page import HOSTILE, Tags

LIVE = "https://live.example/storm"
SUSPECT = "https://news.example/suspect"
MAX_QUERIES = 17


def _live(count: int) -> list[Seen]:
    text = Extraction(extractor="test 1", title="Storm", language="en", paragraphs=("It rains.",))
    return [
        Seen(timedelta(minutes=number), replace(text, paragraphs=(f"It rains on {number} towns.",)))
        for number in range(1, count + 1)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide an archive of three articles with all their looks."""
    folder = tmp_path_factory.mktemp("courses")
    store = FileStore(folder / "store")
    write_course(store, BRIDGE, bridge())
    write_course(store, LIVE, _live(45), run=new_run_id(NOON, b"live"))
    seen = [
        Seen(timedelta(0), FIRST),
        Seen(timedelta(hours=1), outcome=Outcome.SUSPECT, finding=Finding.MISSING),
    ]
    write_course(store, SUSPECT, seen, run=new_run_id(NOON, b"susp"))
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    """Provide its pages."""
    with serving(config_at(folder)) as site:
        yield site


def address(site: Site, url: str) -> str:
    """Return the address of an article's page."""
    return site.get(f"/find?url={url}").headers["location"]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count what is asked of any database meanwhile."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_each_version_is_told_in_a_sentence(site: Site) -> None:
    """The words that say most stand beside each version, with what leads to the comparison."""
    html = site.get(address(site, BRIDGE)).text
    assert re.search(r"Headline</span>.*?Bridge closed <ins>for weeks</ins> after", html, re.DOTALL)
    assert "<del>“We do not know yet how long this will take,” said the mayor, Eva Lind.</del>" in (
        html
    )
    assert "<ins>Correction: an earlier version" in html
    assert "The article was taken down." in html
    assert "Silent: no notice; no line that shows an update" in html
    assert "Announced: a notice appeared" in html
    home = address(site, BRIDGE)
    for older in range(1, 5):
        assert f'href="{home}/compare/{older}/{older + 1}"' in html
        assert f'href="{home}/versions/{older}"' in html
    assert re.search(r"\+14 \S0 words", html)


def test_the_course_is_drawn(site: Site) -> None:
    """Marks lead to the versions by keyboard; a table says the same; outages are in both."""
    html = site.get(address(site, BRIDGE)).text
    assert 'aria-label="Version 2, first seen 2026-11-21 13:00 UTC, silent"' in html
    assert (
        'aria-label="Version 5, first seen 2026-11-27 18:00 UTC, the article was taken down"'
        in (html)
    )
    assert "Checks failed (6 checks), 2026-11-22 14:00 to 2026-11-22 21:00 UTC" in html
    assert "The site would not show the page (5 checks)" in html
    assert "No check, 2026-11-24 13:00 to 2026-11-27 08:00 UTC" in html
    assert html.count('<rect class="spell') == 4
    assert re.search(r'<th scope="row">blocked</th>.*?<td class="number">5</td>', html, re.DOTALL)
    assert "<style" not in html


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (BRIDGE, "The site took this article down."),
        (LIVE, "The address shows version 45, last seen"),
        (SUSPECT, "missing now (1 look since 2026-11-21 13:00:00Z)"),
    ],
)
def test_its_state_now(site: Site, url: str, words: str) -> None:
    """The page says how the article stands, and what nothing has settled yet."""
    assert words in site.get(address(site, url)).text


def test_its_address_is_left_without_a_trace(site: Site) -> None:
    """The link to the article's own site tells it nothing of this one."""
    link = re.search(rf'<a [^>]*href="{BRIDGE}"[^>]*>', site.get(address(site, BRIDGE)).text)
    assert link is not None
    assert "noreferrer" in link[0]


def test_many_versions_come_page_by_page(site: Site) -> None:
    """Following the links shows each version once, the newest first, and leads back."""
    page, seen, visited = address(site, LIVE), list[int](), []
    while page:
        html = site.get(page).text
        visited.append(page)
        seen += [int(one) for one in re.findall(r'<h3><a href="[^"]+">Version (\d+)</a>', html)]
        older = re.search(r'href="([^"]+)" rel="next"', html)
        page = older[1] if older else ""
    assert seen == list(range(45, 0, -1))
    newer = re.search(r'href="([^"]+)" rel="prev"', site.get(visited[-1]).text)
    assert newer is not None
    assert newer[1] == visited[-2]
    assert "Versions 26 to 45 of 45" in site.get(visited[0]).text


def test_as_many_questions_for_many_versions_as_for_few(site: Site) -> None:
    """The number of queries does not grow with the article."""
    few, many = address(site, SUSPECT), address(site, LIVE)
    site.get(few), site.get(many)
    counts = []
    for page in (few, many, f"{many}?before=30"):
        with counted() as asked:
            assert site.get(page).status == 200
        counts.append(len([one for one in asked if one.startswith("SELECT")]))
    assert max(counts) <= MAX_QUERIES


def test_a_page_is_made_once_while_nothing_is_written(tmp_path: Path) -> None:
    """Who asks a moment later is given the same page; what is written shows at the next request."""
    store = FileStore(tmp_path / "store")
    words = " ".join(f"Word{number} of the story stands here." for number in range(60))
    story = replace(FIRST, paragraphs=(words,))
    page = f"/articles/{write_course(store, BRIDGE, [Seen(timedelta(0), story)])}"
    with serving(config_at(tmp_path)) as site:
        first = site.get(page).text
        with counted() as asked:
            assert site.get(page).text == first
        assert not [one for one in asked if "fingerprints" in one], "copies were looked for again"
    with serving(config_at(tmp_path), fresh=True) as site:
        assert "No article of another site" in site.get(page).text
        copy = "https://copy.example/bridge"
        write_course(store, copy, [Seen(timedelta(0), story)], run=new_run_id(NOON, b"copy"))
        assert "copy.example" in site.get(page).text


def test_a_damaged_version_shows_nothing(tmp_path: Path) -> None:
    """Of a record that was changed no word is shown; the others stand."""
    store = FileStore(tmp_path / "store")
    article = write_course(
        store, BRIDGE, [Seen(timedelta(0), FIRST), Seen(timedelta(hours=1), SECOND)]
    )
    with serving(config_at(tmp_path)) as site:
        page = f"/articles/{article}"
        assert "for weeks" in site.get(page).text
        path = tmp_path / "store" / version_key(article, 2)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"weeks", b"years"))
        html = site.get(page).text
    assert "Damaged." in html
    assert "years" not in html
    assert "What the newest version says cannot be believed" in html
    assert "Bridge closed after collision" in html


def test_hostile_content_is_text(tmp_path: Path) -> None:
    """Markup in all that a page can hold is shown as text, and a long headline is cut."""
    hostile = Extraction(
        extractor="test <b>",
        title=HOSTILE,
        authors=(HOSTILE,),
        language='en" onload="x',
        paragraphs=(HOSTILE,),
    )
    seen = [
        Seen(timedelta(0), hostile),
        Seen(timedelta(hours=1), replace(hostile, title=f"2 {HOSTILE}")),
    ]
    article = write_course(
        FileStore(tmp_path / "store"), "https://news.example/%3Cscript%3E?a=%22%3E", seen
    )
    with serving(config_at(tmp_path)) as site:
        told = site.get(f"/articles/{article}")
    tags = Tags(told.text)
    assert (told.status, tags.tags.count("script"), tags.tags.count("img")) == (200, 1, 0)
    allowed = ("/", "#", "https://news.example/%3Cscript%3E")
    assert all(link.startswith(allowed) for link in tags.links)
    assert not re.search("[\u202e\u2066\x1b\U000e0041]", told.text)
    assert "onload=&#34;" not in told.text, "what is no language is no lang"
    assert max(map(len, re.findall(r">([^<]+)<", told.text))) < 2_000


@pytest.mark.parametrize(
    ("tail", "status"),
    [("0" * 32, 404), ("nonsense", 404), ("{id}?before=x", 400), ("{id}?before=0", 400)],
)
def test_wrong_addresses(site: Site, tail: str, status: int) -> None:
    """An article that is not there is a 404, a wrong page a 400 that says why."""
    known = address(site, BRIDGE).rpartition("/")[2]
    assert site.get("/articles/news.example/" + tail.replace("{id}", known)).status == status
