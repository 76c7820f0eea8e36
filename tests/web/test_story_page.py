"""The page of a story: original and copies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.identity import version_key
from crawler.store.files import FileStore
from tests.extract.stories import FERRY, MUSEUM
from tests.web.asking import AskedPages, pages_over
from tests.web.ferry import BAND, COPY, FIRST_TITLE, LAST_TITLE, URL, text, write_ferry
from tests.web.histories import write_history

ALONE = "https://hillview.example/2026/clock"


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AskedPages, str, str]]:
    """Provide pages, and the names of an article with two copies and of one with none."""
    folder = tmp_path_factory.mktemp("story") / "store"
    article = write_ferry(FileStore(folder))
    alone = write_history(FileStore(folder), ALONE, [text(list(MUSEUM.paragraphs), MUSEUM.title)])
    with pages_over(folder) as pages:
        yield pages, article, alone


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Provide the folder of an archive of the test's own."""
    return tmp_path / "store"


def test_original_and_copies(ferry: tuple[AskedPages, str, str]) -> None:
    """The original comes first with the reason, then each copy with lag, shares and reasons."""
    pages, article, _ = ferry
    page = pages.ask(f"/articles/{article}/story")
    told = page.words
    assert "The original is on www.courier.example : gazette.example, tidings.example link" in told
    assert "2 copies , 2 of which lack a later change of the original." in told
    assert "2 h later (by what both pages declare)" in told
    assert "21 h later (by when the archive first saw them)" in told
    assert f"tidings.example links to {URL}" in page.marked("li")
    assert page.source.index("gazette.example</a>") < page.source.index("tidings.example</a>\n")


def test_the_story_is_the_same_from_a_copy(ferry: tuple[AskedPages, str, str]) -> None:
    """Whichever member is asked for, the original is told as the original."""
    pages, article, _ = ferry
    copy = COPY.removeprefix("https://").partition("/")[0]
    name = next(one for one in pages.index.sharing(article) if one.startswith(copy))
    page = pages.ask(f"/articles/{name}/story")
    assert "The original is on www.courier.example" in page.words
    assert 'aria-current="page">Story' in page.source


def test_what_a_copy_lacks_is_marked(ferry: tuple[AskedPages, str, str]) -> None:
    """What a copy still says wrong is struck, with what the original says now beside it."""
    pages, article, _ = ferry
    page = pages.ask(f"/articles/{article}/story")
    assert "4,112" in page.marked("del")
    assert "4,212" in page.marked("ins")
    assert BAND in page.marked("ins")
    assert FIRST_TITLE in page.marked("del")
    assert LAST_TITLE in page.marked("ins")
    assert "This is a developing news story." in page.marked("del")
    assert f"/articles/{article}/compare/1/2" in page.source


def test_one_time_axis(ferry: tuple[AskedPages, str, str]) -> None:
    """Each member has a lane, each version a mark that says which it is and when it was seen."""
    pages, article, _ = ferry
    page = pages.ask(f"/articles/{article}/story")
    assert page.source.count('class="life') == 3
    titles = page.marked("title")
    assert "version 3, seen 2026-11-21 14:00 UTC" in titles
    assert "published 2026-11-21 13:40 UTC, as its page says" in titles
    assert 'style="' not in page.source


def test_no_copies(ferry: tuple[AskedPages, str, str]) -> None:
    """An article that nobody copied says so, and draws nothing."""
    pages, _, alone = ferry
    page = pages.ask(f"/articles/{alone}/story")
    assert page.status == 200
    assert "No copies: no other site in this archive has this text." in page.words
    assert "<svg" not in page.source


def test_a_damaged_copy_is_named_and_not_shown(own: Path) -> None:
    """Nothing is told of what was altered, and that is said."""
    article = write_ferry(FileStore(own))
    with pages_over(own) as pages:
        name = next(one for one in pages.index.sharing(article) if one.startswith("tidings"))
        path = own / version_key(name, 1)
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"4,112", b"9,999"))
        page = pages.ask(f"/articles/{article}/story")
    assert "1 copy" in page.words
    assert f"version 1 of {name}" in page.words
    assert "9,999" not in page.source


def test_hostile_content_stays_text(own: Path) -> None:
    """Markup in titles and sentences is shown as it is."""
    evil = "<script>alert(1)</script>\u202e"
    known = [text([*FERRY.paragraphs, evil], evil * 900), text([*FERRY.paragraphs], evil * 901)]
    article = write_history(FileStore(own), URL, known)
    declared = {"original_url": URL, "published": "0001-01-01T00:00:00Z"}
    copied = text([*FERRY.paragraphs, evil], evil * 900, **declared)
    write_history(FileStore(own), COPY, [copied], hours=1)
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/story")
    assert "1 copy" in page.words
    assert page.source.count("<script") == 1
    assert "\u202e" not in page.source


def test_many_copies(own: Path) -> None:
    """The index is asked a fixed number of times, and less for what was made a moment ago.

    A page shows so many copies, with a link to all.
    """
    store = FileStore(own)
    article = write_history(store, URL, [text([*FERRY.paragraphs])])
    for number in range(55):
        copied = text([*FERRY.paragraphs, f"Our own line {number}."], original_url=URL)
        write_history(store, f"https://copy{number}.example/n", [copied], hours=number + 1)
    with pages_over(own) as pages:
        page = pages.ask(f"/articles/{article}/story")
        every = pages.ask(f"/articles/{article}/story?all=1")
    assert page.source.count('<li class="member">') == 50
    assert every.source.count('<li class="member">') == 55
    assert "The first 39 of 55 copies are drawn" in page.words
    assert len(page.statements) <= 27
    assert len(every.statements) < len(page.statements)
