"""Requests to other sites than the crawl's own wait for a turn there, where crawls have leases.

Redirects lead there. Another machine may be fetching from that site at the moment.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.capture import FetchFailure
from crawler.identity import site_of
from crawler.lease import Lease
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.request_errors import Failed

_TURN = "foreign_turn"
"""Name in a request's ``meta`` of the site at which it has its turn."""


class ForeignSites:
    """Enters a site before a request to it is sent, and leaves it when the answer is there."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl. Raises ``NotConfigured`` where it needs none."""
        lease = context_of(crawler).lease
        if lease is None:
            raise NotConfigured
        return cls(lease)

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    async def process_request(self, request: Request) -> None:
        """Wait for the turn. Raises ``Failed`` where it does not come."""
        request.meta.pop(_TURN, None)  # of the request that this one follows
        site = site_of(request.url)
        if site is None or site == self._lease.site:
            return
        try:
            await self._lease.turns.enter(site)
        except TimeoutError as error:
            raise Failed(
                FetchFailure.HOST_RESTS, f"another crawl is fetching from {site}"
            ) from error
        request.meta[_TURN] = site

    async def process_response(self, request: Request, response: Response) -> Response:
        """Leave the site."""
        await self._leave(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        """Leave the site."""
        await self._leave(request)

    async def _leave(self, request: Request) -> None:
        site = request.meta.pop(_TURN, None)
        if site is not None:
            await self._lease.turns.leave(site)
