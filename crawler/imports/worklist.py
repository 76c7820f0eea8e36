"""What of a file may be pages, on disk: a file of a million records takes no memory for it."""

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
    segment: int
    """The number of the segment that it stands in."""
    offset: int
    type: str
    """``response``, ``resource``, ``revisit`` or ``line``."""
    target: str
    """The URL as it stands in the file."""
    line: int | None = None
    """The number of a line of JSON, from 1."""
    record: str | None = None
    digest: str | None = None
    """Of the payload, as the record states it."""
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
        hint="Set TMPDIR to a folder with more room.",
    )


_AT_ONCE = 500
_NAMES = tuple(spec.name for spec in fields(WorkItem))
_COLUMNS = ", ".join(_NAMES)
_ADD = f"INSERT INTO items ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608  # our own names
_PAGES = f"SELECT {_COLUMNS} FROM items ORDER BY url, at, rowid"  # noqa: S608  # as above
_OF = f"SELECT {_COLUMNS} FROM items WHERE type != 'revisit' AND "  # noqa: S608  # as above
_BY_ID = _OF + "record = ? LIMIT 1"
_BY_URL = _OF + "target = ? AND at = ? LIMIT 1"
_BY_DIGEST = _OF + "digest = ? LIMIT 1"


class Worklist:
    """The items of one file: added once, then given URL by URL, each URL's in order of time."""

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

    def complete(self) -> int:
        """End the adding. Returns how many pages there are. Raises as ``add`` does."""
        with _in_room():
            for columns in ("url, at", "record", "target, at", "digest"):
                name = columns.replace(", ", "_")
                self._base.execute(f"CREATE INDEX by_{name} ON items ({columns})")
            self._base.commit()
        found = self._base.execute("SELECT count(*) FROM items").fetchone()
        return int(found[0])

    def pages(self) -> Iterator[WorkItem]:
        """Yield the items that may be pages, in order."""
        cursor = self._base.cursor()
        with self._lock:
            rows = cursor.execute(_PAGES).fetchmany(_AT_ONCE)
        while rows:
            yield from map(_item, rows)
            with self._lock:
                rows = cursor.fetchmany(_AT_ONCE)

    def referred(self, item: WorkItem) -> WorkItem | None:
        """Return the answer whose body a revisit repeats, or None where the file lacks it."""
        asked = (
            (_BY_ID, (item.refers_id,)),
            (_BY_URL, (item.refers_url, item.refers_at)),
            (_BY_DIGEST, (item.digest,)),
        )
        for query, values in asked:
            if None not in values:
                with self._lock:
                    row = self._base.execute(query, values).fetchone()
                if row is not None:
                    return _item(row)
        return None


@contextmanager
def _in_room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise no_room(error) from error


def _item(row: tuple[object, ...]) -> WorkItem:
    return WorkItem(**dict(zip(_NAMES, row, strict=True)))  # type: ignore[arg-type]
