"""The address guard for requests that a proxy will connect for: their hosts are resolved and judged beforehand."""

from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.addresses import guarded_resolver, proxy_hosts
from crawler.middlewares.verdicts import Refused


class ProxiedAddresses:
    """Judges the hosts that the guarded resolver never gets to judge: those behind a proxy, and the proxies' own.

    A name that cannot be resolved here is left to the proxy, which may be the only one who can.
    """

    def __init__(self) -> None:
        self._proxies = proxy_hosts()

    async def process_request(self, request: Request) -> None:
        """Refuse a request whose host has no address that may be connected to."""
        host = urlparse_cached(request).hostname or ""
        if not request.meta.get("proxy") and host not in self._proxies:
            return
        resolver = guarded_resolver()
        refusal = await resolver.refusal(host) if resolver else None
        if refusal:
            raise Refused(refusal)
