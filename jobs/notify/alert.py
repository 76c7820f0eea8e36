"""One alert: finds what there is to tell, tells its targets, and marks what was accepted."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from crawler.alert_cursors import Cursor, CursorChain
from crawler.archive import Archive
from crawler.config import AlertConfig, WebConfig
from crawler.index import Index
from crawler.reindex import catch_up
from jobs.notify.change_pictures import PictureDrawer
from jobs.notify.events import changes, everything_known, troubles
from jobs.notify.message import Writer
from jobs.notify.target_state import Delivery, TargetState
from jobs.notify.targets import AlertTarget, Message
from jobs.observe import SourceHealth

log = logging.getLogger("palimpsest")

ALONE = 3
"""Events that each get a message of their own. Where more wait, they are bundled: nobody reads a
hundred messages.
"""

BUNDLE = 20
MESSAGES = 5
"""Messages to one target in one tick; some services take one in five seconds."""

STUCK = 3
"""Tries after which the newest event is tried first, alone: it may be one single message that is
never accepted.
"""

UNRECORDED = 200
"""Runs looked at without news, after which the cursor is stored all the same: a restart would look
at them again.
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Alert:
    """One configured alert. ``tick`` is called again and again, by one thread at a time."""

    def __init__(
        self,
        alert: AlertConfig,
        targets: Sequence[AlertTarget],
        archive: Archive,
        index: Index,
        clock: Callable[[], datetime],
        *,
        stopping: threading.Event,
        pages: WebConfig,
    ) -> None:
        self._alert, self._archive, self._index, self._clock = alert, archive, index, clock
        self._stopping = stopping
        self._states = [TargetState(target) for target in targets]
        self._pages = pages
        self._drawer = PictureDrawer(archive, index, pages)
        self._chain = CursorChain(archive, alert.name)
        self._cursor: Cursor | None = None
        self._dirty = False
        """Whether something was accepted that no stored cursor knows of."""

    def tick(self, health: Sequence[SourceHealth]) -> list[Delivery]:
        """Look for news, and send what is due.

        Raises the ``StoreError`` family and ``IndexUnusable``; not for a target's trouble.
        """
        for state in self._states:
            state.sent = state.failed = 0
        cursor = self._current()
        if (
            self._index.complete
        ):  # one that is being rebuilt lacks lines, and would take old versions for news
            cursor = self._discovered(cursor, health)
        self._cursor = cursor
        writer = Writer(
            self._archive, self._index, {one.source: one for one in health}, self._pages
        )
        for state in self._states:
            if not self._serve(state, writer):
                break
        return [
            state.delivery(self._alert.name, len(self._cursor.waiting.get(state.target.name, ())))
            for state in self._states
        ]

    def _current(self) -> Cursor:
        """Return the cursor: this process's, a newer stored one, or a new alert's first."""
        if self._dirty and self._cursor is not None and self._mark(self._cursor):
            return self._cursor
        if self._cursor is None or self._dirty or self._chain.is_behind():
            self._cursor = self._chain.read()
            self._dirty = False
            catch_up(
                self._index, self._archive.store
            )  # whoever stored a cursor may have seen check lines that this index lacks
        if self._cursor is None:
            first = replace(everything_known(self._index, self._clock()), targets=self._names)
            self._cursor = first if self._mark(first) else self._chain.read() or first
        return self._for_targets(self._cursor)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(state.target.name for state in self._states)

    def _for_targets(self, cursor: Cursor) -> Cursor:
        """Return the cursor for today's targets.

        What waits for one that is no more goes to the one that took its place, if any did.
        """
        gone = [name for name in cursor.targets if name not in self._names]
        heirs = dict(
            zip(gone, (name for name in self._names if name not in cursor.targets), strict=False)
        )
        waiting = {}
        for name, events in cursor.waiting.items():
            if name in gone and name not in heirs:
                log.warning(
                    "alert %s: %d events waited for the target %s, which is no more",
                    self._alert.name,
                    len(events),
                    name,
                )
                continue
            heir = heirs.get(name, name)
            waiting[heir] = _unless(events, self._accepted(heir))
        collecting = {heirs.get(name, name): moment for name, moment in cursor.collecting.items()}
        return replace(
            cursor,
            targets=self._names,
            waiting=waiting,
            collecting={name: collecting[name] for name in waiting.keys() & collecting.keys()},
        )

    def _accepted(self, name: str) -> set[str]:
        return next(state.accepted for state in self._states if state.target.name == name)

    def _discovered(self, cursor: Cursor, health: Sequence[SourceHealth]) -> Cursor:
        """Return the cursor with all news taken in, which then waits for every target."""
        before = cursor
        events, cursor = troubles(self._alert, cursor, health, self._index)
        cursor = self._taken_in(cursor, events)
        events, cursor = changes(self._alert, cursor, self._index)
        cursor = self._taken_in(cursor, events)
        began = cursor.collecting.keys() != before.collecting.keys()
        if began or self._chain.unrecorded(cursor) >= UNRECORDED:
            self._mark(cursor)
        return cursor

    def _taken_in(self, cursor: Cursor, events: Sequence[str]) -> Cursor:
        waiting, collecting = dict(cursor.waiting), dict(cursor.collecting)
        for state in self._states:
            name = state.target.name
            known = {*state.accepted, *waiting.get(name, ())}
            fresh = _unless(events, known)
            if fresh:
                waiting[name] = (*waiting.get(name, ()), *fresh)
                if self._alert.digest is not None:
                    collecting.setdefault(name, self._clock())
        return replace(cursor, waiting=waiting, collecting=collecting)

    def _serve(self, state: TargetState, writer: Writer) -> bool:
        """Send what is due to one target.

        False: another process has stored a cursor, so all is to be read again.
        """
        cursor = self._cursor
        assert cursor is not None  # noqa: S101  # tick has set it
        if not self._is_due(state, cursor):
            return True
        for events, message in self._messages(state, cursor.waiting[state.target.name], writer):
            if not state.send(message, self._clock()):
                return True
            state.accepted.update(events)
            state.sent += len(events)
            cursor = _done(cursor, state.target.name, events)
            self._cursor, self._dirty = cursor, True
            if not self._mark(cursor):
                return False
        return True

    def _messages(
        self, state: TargetState, waiting: Sequence[str], writer: Writer
    ) -> Iterator[tuple[Sequence[str], Message]]:
        """Yield (events, message) pairs, batching events up to the target's size limit."""
        stuck = state.tries >= STUCK
        rest = list(reversed(waiting)) if stuck else list(waiting)
        most = (
            BUNDLE if not stuck and (self._alert.digest is not None or len(waiting) > ALONE) else 1
        )
        for _ in range(MESSAGES):
            if not rest or self._stopping.is_set():
                return
            count = min(most, len(rest))
            message = _message(rest[:count], writer)
            while count > 1 and len(message.body) > state.target.room:
                count //= 2
                message = _message(rest[:count], writer)
            events, rest = rest[:count], rest[count:]
            if self._alert.pictures and state.target.takes_pictures and not state.tries:
                # a target that did not accept may take the words without them
                message = message._replace(pictures=self._drawer.of_events(events))
            yield events, message

    def _is_due(self, state: TargetState, cursor: Cursor) -> bool:
        now, name = self._clock(), state.target.name
        if not cursor.waiting.get(name) or (state.retry_at is not None and now < state.retry_at):
            return False
        digest = self._alert.digest
        began = cursor.collecting.get(name, cursor.since)
        return digest is None or (now - _EPOCH) // digest > (began - _EPOCH) // digest

    def _mark(self, cursor: Cursor) -> bool:
        """Store the cursor. False: another process was first."""
        stored = self._chain.append(cursor, at=self._clock())
        self._dirty = self._dirty and not stored
        return stored


def _unless(events: Sequence[str], known: set[str]) -> tuple[str, ...]:
    return tuple(event for event in events if event not in known)


def _done(cursor: Cursor, name: str, events: Sequence[str]) -> Cursor:
    """Return the cursor after the target has accepted these events."""
    left = _unless(cursor.waiting.get(name, ()), set(events))
    waiting: Mapping[str, tuple[str, ...]] = cursor.waiting | {name: left}
    collecting = {
        target: moment for target, moment in cursor.collecting.items() if waiting.get(target)
    }
    return replace(
        cursor,
        waiting={target: ids for target, ids in waiting.items() if ids},
        collecting=collecting,
    )


def _message(events: Sequence[str], writer: Writer) -> Message:
    return writer.message(events[0]) if len(events) == 1 else writer.bundle(events)
