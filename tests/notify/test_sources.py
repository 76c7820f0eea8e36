"""Broken sources: told when found so, and when they work again."""

from datetime import datetime, timedelta
from typing import Any

from jobs.observe import SourceHealth
from tests.notify.conftest import Newsroom

WENT_DOWN = datetime.fromisoformat("2026-11-21T03:00:00Z")


def _health(source: str = "courier", **facts: Any) -> SourceHealth:
    """Return how a source does that is well, but for what is given."""
    values = {
        "status": "ok",
        "reason": "its last success was just now",
        "last_run": None,
        "last_success": None,
        "last_good": None,
    }
    return SourceHealth(
        **(values | {"source": source, "found": 3, "since": None, "interval": None} | facts)
    )


def _broken(source: str = "courier", since: datetime = WENT_DOWN) -> SourceHealth:
    return _health(
        source,
        status="broken",
        reason="since 03:00 no look at its lists has succeeded: status 503",
        since=since,
    )


def test_a_broken_source_and_its_recovery_are_told_once(any_room: Newsroom) -> None:
    """A source found broken is told once, however long it lasts and whatever restarts.

    So is that it works again.
    """
    reader = any_room.receive()
    any_room.alert("ops", reader, broken=True, changes=False)
    any_room.tick([_health()])
    for _ in range(3):
        any_room.tick([_broken()])
        any_room.lose_index()
    assert reader.ids == ["broken:courier:2026-11-21T03:00:00Z"]
    assert "status 503" in reader.accepted[0]["message"]
    assert reader.accepted[0]["type"] == "failure"
    for _ in range(3):
        any_room.tick([_health(last_good=WENT_DOWN + timedelta(hours=9))])
        any_room.lose_index()
    assert reader.ids[1:] == ["recovered:courier:2026-11-21T03:00:00Z"]
    any_room.tick([_broken(since=WENT_DOWN + timedelta(hours=20))])
    assert reader.ids[2:] == ["broken:courier:2026-11-21T23:00:00Z"]


def test_a_source_that_broke_again_between_two_ticks(room: Newsroom) -> None:
    """A good look between two troubles makes them two, though nobody was told in between."""
    reader = room.receive()
    room.alert("ops", reader, broken=True)
    room.tick([_broken()])
    again = WENT_DOWN + timedelta(hours=8)
    room.tick([_health(status="broken", since=again, last_good=again - timedelta(minutes=1))])
    assert reader.ids[1:] == [
        "recovered:courier:2026-11-21T03:00:00Z",
        "broken:courier:2026-11-21T11:00:00Z",
    ]


def test_nothing_is_over_without_a_good_look(room: Newsroom) -> None:
    """A source that is only late, of which nothing is known, or that has left the configuration,
    does not work again.
    """
    reader = room.receive()
    room.alert("ops", reader, broken=True)
    room.tick([_broken()])
    room.tick([_health(status="late", since=WENT_DOWN)])
    room.tick([_health(status="waiting")])
    room.tick([])
    room.tick([_broken()])
    assert reader.ids == ["broken:courier:2026-11-21T03:00:00Z"]
    room.tick([_health("herald")])
    assert len(reader.ids) == 1


def test_who_is_told_of_sources(room: Newsroom) -> None:
    """Only an alert with ``broken`` is told of sources, and only of those that its filter names.

    Kinds do not matter.
    """
    all_of_them, one, none = room.receive(), room.receive(), room.receive()
    room.alert("all", all_of_them, broken=True, kinds=["headline"])
    room.alert("one", one, broken=True, sources=["herald"])
    room.alert("none", none)
    room.tick([_broken(), _broken("herald")])
    assert len(all_of_them.ids) == 2
    assert one.ids == ["broken:herald:2026-11-21T03:00:00Z"]
    assert none.ids == []


def test_trouble_that_could_not_be_told_in_time(room: Newsroom) -> None:
    """A target that was down learns afterwards that a source was broken and that it works again, in
    this order.
    """
    reader = room.receive()
    room.alert("ops", reader, broken=True)
    room.tick()
    reader.status = 500
    room.tick([_broken()])
    room.tick([_health(last_good=WENT_DOWN + timedelta(hours=9))])
    reader.status = 200
    room.clock.pass_by(hours=1)
    room.tick([_health(last_good=WENT_DOWN + timedelta(hours=9))])
    assert reader.ids == [
        "broken:courier:2026-11-21T03:00:00Z",
        "recovered:courier:2026-11-21T03:00:00Z",
    ]
    assert "its trouble began at 2026-11-21T03:00:00Z" in reader.accepted[0]["message"]
