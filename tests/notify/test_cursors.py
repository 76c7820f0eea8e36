"""The cursors in the store: a chain of write-once objects, read from its end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.alert_cursors import BASE_EVERY, Cursor, CursorChain
from crawler.archive import open_for_writing
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from crawler.verify import verify
from tests.archives import BORN, build_archive
from tests.notify.conftest import Newsroom

A = "https://courier.example/2026/bridge"
RUNS = [f"20261121T10000{number}Z-0a1b2c3d" for number in range(4)]


def _chain(store: ObjectStore) -> CursorChain:
    return CursorChain(open_for_writing(store, now=BORN), "desk")


_events = st.lists(
    st.sampled_from(["a/1", "a/2", "b/1", "b/2", "c/1"]), unique=True, max_size=4
).map(tuple)
_cursors = st.builds(
    Cursor,
    since=st.just(BORN),
    parts=st.dictionaries(st.sampled_from(RUNS), st.integers(1, 4)),
    targets=st.just(("one", "two")),
    waiting=st.dictionaries(st.sampled_from(["one", "two"]), _events.filter(bool)),
    collecting=st.dictionaries(st.just("one"), st.just(BORN)),
    broken=st.dictionaries(st.just("courier"), st.just(BORN + timedelta(hours=1))),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_cursors, min_size=1, max_size=8))
def test_what_was_appended_is_read(
    tmp_path_factory: pytest.TempPathFactory, cursors: Sequence[Cursor]
) -> None:
    """Whatever cursors follow each other, the last is read as it was appended, by its writer's
    successor and by any other.
    """
    store = FileStore(tmp_path_factory.mktemp("store"))
    chain, parts = _chain(store), dict[str, int]()
    for cursor in cursors:
        parts |= cursor.parts  # what was looked at stays so
        whole = replace(cursor, parts=dict(parts))
        assert chain.append(whole, at=BORN)
    read = _chain(store).read()
    assert read is not None
    assert {name: set(ids) for name, ids in read.waiting.items()} == {
        name: set(ids) for name, ids in whole.waiting.items()
    }
    assert replace(read, waiting={}) == replace(whole, waiting={})


def test_a_long_chain_is_read_from_its_last_base(tmp_path: Path) -> None:
    """However long the chain is, a reader goes no further back than to the last base."""
    store = FileStore(tmp_path)
    chain = _chain(store)
    for number in range(2 * BASE_EVERY + 3):
        chain.append(
            Cursor(since=BORN, targets=("one",), waiting={"one": (f"a/{number + 1}",)}), at=BORN
        )
    for number in range(1, 2 * BASE_EVERY):
        (tmp_path / f"alerts/desk/{number:08d}.json").unlink()
    read = _chain(store).read()
    assert read is not None
    assert read.waiting == {"one": (f"a/{2 * BASE_EVERY + 3}",)}


def test_a_number_is_taken_once(tmp_path: Path) -> None:
    """Of two writers that append the same number one is told so, and knows that it is behind until
    it has read.
    """
    store = FileStore(tmp_path)
    one, other = _chain(store), _chain(store)
    assert one.read() is None
    assert other.read() is None
    assert one.append(Cursor(since=BORN, broken={"x": BORN}), at=BORN)
    assert other.is_behind()
    assert not other.append(Cursor(since=BORN, broken={"y": BORN}), at=BORN)
    read = other.read()
    assert read is not None
    assert read.broken == {"x": BORN}
    assert not other.is_behind()


def test_a_damaged_cursor_is_passed_over(room: Newsroom) -> None:
    """Where the newest cursor cannot be read, the one before counts.

    At worst something is told twice, and nothing is lost.
    """
    reader = room.receive()
    room.press.introduce(A)
    room.alert("desk", reader)
    room.tick()
    told = room.press.report((A, "headline"))
    room.tick()
    newest = room.cursors("desk")[-1]
    (room.folder / "store" / newest).write_bytes(b"{}\n")
    (room.folder / "store" / "alerts" / "desk" / "not-ours.txt").write_bytes(b"?")
    room.restart()
    told += room.press.report((A, "fact"))
    room.tick()
    assert reader.ids == [told[0], *told]
    room.restart()
    room.tick()
    assert len(reader.ids) == 3
    findings = {
        finding.key: (finding.problem.value, finding.severity)
        for finding in verify(room.store).findings
        if "alerts" in finding.key
    }
    assert findings == {
        newest: ("unusable", "note"),
        "alerts/desk/not-ours.txt": ("unknown", "note"),
    }


def test_sound_cursors_are_no_finding(tmp_path: Path) -> None:
    """An archive with alerts verifies as one without.

    A cursor under another's name is a note, and no damage.
    """
    store = FileStore(tmp_path)
    archive = build_archive(store).archive
    chain = CursorChain(archive, "desk")
    chain.append(Cursor(since=BORN), at=BORN)
    assert verify(store).findings == ()
    (tmp_path / "alerts/desk/00000007.json").write_bytes(
        (tmp_path / "alerts/desk/00000001.json").read_bytes()
    )
    report = verify(store)
    assert report.ok
    assert [(finding.key, finding.problem.value) for finding in report.findings] == [
        ("alerts/desk/00000007.json", "unusable")
    ]
