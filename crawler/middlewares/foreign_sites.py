"""Requests to other sites than the crawl's own are left to the crawls of those sites.

Redirects lead there. Another machine may be fetching from that site at the moment, and perhaps it
has a redirect to this one: nobody waits for anybody.
"""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.capture import FetchFailure
from crawler.handing_on import Lease
from crawler.identity import site_of
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_state import state_of
from crawler.middlewares.fetch_stats import counted
from crawler.middlewares.request_errors import Failed, HandedOn


class ForeignSites:
    """Ends a request to another site before anything else is done with it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl. Raises ``NotConfigured`` where it needs none."""
        lease = context_of(crawler).lease
        if lease is None:
            raise NotConfigured
        return cls(crawler, lease)

    def __init__(self, crawler: Crawler, lease: Lease) -> None:
        self._stats, self._site = crawler.stats, lease.site

    def process_request(self, request: Request) -> None:
        """End what leads elsewhere. Raises ``HandedOn``.

        Raises ``Failed`` for an address with a secret in it, which must not get into the queue.
        """
        site = site_of(request.url)
        if site is None or site == self._site:
            return
        if state_of(request).mask.text(request.url) != request.url:
            with counted(self._stats, request):
                raise Failed(
                    FetchFailure.REDIRECT,
                    f"a redirect to {site} with a secret in its address, which is not handed on",
                )
        raise HandedOn(request.url, site)
