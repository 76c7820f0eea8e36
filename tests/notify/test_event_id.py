"""The ids of events: one place makes and reads them."""

from datetime import UTC, datetime

import pytest

from crawler.errors import BadRecord
from jobs.notify.event_id import Event, EventKind

SINCE = datetime(2026, 11, 21, 3, tzinfo=UTC)
IDS = {
    "news.example/7e85/3": Event(kind=EventKind.CHANGE, subject="news.example/7e85", version=3),
    # hosts that are called as a kind of event is, with a port
    "broken:8080/7e85/3": Event(kind=EventKind.CHANGE, subject="broken:8080/7e85", version=3),
    "recovered:80/a:b/12": Event(kind=EventKind.CHANGE, subject="recovered:80/a:b", version=12),
    "broken:example-news:2026-11-21T03:00:00Z": Event.of_source(
        EventKind.BROKEN, "example-news", SINCE
    ),
    "recovered:broken:2026-11-21T03:00:00Z": Event.of_source(EventKind.RECOVERED, "broken", SINCE),
}


@pytest.mark.parametrize("text", IDS)
def test_an_id_is_its_event(text: str) -> None:
    """What an id says comes back whole, and gives the id again."""
    assert Event.parse(text) == IDS[text]
    assert Event.parse(text).id == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "broken",
        "broken:news",
        "change:news:2026-11-21T03:00:00Z",
        "lost:news:2026-11-21T03:00:00Z",
        "news.example/7e85/three",
    ],
)
def test_what_is_no_id_is_damage(text: str) -> None:
    """A cursor that holds something else is damaged, and the error shows what it holds."""
    with pytest.raises(BadRecord, match="is no id of an event"):
        Event.parse(text)
