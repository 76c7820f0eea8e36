"""What may be pages in the files of a call, on disk: a million records take no memory for it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from tempfile import gettempdir
from typing import Self

from crawler.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A record, or a line of JSON, that may be a page."""

    url: str
    """Normalised."""
    at: str
    """When it was captured, as ISO 8601 in UTC."""
    source: int = 0
    """The number of its file among those of the call."""
    segment: int
    """The number of the segment of that file that it stands in."""
    offset: int
    type: str
    """``response``, ``resource``, ``revisit`` or ``line``."""
    target: str
    """The URL as it stands in the file."""
    line: int | None = None
    """The number of a line of JSON, from 1."""
    record: str | None = None
    digest: str | None = None
    """Of the payload, as the record states it, in the form of ``canonical_digest``."""
    refers_id: str | None = None
    """For a revisit: the record that it refers to, by its id."""
    refers_url: str | None = None
    """The same, by its URL, as that stands in the file."""
    refers_at: str | None = None


def no_room(error: Exception) -> UsageError:
    """Return what is told where the folder for temporary files takes no more."""
    reason = getattr(error, "strerror", None) or error
    return UsageError(
        f"the folder for temporary files, {gettempdir()}, cannot be written: {reason}",
        hint="Set TMPDIR to a folder with more room, or import fewer files at once.",
    )


_AT_ONCE = 500
_NAMES = tuple(spec.name for spec in fields(WorkItem))
_COLUMNS = ", ".join(_NAMES)
_ADD = f"INSERT INTO items ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608  # our own names
_PAGES = f"SELECT {_COLUMNS} FROM items WHERE source = ? ORDER BY at, url, rowid"  # noqa: S608  # as above
_ANSWERS = "type IN ('response', 'resource')"
_OF = f"SELECT {_COLUMNS} FROM items WHERE {_ANSWERS} AND "  # noqa: S608  # as above
_FEW = " LIMIT 4"
"""Of equal ones, those that are tried."""
_OWN_ID = _OF + "record = ? AND source = ?" + _FEW
_OWN_TIME = _OF + "target = ? AND at = ? AND source = ?" + _FEW
_OWN_DIGEST = _OF + "digest = ? AND source = ?" + _FEW
_ID = _OF + "record = ?" + _FEW
_SECOND = _OF + "target = ? AND at >= ? AND at < ?" + _FEW
_DIGEST = _OF + "digest = ? AND url = ?" + _FEW
_ORDER = "source, at, url"
_INDEXES = (_ORDER, "record", "target, at", "digest, source", "digest, url")
_SECONDS = len("2026-03-01T10:00:00")
_BEHIND = "~"
"""Sorts behind whatever follows the seconds of a time."""


@dataclass(frozen=True, slots=True)
class BodyCandidate:
    """An answer whose body a revisit may repeat."""

    item: WorkItem
    is_named: bool
    """Whether the revisit can mean no other. All others must agree with its digest."""


class Worklist:
    """The items of files: added once, then given file by file, in order of time."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(folder / "worklist.db", check_same_thread=False)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(f"CREATE TABLE items ({_COLUMNS})")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def add(self, item: WorkItem) -> None:
        """Add an item. Raises ``UsageError`` where there is no room for it."""
        with _in_room():
            self._base.execute(_ADD, astuple(item))

    def complete(self) -> None:
        """End the adding. Raises as ``add`` does."""
        with _in_room():
            for columns in _INDEXES:
                name = columns.replace(", ", "_")
                # revisits of one body may be many, and none of them is an answer
                only = "" if columns == _ORDER else f" WHERE {_ANSWERS}"
                self._base.execute(f"CREATE INDEX by_{name} ON items ({columns}){only}")
            self._base.commit()

    def count(self, source: int = 0) -> int:
        """Return how many items a file has."""
        query = "SELECT count(*) FROM items WHERE source = ?"
        with self._lock:
            return int(self._base.execute(query, (source,)).fetchone()[0])

    def earliest(self, source: int) -> str:
        """Return the time of a file's earliest item; "" where it has none."""
        query = "SELECT min(at) FROM items WHERE source = ?"
        with self._lock:
            return str(self._base.execute(query, (source,)).fetchone()[0] or "")

    def pages(self, source: int = 0) -> Iterator[WorkItem]:
        """Yield the items of a file, in order."""
        cursor = self._base.cursor()
        with self._lock:
            rows = cursor.execute(_PAGES, (source,)).fetchmany(_AT_ONCE)
        while rows:
            yield from map(_item, rows)
            with self._lock:
                rows = cursor.fetchmany(_AT_ONCE)

    def candidates(self, item: WorkItem) -> Iterator[BodyCandidate]:
        """Yield the answers whose body a revisit may repeat, each once, likeliest first.

        Those of its own file come before those of others.
        """
        second = item.refers_at[:_SECONDS] if item.refers_at else None
        asked: tuple[tuple[str, tuple[object, ...], bool], ...] = (
            (_OWN_ID, (item.refers_id, item.source), True),
            (_OWN_TIME, (item.refers_url, item.refers_at, item.source), True),
            (_OWN_DIGEST, (item.digest, item.source), True),
            (_ID, (item.refers_id,), True),
            (_SECOND, (item.refers_url, second, f"{second}{_BEHIND}"), False),
            (_DIGEST, (item.digest, item.url), False),
        )
        given: set[WorkItem] = set()
        for query, values, is_named in asked:
            if None not in values:
                with self._lock:
                    rows = self._base.execute(query, values).fetchall()
                found = [one for one in map(_item, rows) if one not in given]
                given.update(found)
                yield from (BodyCandidate(one, is_named) for one in found)


@contextmanager
def _in_room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise no_room(error) from error


def _item(row: tuple[object, ...]) -> WorkItem:
    return WorkItem(**dict(zip(_NAMES, row, strict=True)))  # type: ignore[arg-type]
