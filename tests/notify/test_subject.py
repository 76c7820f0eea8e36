"""What a message's subject says of each kind of change, and its links."""

from dataclasses import replace

import pytest

from crawler.archive import Archive
from crawler.config import WebConfig
from crawler.model import Change, ChangeKind, Extraction, Version
from jobs.notify.event_id import Event
from jobs.notify.message import Writer
from jobs.notify.subject import MAX_SUBJECT, subject
from tests.notify.conftest import Newsroom

A = "https://courier.example/2026/bridge"


@pytest.fixture
def pair(room: Newsroom) -> tuple[Version, Version]:
    """Provide an article's first two versions."""
    room.press.introduce(A)
    first = next(iter(room.press.heads.values())).record
    room.press.report((A, "headline"))
    return first, next(iter(room.press.heads.values())).record


def _titled(record: Version, title: str, shown: str | None = None) -> Version:
    extraction = Extraction(extractor="test 1", title=title, shown_title=shown)
    return replace(record, extraction=extraction)


def test_every_kind_has_words(pair: tuple[Version, Version]) -> None:
    """Whatever kind a change is of, its subject says what happened, and no two say the same."""
    told = {
        subject(replace(pair[1], change=Change(kinds=(kind,))), None, "Bridge closed")
        for kind in ChangeKind
    }
    assert len(told) == len(ChangeKind)
    assert not any(text.startswith("Changed:") for text in told)
    assert all(text.endswith(": “Bridge closed” (courier.example)") for text in told)


def test_the_weightiest_kind_is_named(pair: tuple[Version, Version]) -> None:
    """Of several kinds the subject names what readers must know first."""
    change = Change(kinds=("headline", "addition", "correction"))
    told = subject(replace(pair[1], change=change), None, "Bridge closed")
    assert told == "Corrected: “Bridge closed” (courier.example)"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("Old", None), ("New", None), "“Old” → “New”"),
        (("Same", "Shown"), ("Same", "Other"), "“Shown” → “Other”"),
        (("Same", None), ("Same", "Other"), "“Same” → “Other”"),
    ],
)
def test_a_headline_as_it_was_and_is(
    pair: tuple[Version, Version],
    before: tuple[str, str | None],
    after: tuple[str, str | None],
    expected: str,
) -> None:
    """The old headline stands beside the new one, of the two that a page has the one that
    changed.
    """
    first, second = _titled(pair[0], *before), _titled(pair[1], *after)
    assert subject(second, first, after[0]) == f"Headline changed: {expected} (courier.example)"
    assert subject(second, None, after[0]).startswith(f"Headline changed: “{after[0]}”")


def test_long_headlines_leave_room(pair: tuple[Version, Version]) -> None:
    """Two headlines without end are cut alike, and the site still stands behind them."""
    first, second = _titled(pair[0], "before " * 90), _titled(pair[1], "after " * 90)
    told = subject(second, first, None)
    assert len(told) <= MAX_SUBJECT
    assert told.count("…") == 2
    assert told.endswith(" (courier.example)")


def test_a_link_to_the_archives_own_page(pair: tuple[Version, Version], room: Newsroom) -> None:
    """Below the article's address stands that of our page, where pages have a public one."""
    room.learn()
    article = pair[0].article
    base = "https://archive.example/news"

    def links(record: Version, pages: str | None) -> list[str]:
        writer = Writer(Archive(room.store), room.index, {}, WebConfig(address=pages))
        lines = writer.message(Event.of_version(record).id).body.splitlines()
        return [line for line in lines if line.startswith("https://")]

    assert links(pair[0], f"{base}/") == [A, f"{base}/articles/{article}/versions/1"]
    assert links(pair[1], base) == [A, f"{base}/articles/{article}/compare/1/2"]
    assert links(pair[1], None) == [A]
