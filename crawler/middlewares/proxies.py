"""The address guard for requests that a proxy will connect for.

Their hosts are resolved and judged beforehand.
"""

from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.addresses import guarded_resolver, proxy_hosts


class ProxiedAddresses:
    """Judges the hosts that the guarded resolver never gets to judge.

    Those behind a proxy, and the proxies' own.

    A proxy resolves for itself, so the guard is as good as the two agree: what connects must refuse
    private addresses, too.
    """

    def __init__(self) -> None:
        self._proxies = proxy_hosts()

    async def process_request(self, request: Request) -> None:
        """Refuse a request whose host has an address that may not be connected to, or none that can
        be judged.
        """
        host = urlparse_cached(request).hostname or ""
        if not request.meta.get("proxy") and host not in self._proxies:
            return
        resolver = guarded_resolver()
        ended = await resolver.before_proxy(host) if resolver else None
        if ended is not None:
            raise ended
