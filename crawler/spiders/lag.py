"""How long the event loop of a crawl was held at most.

Whoever holds it keeps every host waiting, and signals too.
"""

import asyncio
import selectors
import time


class MeasuredLoop(asyncio.SelectorEventLoop):
    """Scrapy's ``ASYNCIO_EVENT_LOOP``: it notes how long it does anything but wait.

    Nothing beats for that. A crawl waits for its delays most of the time, and to wake it again and
    again would be most of its work.
    """

    def __init__(self) -> None:
        self._measured = _MeasuredSelector()
        super().__init__(self._measured)

    @property
    def longest(self) -> float:
        """Return the seconds that it was held for at most since ``measure_anew``."""
        return self._measured.longest

    def measure_anew(self) -> None:
        """Forget what was measured."""
        self._measured.longest, self._measured.woken = 0.0, None


class _MeasuredSelector(selectors.DefaultSelector):
    """Notes the longest time between the end of a wait and the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self.woken: float | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for what is registered."""
        if self.woken is not None:
            self.longest = max(self.longest, time.monotonic() - self.woken)
        ready = super().select(timeout)
        self.woken = time.monotonic()
        return ready
