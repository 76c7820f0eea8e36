"""What a run did, counted in Scrapy's statistics under names of ours, and logged as Scrapy does.

``palimpsest/refused/robots``: requests that robots.txt forbids; so for ``failed``, ``skipped``,
``retried`` and ``dropped``.
"""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector

from crawler.capture import FetchFailure, FetchStatus
from crawler.middlewares.fetch_state import state_of
from crawler.middlewares.request_errors import Interrupted, RequestEnded, Skipped
from crawler.model import FetchCost

log = logging.getLogger(__name__)

_PREFIX = "palimpsest/"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9/]+")
REQUESTS, RECEIVED = _PREFIX + "requests", _PREFIX + "received"
"""Names of the run's sums: all requests, those for robots.txt included, and the bytes that came."""


def count(stats: StatsCollector | None, name: str, number: int = 1) -> None:
    """Add to one of our counts. A name is words with ``_`` between, and ``/`` before a detail."""
    if stats is not None:
        stats.inc_value(_PREFIX + _NOT_IN_NAMES.sub("_", name), number)


def counts(stats: StatsCollector | None) -> dict[str, int]:
    """Return our counts by name, but for the sums of requests and bytes."""
    found = stats.get_stats() if stats is not None else {}
    return {
        name.removeprefix(_PREFIX): value
        for name, value in sorted(found.items())
        if name.startswith(_PREFIX) and name not in {REQUESTS, RECEIVED}
    }


def count_failure(
    stats: StatsCollector | None, fetch_status: FetchStatus, failure: FetchFailure
) -> None:
    """Count a page or list that did not arrive, or that cannot be used."""
    count(stats, f"{fetch_status.value}/{failure.value}")


@contextmanager
def counted(stats: StatsCollector | None, request: Request) -> Iterator[None]:
    """Count and log a request that is ended on purpose within.

    One for robots.txt is not: the pages that wait for it are.
    """
    try:
        yield
    except RequestEnded as ended:
        state = state_of(request)
        if state.target is not None:
            what = "interrupted" if isinstance(ended, Interrupted) else ended.fetch_status.value
            log.debug("%s: %s: %s", state.mask.text(request.url), what, ended.reason)
            if isinstance(ended, Interrupted):
                count(stats, what)
            elif isinstance(ended, Skipped):
                count(stats, f"{what}/{ended.reason}")
            else:
                count_failure(stats, ended.fetch_status, ended.failure)
        raise


def count_retry(stats: StatsCollector | None, request: Request, why: str) -> None:
    """Count and log a request that is sent again."""
    state = state_of(request)
    log.debug("%s: attempt %d: %s", state.mask.text(request.url), state.attempt + 1, why)
    count(stats, f"retried/{why}")


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
    """Count a request's cost, however it ends."""
    meter, begun = ByteMeter(), time.monotonic()
    try:
        yield meter
    finally:
        cost = FetchCost(
            requests=1,
            received=meter.received,
            milliseconds=round((time.monotonic() - begun) * 1000),
        )
        add_cost(request, stats, cost)


def add_cost(request: Request, stats: StatsCollector | None, cost: FetchCost) -> None:
    """Add a cost to its fetch and to the run."""
    state_of(request).costs.append(cost)
    if stats is not None:
        stats.inc_value(REQUESTS, cost.requests)
        stats.inc_value(RECEIVED, cost.received)
