"""Blocking work for requests, bounded: so many at once, so many that wait, so long for each."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from crawler.errors import PalimpsestError
from jobs.web.page_turns import PageTurns

T = TypeVar("T")

THREADS = 16
"""At once. They wait for a distant store more than they work."""

TURNS = 3
"""That work at once where the store is a folder: they hardly wait."""

MAX_WAITING = 48
"""That are held until a thread is free: each holds a connection meanwhile."""


class PageTimeout(PalimpsestError):
    """A page took too long, or nobody waits for it any more."""


class PoolFull(PalimpsestError):
    """More is asked at once than can be done."""


class ReaderGone(PalimpsestError):
    """Whoever asked has closed the connection."""


class Deadline:
    """Until when a request's work may go on. Safe to ask from any thread."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds
        self._cancelled = threading.Event()

    def left(self) -> float:
        """Return the seconds that are left."""
        return max(0.0, self.at - time.monotonic())

    def renew(self, seconds: float) -> None:
        """Begin anew, unless the work was told to end."""
        self.at = time.monotonic() + seconds

    def cancel(self) -> None:
        """Have the work end at its next step."""
        self._cancelled.set()

    @property
    def over(self) -> bool:
        """Return whether the work is to end."""
        return self._cancelled.is_set() or time.monotonic() >= self.at

    def check(self) -> None:
        """Raise ``PageTimeout`` where the work is to end."""
        if self.over:
            raise PageTimeout("this page takes too long to make")


class WorkPool:
    """Runs blocking calls in threads of its own."""

    def __init__(
        self, *, threads: int = THREADS, waiting: int = MAX_WAITING, turns: int = THREADS
    ) -> None:
        """Run ``turns`` calls at once, and up to ``threads`` where some take long."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._turns = PageTurns(self._threads, min(turns, threads))
        self._places = threading.BoundedSemaphore(threads + waiting)
        self._running: set[Deadline] = set()

    async def run(
        self, work: Callable[[], T], deadline: Deadline, gone: Callable[[], Awaitable[object]]
    ) -> T:
        """Return what the work returns.

        ``gone`` ends when nobody waits for it any more. Raises ``PoolFull``, ``PageTimeout`` and
        ``ReaderGone``; then the work is told to end, and its place is free when it has.
        """
        if not self._places.acquire(blocking=False):
            raise PoolFull("too many pages are asked for at once")
        self._running.add(deadline)
        try:
            future = self._turns.submit(work)
        except BaseException:
            self._running.discard(deadline)
            self._places.release()
            raise
        future.add_done_callback(lambda _: self._places.release())
        result = asyncio.wrap_future(future)
        try:
            return await awaited(result, deadline, gone())
        finally:
            if not result.done():
                deadline.cancel()
                result.add_done_callback(_forget)
                result.cancel()
            self._running.discard(deadline)

    def close(self) -> None:
        """End what runs at its next step, and begin nothing more."""
        for deadline in tuple(self._running):
            deadline.cancel()
        self._turns.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


async def awaited(result: "asyncio.Future[T]", deadline: Deadline, gone: Awaitable[object]) -> T:
    """Return the result. It goes on where nobody waits for it any more.

    Raises ``ReaderGone`` when ``gone`` ends before, ``PageTimeout``, and ``PoolFull`` where the
    pool that should have made it was closed.
    """
    watching: asyncio.Future[object] = asyncio.ensure_future(gone)
    try:
        both: tuple[asyncio.Future[Any], ...] = (result, watching)
        await asyncio.wait(both, timeout=deadline.left(), return_when=asyncio.FIRST_COMPLETED)
        if result.cancelled():
            raise PoolFull("no more pages are made: this process is ending")
        if result.done():
            return result.result()
        if watching.done():
            raise ReaderGone("nobody waits for this page any more")
        raise PageTimeout("this page takes too long to make")
    finally:
        watching.cancel()


def _forget(future: "asyncio.Future[T]") -> None:
    """Take note of how it ended, for nobody else does."""
    if not future.cancelled():
        future.exception()
