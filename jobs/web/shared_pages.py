"""Pages that many ask for at once: each is made once, and given to all who ask meanwhile and after.

Only lists of the whole archive or of a part of it, which are looked at by whoever comes. What
stands in one article is read and checked for each who asks. A list is given again as long as
nothing was written to the index since, for ``KEPT_SECONDS`` at most, because some of it goes by the
clock. When it has to be made anew, one request's worth of work makes it; the others are given what
was right ``SHARED_SECONDS`` ago, or wait. The header ``Age`` says how many seconds ago it was made.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from jobs.web.page_request import PageAnswer, PageRequest

SHARED_SECONDS = 2.0
"""For so long a page may hide what was written to the index."""

KEPT_SECONDS = 10.0
"""After which a page is made anew though nothing was written."""

MAX_PAGES = 1_000
MAX_BODY = 500_000
"""Bytes of a page that is kept."""
MAX_BYTES = 32_000_000
"""Of all that are kept."""


@dataclass(frozen=True, slots=True)
class SeenState:
    """The state that an archive's index was in."""

    archive: str | None
    """The archive's id."""
    name: str | None
    """As ``Database.state`` has it."""
    at: float
    """When that was, by the clock of whoever shares pages: before it was asked."""


@dataclass(slots=True)
class _Kept:
    told: PageAnswer
    archive: str | None
    state: str | None
    made: float
    right: float
    """When this was last known to be what the index says."""

    @property
    def size(self) -> int:
        return len(self.told.body) if isinstance(self.told.body, bytes) else 0

    def is_of(self, seen: SeenState) -> bool:
        return (self.archive, self.state) == (seen.archive, seen.name)


@dataclass(slots=True)
class _Making:
    task: "asyncio.Task[PageAnswer]"
    waiting: int = field(default=0)


_Key = tuple[object, ...]


class SharedPages:
    """Pages by address. Belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._making: dict[_Key, _Making] = {}

    async def page(
        self,
        seen: SeenState,
        asked: PageRequest,
        make: Callable[[], Awaitable[PageAnswer]],
        wait: Callable[["asyncio.Task[PageAnswer]"], Awaitable[PageAnswer]],
    ) -> PageAnswer:
        """Return the page of this address: one that was made before, or what ``make`` makes.

        What it makes is whole. ``wait`` waits for it as long as the one who asks does.
        """
        key = (seen.archive, asked.base_url, asked.path, asked.query)
        now, kept = self._clock(), self._kept.get(key)
        if kept is not None and kept.is_of(seen):
            kept.right = max(kept.right, seen.at)
            if now - kept.made < KEPT_SECONDS:
                self._kept.move_to_end(key)
                return _aged(kept, now)
        making = self._making.get(key) or self._begin(key, seen, make)
        if kept is not None and now - kept.right < SHARED_SECONDS:
            return _aged(kept, now)
        making.waiting += 1
        try:
            return await wait(making.task)
        finally:
            making.waiting -= 1
            if not making.waiting and not making.task.done():
                self._end(key, making)
                making.task.cancel()

    def _begin(
        self, key: _Key, seen: SeenState, make: Callable[[], Awaitable[PageAnswer]]
    ) -> _Making:
        making = self._making[key] = _Making(asyncio.create_task(self._made(key, seen, make)))
        making.task.add_done_callback(lambda _: self._end(key, making))
        return making

    def _end(self, key: _Key, making: _Making) -> None:
        if self._making.get(key) is making:
            del self._making[key]
        if making.task.done() and not making.task.cancelled():
            making.task.exception()  # noted, for perhaps nobody waits

    async def _made(
        self, key: _Key, seen: SeenState, make: Callable[[], Awaitable[PageAnswer]]
    ) -> PageAnswer:
        begun = self._clock()
        told = await make()
        body = told.body
        if told.status != HTTPStatus.OK or not isinstance(body, bytes) or len(body) > MAX_BODY:
            return told
        told = replace(told, etag=told.etag or hashlib.sha256(body).hexdigest()[:32])
        self._forget(key)
        self._kept[key] = _Kept(told, seen.archive, seen.name, begun, seen.at)
        self._bytes += len(body)
        while len(self._kept) > MAX_PAGES or self._bytes > MAX_BYTES:
            self._forget(next(iter(self._kept)))
        return told

    def _forget(self, key: _Key) -> None:
        kept = self._kept.pop(key, None)
        self._bytes -= kept.size if kept is not None else 0


def _aged(kept: _Kept, now: float) -> PageAnswer:
    return replace(kept.told, headers={**kept.told.headers, "Age": str(int(now - kept.made))})
