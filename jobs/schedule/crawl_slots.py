"""Which crawls may run at once.

So many in all, and never two at one site, so that its delay between requests holds.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from crawler import identity
from crawler.plan import Plan


class CrawlSlots:
    """Hands out turns. A crawl waits for its sites and for a free place, whichever comes last."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._taken = 0
        self._busy: set[str] = set()
        self._waiting = 0
        self._closed = False
        self._changed = asyncio.Condition()

    @property
    def busy(self) -> frozenset[str]:
        """Return the sites that are being crawled."""
        return frozenset(self._busy)

    @property
    def waiting(self) -> int:
        """Return how many crawls wait."""
        return self._waiting

    @asynccontextmanager
    async def turn(self, sites: Iterable[str]) -> AsyncIterator[bool]:
        """Wait for a turn at these sites, and hold it.

        False: the service is being stopped, and there will be none.
        """
        wanted = frozenset(sites)
        granted = await self._wait(wanted)
        try:
            yield granted
        finally:
            if granted:
                async with self._changed:
                    self._taken -= 1
                    self._busy -= wanted
                    self._changed.notify_all()

    async def _wait(self, wanted: frozenset[str]) -> bool:
        self._waiting += 1
        try:
            async with self._changed:
                await self._changed.wait_for(
                    lambda: self._closed or (self._taken < self.places and not wanted & self._busy)
                )
                if self._closed:
                    return False
                self._taken += 1
                self._busy |= wanted
                return True
        finally:
            self._waiting -= 1

    async def idle(self) -> None:
        """Wait until nobody holds a turn."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._taken)

    async def close(self) -> None:
        """Send away all that wait."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()


def sites_of(plan: Plan) -> frozenset[str]:
    """Return the registrable domains of all that a plan names.

    What its lists lead to lies there too, or is fetched once only.
    """
    urls = [target.url for target in plan.lists] + [target.url for target in plan.targets]
    return frozenset(site for url in urls if (site := identity.site_of(url)) is not None)
