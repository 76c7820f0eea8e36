"""Pages of an article with captures that were imported later than what stood after them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from crawler.archive import open_for_writing
from crawler.model import Change
from crawler.store.files import FileStore
from tests.archives import capture_of
from tests.web.asking import AskedPages, pages_over
from tests.web.ferry import text
from tests.web.histories import NOON, History, body_of

URL = "https://news.example/2026/ferry"
CAME = Change(kinds=("addition",), reasons={"addition": "a paragraph came"}, words_added=6)
TEXTS = [
    text([f"Paragraph {number} of the ferry's story." for number in range(1, count)])
    for count in (2, 3, 4, 5)
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[AskedPages, str]]:
    """Provide the pages of an article that stood in the order 4, 1, 3, 2, and its address.

    Versions 1 and 2 were crawled. Then one from between the two was imported, and one of before.
    """
    store = FileStore(tmp_path_factory.mktemp("imported") / "store")
    archive = open_for_writing(store, now=NOON)
    history = History(archive, URL)
    for number, (hours, shown, against) in enumerate(
        ((2, TEXTS[1], None), (6, TEXTS[3], None), (4, TEXTS[2], 1), (0, TEXTS[0], 0)), 1
    ):
        at = NOON + timedelta(hours=hours)
        page = capture_of(URL, body_of(shown), at)
        before = at - timedelta(hours=1) if number == 2 else None
        if against is None:
            history.add(shown, page, at, seen_before=before)
            continue
        change = CAME if against else Change()
        history.add_imported(shown, page, at, against=against, change=change)
    with pages_over(store.root) as asked:
        yield asked, f"/articles/{history.article}"


def test_versions_are_compared_in_the_order_of_capture(pages: tuple[AskedPages, str]) -> None:
    """Whichever way two versions are named, what stood earlier is the older one; the change that a
    record tells is shown only beside the version that it was compared with.
    """
    asked, home = pages
    assert asked.ask(f"{home}/compare/2/3").answer.headers["Location"].endswith("/compare/3/2")
    assert asked.ask(f"{home}/compare?a=1&b=4").answer.headers["Location"].endswith("/compare/4/1")
    page = asked.ask(f"{home}/compare/3/2")
    assert "Version 3 → version 2 of 4" in page.words
    assert page.marked("del") == ["removed"]
    assert "What was recorded compares version 2 with version 1" in page.words
    assert "addition" not in page.words
    assert "version 4 was imported later" in asked.ask(f"{home}/compare/4/1").words


def test_numbers_are_counted_to_the_highest(pages: tuple[AskedPages, str]) -> None:
    """A version of an import is not the third of two."""
    asked, home = pages
    for number in (1, 2, 3, 4):
        assert f"Version {number} of 4," in asked.ask(f"{home}/versions/{number}").words
    assert "The address shows version 2" in asked.ask(home).words
    assert "4 versions" in asked.ask("/articles").words


def test_the_first_that_was_fetched_came_after_an_import(pages: tuple[AskedPages, str]) -> None:
    """It came about between the capture that was imported and its own, no more "by" then."""
    asked, home = pages
    came = "between 2026-11-21 12:00:00 and 14:00:00 UTC"
    for page in ("", "/versions/1", "/blame"):
        assert came in asked.ask(home + page).words, page


def test_an_imported_answer_names_its_file_and_no_request(pages: tuple[AskedPages, str]) -> None:
    """Nobody knows what was sent for a capture that another tool made."""
    asked, home = pages
    shown = asked.ask(f"{home}/versions/3").words
    assert "Imported from past.warc.gz" in shown
    assert "a" * 64 in shown
    assert "WARC, the answer" in shown
    assert "GET http" not in shown
    assert "The request is not known" in shown
    assert "GET http" in asked.ask(f"{home}/versions/1").words


def test_what_stood_first_in_the_chain_claims_no_difference(pages: tuple[AskedPages, str]) -> None:
    """Of a version that nothing stood before when it was crawled, nobody says that it is as the
    imported one before it.
    """
    asked, home = pages
    shown = asked.ask(home).words
    assert "No reader sees a difference" not in shown
    assert shown.count("The versions before it were imported later.") == 1
