"""What was made of immutable records, kept in memory for a short while: bounded in number and time.

Keys hold the records' SHA-256, and the archive's id where that is shown too, so another record
never gets what was made of this one. What was made of more than the records in its key is not kept
long: what was damaged since is noticed when it is made again.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

T = TypeVar("T")

MAX_KEPT = 256
"""Values at a time. The largest is about a megabyte."""

KEPT_SECONDS = 60.0
"""After which a value is made again."""


class DerivedCache:
    """Values by their keys. Any number of threads may ask; each value is made once at a time."""

    def __init__(
        self,
        *,
        most: int = MAX_KEPT,
        seconds: float = KEPT_SECONDS,
        weight: Callable[[Any], int] = lambda _: 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep values of at most this weight together. Without ``weight`` each weighs one."""
        self._most, self._seconds, self._weight, self._clock = most, seconds, weight, clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], tuple[float, Any]] = OrderedDict()
        self._weighs = 0
        self._making: dict[tuple[object, ...], Future[Any]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def value(
        self,
        key: tuple[object, ...],
        make: Callable[[], T],
        *,
        keep: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """Return what ``make`` returns, or what it returned a short while ago for this key.

        ``keep`` says whether a value may be given to others. What ``make`` raises is not kept.
        """
        while True:
            with self._lock:
                fresh = self._fresh(key)
                if fresh is not None:
                    found: T = fresh[1]
                    return found
                making = self._making.get(key)
                if making is None:
                    own = self._making[key] = Future()
                    break
            try:
                shared: T = making.result()
            except CancelledError:
                continue  # whoever made it had no time left, or may not share it
            return shared
        return self._made(key, own, make, keep)

    def _made(
        self,
        key: tuple[object, ...],
        own: "Future[Any]",
        make: Callable[[], T],
        keep: Callable[[T], bool],
    ) -> T:
        try:
            value = make()
            may_keep = keep(value)
        except BaseException:
            self._end(key)
            own.cancel()
            raise
        with self._lock:
            del self._making[key]
            if may_keep:
                self._kept[key] = self._clock(), value
                self._weighs += self._weight(value)
                while self._weighs > self._most:
                    self._weighs -= self._weight(self._kept.popitem(last=False)[1][1])
        if may_keep:
            own.set_result(value)
        else:
            own.cancel()
        return value

    def _end(self, key: tuple[object, ...]) -> None:
        with self._lock:
            del self._making[key]

    def _fresh(self, key: tuple[object, ...]) -> tuple[float, Any] | None:
        entry = self._kept.get(key)
        if entry is None:
            return None
        if self._clock() - entry[0] >= self._seconds:
            del self._kept[key]
            self._weighs -= self._weight(entry[1])
            return None
        self._kept.move_to_end(key)
        return entry


DERIVED = DerivedCache()
"""The one of this process for what is large: a comparison, an article's sentences, a story."""
