"""The address guard for requests that a proxy will connect for: they are judged beforehand."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.fetch_stats import counted
from crawler.middlewares.guard.addresses import guarded_resolver, proxy_hosts


class ProxiedAddresses:
    """Judges the hosts that the guarded resolver never gets to judge.

    Those behind a proxy, and the proxies' own.

    A proxy resolves for itself, so the guard is as good as the two agree: what connects must refuse
    private addresses, too.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        self._proxies, self._stats = proxy_hosts(), crawler.stats

    async def process_request(self, request: Request) -> None:
        """Refuse a request whose host may not be connected to, or cannot be judged."""
        host = urlparse_cached(request).hostname or ""
        if not request.meta.get("proxy") and host not in self._proxies:
            return
        resolver = guarded_resolver()
        ended = await resolver.before_proxy(host) if resolver else None
        if ended is not None:
            with counted(self._stats, request):
                raise ended
