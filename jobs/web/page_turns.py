"""Which works of a process go on at once: few, in the order in which they were asked for.

Python goes on with one thread at a time. Of sixteen works that all have a thread, each waits for
the others whenever it has asked the index or the store something: the one that asks most ends last,
whenever it began. So a work begins when one before it has ended, or has taken so long that nobody
else should wait for it.
"""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

T = TypeVar("T")

LONG = 0.1
"""Seconds after which a work goes on beside the others, as far as there are threads."""


class _Work:
    """A call, and what comes of it."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call, self.result = call, Future[Any]()
        self.begun = math.inf
        """When it was begun. Until it has a thread, it was not, and nobody may go past it."""

    def carry_out(self) -> None:
        """Call, unless nobody waits for it any more."""
        self.begun = time.monotonic()
        if not self.result.set_running_or_notify_cancel():
            return
        try:
            made = self._call()
        except BaseException as error:  # noqa: BLE001  # it is whoever waits who is to know
            self.result.set_exception(error)
        else:
            self.result.set_result(made)

    def end_with(self, served: "Future[None]") -> None:
        """Tell whoever waits that nothing comes, where the executor ended before a thread came."""
        if served.cancelled():
            self.result.cancel()


class PageTurns:
    """Has ``most`` works at once carried out by threads, and further ones beside those that last.

    It belongs to one event loop.
    """

    def __init__(self, threads: Executor, most: int) -> None:
        self._threads, self._most = threads, most
        self._lock = threading.Lock()
        self._waiting: deque[_Work] = deque()
        self._running: set[_Work] = set()
        """Those for which others wait."""
        self._is_closed = False
        self._looking: asyncio.TimerHandle | None = None

    def submit(self, call: Callable[[], T]) -> "Future[T]":
        """Return what comes of a call, which begins when it is its turn.

        It is cancelled where none comes any more.
        """
        work = _Work(call)
        with self._lock:
            if self._is_closed:
                work.result.cancel()
                return work.result
            self._waiting.append(work)
        self._go_on()
        return work.result

    def close(self) -> None:
        """Begin nothing more. What has no thread yet ends with the executor's own queue."""
        with self._lock:
            self._is_closed = True
            left, self._waiting = self._waiting, deque()
        for work in left:
            work.result.cancel()
        if self._looking is not None:
            self._looking.cancel()

    def _go_on(self) -> None:
        """Begin what may begin, and look again later where something must wait."""
        with self._lock:
            free = min(self._most - len(self._running), len(self._waiting))
            begun = [self._taken() for _ in range(free)]
            waits = bool(self._waiting)
        for work in begun:
            served = self._threads.submit(self._serve, work)
            served.add_done_callback(work.end_with)
        if waits and self._looking is None:
            self._looking = asyncio.get_running_loop().call_later(LONG, self._look)

    def _look(self) -> None:
        self._looking = None
        late = time.monotonic() - LONG
        with self._lock:
            self._running = {work for work in self._running if work.begun > late}
        self._go_on()

    def _taken(self) -> _Work:
        work = self._waiting.popleft()
        self._running.add(work)
        return work

    def _serve(self, work: _Work) -> None:
        """Carry out a work, and after it the next ones: in a thread."""
        following: _Work | None = work
        while following is not None:
            following.carry_out()
            following = self._after(following)

    def _after(self, done: _Work) -> _Work | None:
        """Return the work that follows in the place of one that was done, if it still had one."""
        with self._lock:
            if done not in self._running:
                return None
            self._running.discard(done)
            return self._taken() if self._waiting else None
