"""Keeps each response as it came, nearer to the wire than anything that follows, decodes or replaces it."""

import re

from scrapy import Request
from scrapy.http import Response

from crawler.middlewares.exchanges import exchange_of
from crawler.middlewares.verdicts import Failed

_STATUS = re.compile(r"[1-5][0-9]{2}")
_SHOWN = 20


class Keeping:
    """Leaves ``exchange`` in the request's meta. A retried attempt is overwritten by the next; a redirect's becomes a hop."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange, and pass the response on. Raises a ``Verdict`` where the answer is no HTTP."""
        status = _status(request, response)
        if not _STATUS.fullmatch(status):
            raise Failed(f"the answer is no HTTP: its status is {status[:_SHOWN]!a}")
        request.meta["exchange"] = exchange_of(request, response)
        return response


def _status(request: Request, response: Response) -> str:
    """Return the status as it stood on the wire: Twisted takes whatever Python calls an integer."""
    wire = request.meta.get("wire")
    parts = wire.response[0].split(b" ", 2) if wire and wire.response else []
    return parts[1].decode("latin-1") if len(parts) > 1 else str(response.status)
