"""Sent, then marked: what is told twice, and what is not, when a process or the store ends in
between.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import StoreUnavailable
from crawler.store.wrapped import WrappedStore
from tests.notify.conftest import Newsroom

A, B = "https://courier.example/2026/bridge", "https://courier.example/2026/ferry"


class Refusing(WrappedStore):
    """A store in front of another one that takes no cursor while ``refuses`` is set."""

    refuses = False

    def create(self, key: str, data: bytes) -> bool:
        """Write, or not."""
        if self.refuses and key.startswith("alerts/"):
            raise StoreUnavailable("the store is down")
        return super().create(key, data)


def test_what_could_not_be_marked_is_marked_later(room: Newsroom) -> None:
    """Where the store refuses the mark, the error goes to the caller, and this process tells
    nothing twice and loses nothing.
    """
    reader, store = room.receive(), Refusing(room.store)
    room.press.introduce(A, B)
    room.alert("desk", reader)
    notifier = room.service(store=store)
    notifier.tick()
    told = room.press.report((A, "headline"), (B, "fact"))
    room.learn()
    store.refuses = True
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            notifier.tick()
    assert reader.ids == told[:1]
    store.refuses = False
    assert notifier.tick().pending == 0
    assert reader.ids == told
    room.lose_index()
    room.tick()
    assert reader.ids == told


def test_killed_before_the_mark_means_told_twice(any_room: Newsroom) -> None:
    """A process that ends between acceptance and mark leaves one event to be told again, with the
    same id; no other.
    """
    reader, store = any_room.receive(), Refusing(any_room.store)
    any_room.press.introduce(A, B)
    any_room.alert("desk", reader)
    first = any_room.service(store=store)
    first.tick()
    told = any_room.press.report((A, "headline"), (B, "fact"))
    any_room.learn()
    store.refuses = True
    with pytest.raises(StoreUnavailable):
        first.tick()
    any_room.lose_index()
    any_room.tick()
    assert reader.ids == [told[0], *told]


def test_a_process_killed_by_the_system(room: Newsroom, tmp_path: Path) -> None:
    """A real process, killed with SIGKILL when its second message has just been accepted, tells
    that one twice, and each other one once.
    """
    reader = room.receive()
    urls = [f"https://courier.example/{number}" for number in range(3)]
    room.press.introduce(*urls)
    room.alert("desk", reader)
    room.tick()
    told = sorted(
        room.press.report(*((url, "fact") for url in urls))
    )  # of one moment: in the order of their ids
    index = tmp_path / "child.db"
    command = [
        sys.executable,
        "-m",
        "tests.notify.child",
        str(tmp_path / "store"),
        str(index),
        reader.url,
    ]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2])

    def kill() -> None:
        if len(reader.accepted) == 2:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()

    reader.on_accepted = kill
    assert child.wait() == -signal.SIGKILL
    assert reader.ids == told[:2]
    assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 0
    assert reader.ids == [told[0], told[1], told[1], told[2]]
    assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 0
    assert len(reader.ids) == 4


def test_a_service_that_is_told_to_stop(room: Newsroom) -> None:
    """A service that is told to stop finishes and marks the message that is under way, begins no
    other, and leaves the rest to the next.
    """
    reader = room.receive()
    room.press.introduce(A, B)
    room.alert("desk", reader)
    room.tick()
    told = sorted(room.press.report((A, "headline"), (B, "fact")))
    assert room.notifier is not None
    reader.on_accepted = room.notifier.stop
    assert room.tick().sent == 1
    assert room.tick().sent == 0
    room.restart()
    room.tick()
    assert reader.ids == told


def test_two_services_at_once(room: Newsroom) -> None:
    """Two services on one archive lose nothing, and the cursors stay one chain.

    What the one marked the other does not tell.
    """
    reader = room.receive()
    room.press.introduce(A, B)
    room.alert("desk", reader)
    one = room.service()
    other = room.service(index=room.new_index())
    one.tick()
    told = []
    for number in range(6):
        told += room.press.report((A if number % 2 else B, "fact"))
        room.learn()
        (one if number % 3 else other).tick()
        (other if number % 2 else one).tick()
    for _ in range(3):
        one.tick()
        other.tick()
    assert reader.ids == told


def test_two_that_send_at_the_same_time(room: Newsroom) -> None:
    """Where both send before either can mark, the event is told twice.

    Then each has read the other's mark, and nothing is told again.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    other = room.service(index=room.new_index())
    told = room.press.report((A, "fact"))

    def overtake() -> None:
        reader.on_accepted = lambda: None
        other.tick()

    reader.on_accepted = overtake
    room.tick()
    for _ in range(3):
        room.tick()
        other.tick()
    assert reader.ids == told * 2
    assert len(room.cursors("desk")) == 2
