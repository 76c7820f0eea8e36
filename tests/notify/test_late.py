"""Check parts that arrive late, in any order, from overlapping runs.

Every change is told, and none twice.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.checks import decode_part
from crawler.codec import sha256
from crawler.identity import article_of, version_key
from crawler.index import discard, open_index
from crawler.reindex import rebuild
from crawler.store.files import FileStore
from jobs.notify import events
from tests.examples import examples
from tests.notify.conftest import Newsroom
from tests.notify.receiver import receiving

A, B = "https://courier.example/2026/bridge", "https://courier.example/2026/ferry"


def test_a_late_part_of_an_overlapping_run(room: Newsroom) -> None:
    """A part that is written after later runs' parts were looked at is looked at too, though its
    name sorts before them.
    """
    reader = room.receive()
    room.press.introduce(A, B)
    room.alert("desk", reader)
    room.tick()
    slow = room.press.run()
    slow.flush()
    room.clock.pass_by(hours=30)
    told = room.press.report((B, "headline"))
    room.tick()
    told.append(slow.find(A, "fact"))
    slow.flush(ended=True)
    room.tick()
    room.lose_index()
    room.tick()
    assert reader.ids == told


def test_who_sees_a_version_first(room: Newsroom) -> None:
    """A version that another run's line names before its own run's line is written is told once,
    when it is first named.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    maker, other = room.press.run(), room.press.run()
    told = maker.find(A, "fact")
    other.look(A)
    other.flush(ended=True)
    room.tick()
    assert reader.ids == [told]
    maker.flush(ended=True)
    room.tick()
    room.lose_index()
    room.tick()
    assert reader.ids == [told]


def test_many_days(room: Newsroom) -> None:
    """The cursor's memory of single runs does not grow with the days, and forgets nothing that the
    index can still learn.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    told = []
    for _ in range(20):
        room.clock.pass_by(days=1)
        told += room.press.report((A, "fact"))
        room.tick()
    assert reader.ids == told
    room.lose_index()
    room.tick()
    assert reader.ids == told
    newest = room.store.read(room.cursors("desk")[-1])
    assert b'"upto":"checks/2026/12/04"' in newest


def test_a_long_absence(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that was away while others crawled for weeks tells all of it, some runs at a time,
    the oldest first.
    """
    monkeypatch.setattr(events, "AT_ONCE", 3)
    reader = room.receive()
    room.press.introduce(A, B)
    room.alert("desk", reader)
    room.tick()
    told = []
    for number in range(20):
        room.clock.pass_by(days=1)
        told += room.press.report((A if number % 3 else B, "fact"))
    room.restart()
    for _ in range(4):
        room.tick()
    assert reader.ids == told


def test_an_index_that_is_being_rebuilt(room: Newsroom) -> None:
    """While another process makes the index anew, lines are missing in it, and nothing in it is
    taken for news.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    (told,) = room.press.report((A, "fact"))
    room.tick()
    room.restart()
    room.tick()
    run = room.press.run()
    run.look(A)
    key = run.flush(ended=True)
    discard(room.index.url)
    other, data, head = (
        open_index(room.index.url),
        room.store.read(key),
        room.press.heads[article_of(A)],
    )
    other.add_version(version_key(head.record.article, 2), head.record, head.sha256)
    other.add_part(key, sha256(data), decode_part(data, key))
    assert room.notifier is not None
    room.notifier.tick()
    rebuild(other, room.store)
    room.tick()
    assert reader.ids == [told]


STEPS = st.lists(
    st.sampled_from(
        ["a", "b", "c", "look", "flush", "end", "tick", "restart", "lose", "wait", "down", "up"]
    ),
    max_size=40,
)


def _serve(room: Newsroom, step: str) -> None:
    """Let the service do, or suffer, what the step says."""
    if step == "tick":
        room.tick()
    elif step == "restart":
        room.restart()
    elif step == "lose":
        room.lose_index()
    else:
        room.clock.pass_by(hours=13)


def _play(room: Newsroom, steps: list[str], reader_status: Iterator[int]) -> list[str]:
    """Let several runs at once do what the steps say.

    Returns the ids of all changes whose lines were written.
    """
    reader = room.receive()
    room.alert("desk", reader)
    urls = {name: f"https://courier.example/{name}" for name in "abc"}
    room.press.introduce(*urls.values())
    room.tick()
    runs = [room.press.run(), room.press.run()]
    told: list[str] = []
    for position, step in enumerate(steps):
        run = runs[position % 2]
        if step in urls:
            told.append(run.find(urls[step], "fact"))
        elif step == "look":
            run.look(urls["a"])
        elif step in {"flush", "end"}:
            run.flush(ended=step == "end")
            if step == "end":
                runs[position % 2] = room.press.run()
        elif step in {"down", "up"}:
            reader.status = next(reader_status) if step == "down" else 200
        else:
            _serve(room, step)
    for run in runs:
        run.flush(ended=True)
    reader.status = 200
    for _ in range(8):
        room.clock.pass_by(hours=2)
        room.tick()
    assert sorted(reader.ids) == sorted(told)
    return told


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_every_change_once_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Whatever two overlapping runs find and write, and whatever befalls the service between its
    ticks, each change is told once.
    """
    folder = tmp_path_factory.mktemp("room")
    with receiving() as reader:
        _play(
            Newsroom(FileStore(folder / "store"), folder, lambda: reader),
            steps,
            iter([503] * len(steps)),
        )


def test_a_part_that_a_clock_hid(room: Newsroom) -> None:
    """One run whose clock was years ahead does not make the runs after it old."""
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    now = room.clock.now
    room.clock.now = now + timedelta(days=4000)
    told = room.press.report((A, "headline"))
    room.clock.now = now
    room.tick()
    told += room.press.report((A, "fact"))
    room.tick()
    assert reader.ids == told
