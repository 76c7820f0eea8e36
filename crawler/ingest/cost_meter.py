"""What one check cost, for its line.

Requests, bytes, time, and what the store was asked to keep.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from crawler.model import Check, FetchCost
from crawler.store.metered import StoreUsage


class CostMeter:
    """The costs of one page so far.

    A page that is fetched again, because another writer was faster, goes on with them.
    """

    def __init__(self) -> None:
        self._extracting: float | None = None
        self._usage = StoreUsage()

    @contextmanager
    def extracting(self) -> Iterator[None]:
        """Time an extraction."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.extracted(time.monotonic() - begun)

    def extracted(self, seconds: float) -> None:
        """Add what an extraction took that somebody else made."""
        self._extracting = (self._extracting or 0.0) + seconds

    def add(self, usage: StoreUsage) -> None:
        """Add what the store was asked to keep."""
        self._usage.puts += usage.puts
        self._usage.objects += usage.objects
        self._usage.stored += usage.stored

    def on(self, check: Check, cost: FetchCost) -> Check:
        """Return the check with its costs."""
        seconds = self._extracting
        extract_ms = None if seconds is None else round(seconds * 1000)
        kept: dict[str, Any] = {
            "puts": self._usage.puts,
            "objects": self._usage.objects,
            "stored": self._usage.stored,
        }
        return replace(check, **paid(cost), **kept, extract_ms=extract_ms)


def paid(cost: FetchCost) -> dict[str, Any]:
    """Return the fields of a check line that tell of the network."""
    return {"requests": cost.requests, "received": cost.received, "fetch_ms": cost.milliseconds}
