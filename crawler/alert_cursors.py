"""How far each alert has come.

Cursors in the store, so that an index can be thrown away and nobody is told twice.

``alerts/<name>/00000001.json`` and so on; the highest number counts. Most of them say only what is
new since the one before; every 64th is a base, which says all, so that nobody reads further back.
Operational: nothing that is evidence depends on them.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from crawler.archive import Archive
from crawler.codec import decode_sealed, encode_sealed
from crawler.errors import BadKey, BadRecord, ObjectMissing
from crawler.identity import AlertKey, alert_key, check_key, parse_key
from crawler.model import FORMAT

log = logging.getLogger("palimpsest")

BASE_EVERY = 64

Waiting = Mapping[str, tuple[str, ...]]
"""Target to the ids of events, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far an alert has come. What the index knows beyond it is news."""

    since: datetime
    """When the alert began. What was recorded before is not told."""
    upto: str = ""
    """A day's folder of check objects: whatever sorts before it was looked at."""
    parts: dict[str, int] = field(default_factory=dict)
    """Run to its highest part that was looked at, for the runs of that day and later."""
    targets: tuple[str, ...] = ()
    """The names of the targets, in the order of their configuration."""
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Target to the events that it has not accepted yet."""
    collecting: dict[str, datetime] = field(default_factory=dict)
    """Target to the time at which the first of the events that wait came; for digests."""
    broken: dict[str, datetime] = field(default_factory=dict)
    """Source, or unreadable article, to the beginning of the trouble that was told, or waits to be.
    Only an article's name has a slash.
    """

    def has(self, run: str, part: int) -> bool:
        """Return whether this part of the run's check lines was looked at."""
        return part <= self.parts.get(run, 0) or check_key(run, part) < self.upto


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorRecord:
    """A stored cursor: ``parts`` and ``added`` are what is new since the record before.

    A base starts from nothing.
    """

    alert: str
    number: int
    base: int
    """Number of the base that this record builds on; of a base, its own."""
    at: datetime
    since: datetime
    upto: str
    targets: tuple[str, ...]
    parts: dict[str, int]
    added: dict[str, tuple[str, ...]]
    """Target to the events that wait for it and did not before."""
    done: dict[str, tuple[str, ...]]
    """Target to the events that no longer wait for it: it has accepted them, as a rule."""
    collecting: dict[str, datetime]
    broken: dict[str, datetime]
    format: int = FORMAT

    def applied(self, before: Cursor | None) -> Cursor:
        """Return the cursor that this record makes of the one before; None stands before a base."""
        before = before or Cursor(since=self.since)
        parts = {
            run: part
            for run, part in (before.parts | self.parts).items()
            if check_key(run, part) > self.upto
        }
        waiting = {
            target: events
            for target, events in _left(before.waiting, self.done).items()
            if target in self.targets
        }
        for target, events in self.added.items():
            waiting[target] = (*waiting.get(target, ()), *events)
        return Cursor(
            since=self.since,
            upto=self.upto,
            parts=parts,
            targets=self.targets,
            waiting=waiting,
            collecting=dict(self.collecting),
            broken=dict(self.broken),
        )


def parse_cursor(data: bytes, key: str) -> CursorRecord:
    """Return the cursor stored under ``key``.

    Raises ``BadRecord`` where the bytes are none, or belong elsewhere.
    """
    record = decode_sealed(CursorRecord, data, what=key)
    if alert_key(record.alert, record.number) != key or not 0 < record.base <= record.number:
        raise BadRecord(f"{key} holds cursor {record.number} of alert {record.alert}")
    return record


class CursorChain:
    """One alert's cursors in an archive.

    Any number of processes may append: each number is taken once.
    """

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive, self._name = archive, name
        self._number = 0
        self._base = 0
        self._stored: Cursor | None = None

    def read(self) -> Cursor | None:
        """Read the newest cursor; None where there is none.

        A damaged one is passed over: what it alone knew is told again.
        """
        numbers = sorted(self._numbers(""))
        self._number, self._base, self._stored = max(numbers, default=0), 0, None
        for number in reversed(numbers):
            try:
                self._stored, base = self._sum_up(number)
            except (BadRecord, ObjectMissing) as error:
                log.warning(
                    "alert %s: cursor %d is passed over: %s", self._name, number, error.message
                )
                continue
            self._base = (
                base if number == self._number else 0
            )  # after a damaged one the next is a base
            break
        return self._stored

    def is_behind(self) -> bool:
        """Return whether another process has appended a cursor since this one read or appended."""
        last = alert_key(self._name, self._number) if self._number else ""
        return any(True for _ in self._numbers(last))

    def append(self, cursor: Cursor, *, at: datetime) -> bool:
        """Append a cursor.

        False: another process took the number first, and nothing was written; read again.
        """
        number = self._number + 1
        record = self._record(cursor, number, at)
        if not self._archive.put(alert_key(self._name, number), encode_sealed(record)):
            return False
        self._number, self._base, self._stored = (
            number,
            record.base,
            record.applied(self._stored if record.base < number else None),
        )
        return True

    def unrecorded(self, cursor: Cursor) -> int:
        """Return how many runs the newest stored cursor is behind this one."""
        known = self._stored.parts if self._stored else {}
        return sum(known.get(run) != part for run, part in cursor.parts.items())

    def _record(self, cursor: Cursor, number: int, at: datetime) -> CursorRecord:
        before = None if self._base == 0 or number - self._base >= BASE_EVERY else self._stored
        known = before or Cursor(since=cursor.since)
        return CursorRecord(
            alert=self._name,
            number=number,
            base=self._base if before else number,
            at=at,
            since=cursor.since,
            upto=cursor.upto,
            targets=cursor.targets,
            parts={run: part for run, part in cursor.parts.items() if known.parts.get(run) != part},
            added=_left(cursor.waiting, known.waiting),
            done=_left(known.waiting, cursor.waiting),
            collecting=cursor.collecting,
            broken=cursor.broken,
        )

    def _sum_up(self, number: int) -> tuple[Cursor, int]:
        """Return the cursor of this number, summed up from its base on, and its base's number."""
        newest = self._parsed(number)
        records = [newest]
        while records[-1].number > newest.base:
            records.append(self._parsed(records[-1].number - 1))
        cursor = records.pop().applied(None)
        for record in reversed(records):
            cursor = record.applied(cursor)
        return cursor, newest.base

    def _parsed(self, number: int) -> CursorRecord:
        key = alert_key(self._name, number)
        return parse_cursor(self._archive.store.read(key), key)

    def _numbers(self, after: str) -> Iterator[int]:
        try:
            for key in self._archive.store.list(f"alerts/{self._name}/", start_after=after):
                with suppress(BadKey):
                    named = parse_key(key)
                    if isinstance(named, AlertKey):
                        yield named.number
        except BadKey:
            return  # a listing's last word: somebody else's names, which `verify` notes


def _left(these: Waiting, without: Waiting) -> dict[str, tuple[str, ...]]:
    """Return the events that stand in the one and not in the other, by target.

    Targets without any are left out.
    """
    left = {
        target: _without(events, set(without.get(target, ()))) for target, events in these.items()
    }
    return {target: events for target, events in left.items() if events}


def _without(events: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(event for event in events if event not in gone)
