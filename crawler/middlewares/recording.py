"""Keeps each response as it came, nearer to the wire than anything that follows, decodes or
replaces it.
"""

import asyncio
import re
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares.exchanges import exchange_of
from crawler.middlewares.masking import masked
from crawler.middlewares.request_errors import Failed
from crawler.secrets import Mask

_STATUS = re.compile(r"[1-5][0-9]{2}")
_SHOWN = 20

MUCH = 1 << 16
"""Bytes of a body from which it is searched for secrets beside the event loop."""


class RecordingMiddleware:
    """Leaves ``received`` and, without secrets, ``exchange`` in the request's meta.

    A retried attempt is overwritten by the next; a redirect's becomes a hop.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange, and pass the response on.

        Raises a ``RequestEnded`` where the answer is no HTTP.
        """
        status, mask = _status(request, response), request.meta.get("mask") or Mask()
        if not _STATUS.fullmatch(status):
            raise Failed(f"the answer is no HTTP: its status is {mask.text(status)[:_SHOWN]!a}")
        received = exchange_of(request, response)
        request.meta["received"] = received
        if len(received.body) > MUCH and mask:
            request.meta["exchange"] = await asyncio.to_thread(masked, received, mask, self._limit)
        else:
            request.meta["exchange"] = masked(received, mask, self._limit)
        return response


def _status(request: Request, response: Response) -> str:
    """Return the status as it stood on the wire: Twisted takes whatever Python calls an integer."""
    wire = request.meta.get("wire")
    parts = wire.response[0].split(b" ", 2) if wire and wire.response else []
    return parts[1].decode("latin-1") if len(parts) > 1 else str(response.status)
