"""What one check cost, for its line: requests, bytes, time, and what the store was asked to keep."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from crawler.model import Check, Toll
from crawler.store.metered import Tally


class Costs:
    """The costs of one page so far. A page that is fetched again, because another writer was faster, goes on with them."""

    def __init__(self) -> None:
        self._extracting: float | None = None
        self._tally = Tally()

    @contextmanager
    def extracting(self) -> Iterator[None]:
        """Time an extraction."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self._extracting = (self._extracting or 0.0) + time.monotonic() - begun

    def add(self, tally: Tally) -> None:
        """Add what the store was asked to keep."""
        self._tally.puts += tally.puts
        self._tally.objects += tally.objects
        self._tally.stored += tally.stored

    def on(self, check: Check, toll: Toll) -> Check:
        """Return the check with its costs."""
        seconds = self._extracting
        extract_ms = None if seconds is None else round(seconds * 1000)
        kept: dict[str, Any] = {"puts": self._tally.puts, "objects": self._tally.objects, "stored": self._tally.stored}
        return replace(check, **paid(toll), **kept, extract_ms=extract_ms)


def paid(toll: Toll) -> dict[str, Any]:
    """Return the fields of a check line that tell of the network."""
    return {"requests": toll.requests, "received": toll.received, "fetch_ms": toll.milliseconds}
