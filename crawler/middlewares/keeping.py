"""Keeps each response as it came, nearer to the wire than anything that follows, decodes or replaces it."""

from scrapy import Request
from scrapy.http import Response

from crawler.middlewares.exchanges import exchange_of


class Keeping:
    """Leaves ``exchange`` in the request's meta. A retried attempt is overwritten by the next; a redirect's becomes a hop."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange, and pass the response on."""
        request.meta["exchange"] = exchange_of(request, response)
        return response
