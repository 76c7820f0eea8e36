"""Requests for lists, and for what crawls of other sites have begun; and what is left to those."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.handing_on import BegunFetch, BegunRobots, Target, packed
from crawler.middlewares.begun_requests import begun_fetch, meta_of, robots_request
from crawler.middlewares.fetch_state import KEY, FetchState, state_of
from crawler.middlewares.fetch_stats import count
from crawler.middlewares.request_errors import AwaitsRobots, HandedOn, Interrupted, failure_of
from crawler.plan import ListTarget
from crawler.spiders.elsewhere import Elsewhere
from crawler.spiders.lists import MAX_LIST_BYTES, PAGES

_LISTS_FIRST = 100
"""Priority of what must be had before pages."""

_ACCEPT_LIST = (
    "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,"
    "text/xml;q=0.9,*/*;q=0.8"
)


def list_request(
    target: ListTarget,
    state: FetchState,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
    *,
    begun: BegunFetch | None,
) -> Request:
    """Return a request for a list, or for where its redirects have led so far."""
    return Request(
        target.url if begun is None else begun.next_url,
        callback=callback,
        errback=errback,
        headers={} if target.kind in PAGES else {"Accept": _ACCEPT_LIST},
        meta={
            **({KEY: state} if begun is None else meta_of(target, begun)),
            "download_maxsize": MAX_LIST_BYTES,
        },
        dont_filter=True,
        priority=_LISTS_FIRST,
    )


class _Bound(Protocol):
    """A spider that leaves to others what leads elsewhere."""

    crawler: Crawler
    elsewhere: Elsewhere


def goes_on(spider: _Bound, target: Target, request: Request, error: BaseException) -> bool:
    """Return whether a fetch ended only here, and leave it then to the crawl that goes on."""
    if not isinstance(error, HandedOn | AwaitsRobots):
        return False
    if isinstance(error, AwaitsRobots):
        spider.elsewhere.know_robots(error.robots)
    spider.elsewhere.hand_on(target, begun_fetch(target, request))
    count(spider.crawler.stats, "handed_on")
    return True


def robots_requests(elsewhere: Elsewhere) -> Iterator[Request]:
    """Yield requests for the robots.txt of other sites that have moved to this one."""
    for robots in elsewhere.sought_robots:
        yield _robots_request(elsewhere, robots)


def _robots_request(elsewhere: Elsewhere, robots: BegunRobots) -> Request:
    def ended(response: Response) -> None:
        state = state_of(response.request)
        hops = packed((*state.hops, state.exchange))
        elsewhere.know_robots(replace(robots, next_url=None, hops=hops))

    def failed(failure: Failure) -> None:
        error = failure.value
        if isinstance(error, HandedOn):
            hops = packed(state_of(failure.request).hops)  # type: ignore[attr-defined]  # Scrapy's
            elsewhere.know_robots(replace(robots, next_url=error.url, hops=hops))
        elif error is not None and not isinstance(error, Interrupted):
            elsewhere.end_robots(robots, failure_of(error)[1])

    return robots_request(
        robots.origin, robots, callback=ended, errback=failed, priority=_LISTS_FIRST
    )
