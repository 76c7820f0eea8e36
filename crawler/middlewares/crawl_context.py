"""What Scrapy's components may ask of the spider."""

from collections.abc import Mapping
from typing import Protocol, cast

from scrapy.crawler import Crawler

from crawler.capture import FetchGate
from crawler.handing_on import Lease
from crawler.plan import PageTarget, Plan
from crawler.workers import Workers


class CrawlContext(Protocol):
    """One crawl: its plan, its gate, and who does its heavy work. The spider is one."""

    plan: Plan
    gate: FetchGate
    workers: Workers
    lease: Lease | None
    """What it may fetch from, and for how long; None where it is bound to nothing."""
    environ: Mapping[str, str]
    """Where the sources' own headers and cookies are taken from."""

    def leave(self, target: PageTarget) -> None:
        """Count a page as left after all: the run was stopped before it could be recorded."""


def context_of(crawler: Crawler) -> CrawlContext:
    """Return the context of a crawl, once its spider is there."""
    return cast("CrawlContext", crawler.spider)
