"""Whose work is done next, where few can work and many hosts want something.

Fair to each host, and bounded in what is held at once.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

LARGE = 1_000_000
"""Bytes from which a host's works are done one at a time: what is large may be slow, and must not
take every worker.
"""

HUGE = 4_000_000
"""Bytes from which works are done one at a time, whosever they are: memory is what they take."""

SLOW = 1.0
"""Seconds after which a host whose work is still being done gets no second worker."""

STUCK = 5.0
"""Seconds after which a host whose work is still being done may have no more than
``HELD`` waiting.
"""

HELD = 30_000_000
"""Bytes of one host that may wait behind a work that takes so long: they are held in memory, and
stop the downloads of all hosts.
"""


class Crowded(Exception):
    """A work is not taken: too much of its host waits already behind one that takes long."""


@dataclass(slots=True, eq=False)
class _Turn:
    """One work that waits, or is being done."""

    work: Callable[[], Any]
    host: str
    size: int
    future: Future[Any] = field(default_factory=Future)
    begun: float = 0.0


class Turns:
    """Does works in so many threads.

    Among those that may begin, the host comes first that has had the least time so far.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="workers")
        self._lock = threading.Lock()
        self._waiting: list[_Turn] = []
        self._running: set[_Turn] = set()
        self._spent: Counter[str] = Counter()
        self._closed: Exception | None = None

    def submit(
        self, work: Callable[[], T], *, host: str = "", size: int = 0, shed: bool = False
    ) -> Future[T]:
        """Return a future of what the work returns.

        ``size`` tells in bytes how much there is to be done.

        ``shed``: the future fails with ``Crowded`` where too much of the host waits.
        """
        turn = _Turn(work, host, size)
        with self._lock:
            refusal = self._closed or (Crowded() if shed and self._is_crowded(turn) else None)
            if refusal is not None:
                turn.future.set_exception(refusal)
                return turn.future
            self._waiting.append(turn)
            self._begin()
        return turn.future

    def refuse(self, error: Exception) -> None:
        """End what waits with this error, and what is asked for from now on."""
        with self._lock:
            self._closed, waiting, self._waiting = error, self._waiting, []
        for turn in waiting:
            if turn.future.set_running_or_notify_cancel():
                turn.future.set_exception(error)

    def finish(self) -> None:
        """Wait for all that was asked for."""
        with self._lock:
            asked = [turn.future for turn in (*self._waiting, *self._running)]
        for future in asked:
            future.exception()

    def close(self) -> None:
        """Wait for all that was asked for, and take no more."""
        self.finish()
        self._threads.shutdown()

    def _begin(self) -> None:
        """Begin whatever may begin. The lock is held."""
        while len(self._running) < self._count:
            ready = [turn for turn in self._waiting if self._may(turn)]
            if not ready:
                return
            turn = min(
                ready, key=lambda one: int(self._spent[one.host])
            )  # the first of equals: they stand in order
            self._waiting.remove(turn)
            turn.begun = time.monotonic()
            self._running.add(turn)
            self._threads.submit(self._do, turn)

    def _is_crowded(self, turn: _Turn) -> bool:
        held = sum(other.size for other in self._waiting if other.host == turn.host)
        stuck = any(
            other.host == turn.host and time.monotonic() - other.begun > STUCK
            for other in self._running
        )
        return stuck and held + turn.size > HELD

    def _may(self, turn: _Turn) -> bool:
        now = time.monotonic()
        for other in self._running:
            if turn.size > HUGE and other.size > HUGE:
                return False
            if turn.host == other.host and (
                max(turn.size, other.size) > LARGE or now - other.begun > SLOW
            ):
                return False
        return True

    def _do(self, turn: _Turn) -> None:
        result, error = None, None
        if turn.future.set_running_or_notify_cancel():
            try:
                result = turn.work()
            except BaseException as raised:  # noqa: BLE001  # it is the future's
                error = raised
        with self._lock:
            self._running.discard(turn)
            # seconds: a Counter of floats
            self._spent[turn.host] += time.monotonic() - turn.begun  # type: ignore[assignment]
            self._begin()
        if turn.future.cancelled():
            return
        if error is not None:
            turn.future.set_exception(error)
        else:
            turn.future.set_result(result)
