"""The right of one crawl to fetch from one site, where many machines crawl one archive.

Whoever gave it renews it. A crawl that has heard nothing for too long stops by itself, before
another one may begin: it may have been frozen, or cut off from the others.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A moment by both clocks of a machine that never jump.

    The one that its processes share stands still in its sleep, the other goes on.
    """

    monotonic: float
    boot: float

    @classmethod
    def now(cls) -> "ClockReading":
        """Return the present."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux's own
        monotonic = time.monotonic()
        return cls(monotonic, monotonic if boot is None else time.clock_gettime(boot))

    def until(self, later: "ClockReading") -> float:
        """Return the seconds that have passed, by the clock that says more."""
        return max(later.monotonic - self.monotonic, later.boot - self.boot)


class Fence:
    """Says whether a lease is still good. Safe to use from several threads."""

    def __init__(
        self,
        seconds: float,
        renewed: ClockReading,
        *,
        now: Callable[[], ClockReading] = ClockReading.now,
    ) -> None:
        self._seconds, self._renewed, self._now = seconds, renewed, now
        self._changed = threading.Condition()

    @property
    def holds(self) -> bool:
        """Return whether the lease is good now."""
        return self._renewed.until(self._now()) < self._seconds

    def renew(self, asked: ClockReading) -> None:
        """Take a renewal, as of the moment at which it was asked for."""
        with self._changed:
            self._renewed = max(self._renewed, asked, key=lambda one: (one.boot, one.monotonic))
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until the lease is good, for so long at most. Returns whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self.holds, seconds)
