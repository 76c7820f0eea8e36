"""AutoThrottle that never falls below a host's own ``Crawl-delay``."""

from scrapy import Request, Spider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle adapts each host's delay to its latency.

    What robots.txt asks for is kept as the least.
    """

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        least = self.crawler.engine.downloader.per_slot_settings.get(key or "", {}).get(
            "delay", 0.0
        )
        if slot is not None and slot.delay < least:
            slot.delay = least
