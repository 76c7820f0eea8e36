"""How long the event loop of a crawl was held at most.

Whoever holds it keeps every host waiting, and signals too.
"""

import asyncio
import time

EVERY = 0.1
"""Seconds between two beats. What is held for less is not seen, and hurts nobody. A crawl that
waits for its delays does little else, so many more would be most of its work.
"""


class Lag:
    """Beats as long as the loop runs, and notes how late the latest beat came."""

    def __init__(self) -> None:
        self.worst = 0.0
        """Seconds."""

    async def beat(self) -> None:
        """Go on until cancelled."""
        while True:
            due = time.monotonic() + EVERY
            await asyncio.sleep(EVERY)
            self.worst = max(self.worst, time.monotonic() - due)
