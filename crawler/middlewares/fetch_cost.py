"""What requests cost, counted where they leave and arrive."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector

from crawler.model import FetchCost

REQUESTS, RECEIVED = "palimpsest/requests", "palimpsest/received"
"""Names of the run's sums in Scrapy's statistics: all requests, those for robots.txt included, and
the bytes that came.
"""


class ByteMeter:
    """Counts one request."""

    def __init__(self) -> None:
        self.received = 0

    def of(self, response: Response) -> Response:
        """Note an answer, and pass it on."""
        self.received = len(response.body)
        return response


@contextmanager
def metered(request: Request, stats: StatsCollector | None) -> Iterator[ByteMeter]:
    """Count a request, however it ends.

    A page's ``fetch_costs`` are one list for all redirects and retries: Scrapy copies meta flatly.
    """
    meter, begun = ByteMeter(), time.monotonic()
    try:
        yield meter
    finally:
        cost = FetchCost(
            requests=1,
            received=meter.received,
            milliseconds=round((time.monotonic() - begun) * 1000),
        )
        request.meta.get("fetch_costs", []).append(cost)
        if stats is not None:
            stats.inc_value(REQUESTS)
            stats.inc_value(RECEIVED, meter.received)


def fetch_cost_of(meta: Mapping[str, Any]) -> FetchCost:
    """Return what the requests for one page or list cost together."""
    return sum(meta.get("fetch_costs", ()), FetchCost())
