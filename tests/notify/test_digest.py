"""Digests, in simulated time."""

from datetime import UTC, datetime

from tests.notify.conftest import Newsroom

A, B = "https://courier.example/2026/bridge", "https://courier.example/2026/ferry"


def _until(room: Newsroom, hour: int, minute: int) -> None:
    """Tick once a minute until it is so late."""
    while room.clock.now < datetime(2026, 11, 21, hour, minute, tzinfo=UTC):
        room.tick()


def test_a_digest_is_collected_and_sent_on_the_hour(room: Newsroom) -> None:
    """What happens within an hour waits for its end and arrives as one message.

    An hour without news brings none.
    """
    reader = room.receive()
    room.press.introduce(A, B)
    room.alert("desk", reader, digest="1h")
    room.tick()
    told = room.press.report((A, "headline"))
    _until(room, 9, 30)
    told += room.press.report((B, "fact"))
    _until(room, 9, 59)
    assert not reader.accepted
    _until(room, 10, 1)
    assert (len(reader.accepted), reader.ids) == (1, told)
    assert reader.accepted[0]["title"].endswith("” (courier.example) and 1 more")
    _until(room, 12, 30)
    assert len(reader.accepted) == 1
    told += room.press.report((A, "removal"))
    _until(room, 12, 59)
    assert len(reader.accepted) == 1
    _until(room, 13, 1)
    assert (len(reader.accepted), reader.ids) == (2, told)


def test_restarts_do_not_put_a_digest_off(room: Newsroom) -> None:
    """A service that is restarted more often than its digest is due still sends it on
    time, once.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader, digest="3h")
    room.tick()
    told = room.press.report((A, "headline"))
    arrived = []
    while room.clock.now.hour < 15:
        if room.tick().sent:
            arrived.append(room.clock.now.hour)
        room.lose_index()
        room.clock.pass_by(minutes=20)
    assert (arrived, reader.ids) == ([12], told)


def test_a_digest_that_is_refused_goes_on_collecting(room: Newsroom) -> None:
    """A digest that was not accepted is tried again, with what came in the meantime."""
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader, digest="1h")
    room.tick()
    told = room.press.report((A, "headline"))
    reader.status = 500
    _until(room, 10, 2)
    assert reader.refused
    told += room.press.report((A, "fact"))
    reader.status = 200
    _until(room, 10, 20)
    assert (len(reader.accepted), reader.ids) == (1, told)


def test_a_large_digest_comes_in_several_messages(room: Newsroom) -> None:
    """A digest of more events than one message may hold comes in several, at once, and each event
    once.
    """
    reader = room.receive()
    urls = [f"https://courier.example/{number}" for number in range(150)]
    room.press.introduce(*urls)
    room.alert("desk", reader, digest="1h")
    room.tick()
    told = room.press.report(*((url, "fact") for url in urls))
    _until(room, 10, 3)
    assert sorted(reader.ids) == sorted(told)
    assert len(reader.accepted) == 8
