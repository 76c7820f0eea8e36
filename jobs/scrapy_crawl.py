"""Scrapy, running one plan in this process: started, fed, stopped and cut."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from scrapy.exceptions import DontCloseSpider
from scrapy.signals import spider_idle

from crawler.capture import Overlap, Recorder
from crawler.handing_on import Lease, Onward
from crawler.ingest import FLUSH_EVERY
from crawler.lease import Fence
from crawler.middlewares.fetch_stats import RECEIVED, REQUESTS, counts
from crawler.middlewares.interruption import cutting, interrupt
from crawler.plan import ListTarget, Plan
from crawler.spiders.article_spider import ArticleSpider
from crawler.spiders.lag import MeasuredLoop
from crawler.spiders.scrapy_process import finish, quiet_runner, run_reactor, stop_reactor
from crawler.spiders.settings import scrapy_settings
from crawler.workers import Workers

PIPELINE = "crawler.pipelines.RecorderPipeline"

LOOK_EVERY = 1.0
"""Seconds between two looks at whether the lease still holds. Each request and write asks, too."""


class Crawl:
    """Scrapy, running one plan in this process's reactor.

    A first signal to stop is graceful, a second cuts at once.
    """

    def __init__(self, plan: Plan, lease: Lease | None = None) -> None:
        self._plan, self._lease = plan, lease
        self._runner = quiet_runner(scrapy_settings(plan.limits))
        self._crawler = self._runner.create_crawler(ArticleSpider)
        self.interrupted = False

    @property
    def _spider(self) -> ArticleSpider | None:
        spider = self._crawler.spider
        return spider if isinstance(spider, ArticleSpider) else None

    @property
    def known(self) -> int:
        """Return how many pages the run knows of by now."""
        return self._spider.known if self._spider else 0

    @property
    def left(self) -> int:
        """Return how many known pages were not finished."""
        return self._spider.unfinished if self._spider else 0

    @property
    def overlaps(self) -> tuple[Overlap, ...]:
        """Return the finished pages that further sources listed."""
        spider = self._spider
        found = spider.overlaps if spider else ()
        return tuple(one for one in found if spider and not spider.elsewhere.hands_on(one.url))

    @property
    def elsewhere(self) -> Onward:
        """Return what is left to the crawls of other sites than that of the lease."""
        spider = self._spider
        return spider.elsewhere.onward(spider.overlaps) if spider else Onward()

    @property
    def delay(self) -> float:
        """Return the seconds between two requests to its hosts: the longest that was kept."""
        least = self._plan.limits.per_host_delay_ms / 1000
        with suppress(RuntimeError):  # it never started
            downloader = self._crawler.engine.downloader
            asked = [one.get("delay", 0.0) for one in downloader.per_slot_settings.values()]
            return float(max([least, *asked]))
        return least

    @property
    def costs(self) -> dict[str, int]:
        """Return what the crawl cost: requests, bytes of bodies, how long the loop was held.

        Requests for robots.txt are counted, too.
        """
        stats, loop = self._crawler.stats, asyncio.get_event_loop()
        longest = loop.longest if isinstance(loop, MeasuredLoop) else 0.0
        lag = {"loop_lag_ms": round(longest * 1000)}
        return (
            {
                "requests": stats.get_value(REQUESTS, 0),
                "received": stats.get_value(RECEIVED, 0),
                **lag,
            }
            if stats
            else lag
        )

    @property
    def stats(self) -> dict[str, int]:
        """Return what the crawl retried, refused, skipped and dropped, by name of the count."""
        return counts(self._crawler.stats)

    def run(
        self,
        recorder: Recorder,
        workers: Workers,
        *,
        flush: Callable[[], Any] | None = None,
        further: Callable[[], Sequence[ListTarget]] | None = None,
        last: bool = True,
    ) -> None:
        """Block until all is fetched and handed to the recorder.

        ``flush`` is awaited every half minute. ``further`` is asked for more lists whenever nothing
        is left to fetch, until it has none.

        When the grace of a run that was told to stop is over, the workers stop, too: what they read
        is left. ``last``: no crawl follows in this process.
        """
        self._crawler.settings.set("ITEM_PIPELINES", {PIPELINE: 1}, priority="cmdline")
        loop = asyncio.get_event_loop()
        if isinstance(loop, MeasuredLoop):
            loop.measure_anew()
        crawling = self._runner.crawl(
            self._crawler,
            plan=self._plan,
            gate=recorder,
            workers=workers,
            environ=os.environ,
            lease=self._lease,
        )
        self._crawler.signals.connect(workers.stop, signal=cutting)
        if further is not None:

            def idle() -> None:
                self._go_on(further)

            self._crawler.signals.connect(idle, signal=spider_idle, weak=False)
        ticking = {
            *([loop.create_task(_every(FLUSH_EVERY, self._held(flush)))] if flush else []),
            *([loop.create_task(self._keep_to(self._lease.fence))] if self._lease else []),
        }
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        run_reactor(self._runner, crawling)
        for task in ticking:
            task.cancel()
        finish(ticking)
        if last:
            stop_reactor()
        crawling.result()  # a crawl that could not start must not look like one that found nothing

    def _go_on(self, further: Callable[[], Sequence[ListTarget]]) -> None:
        """Ask for the next lists, if there are any. Raises ``DontCloseSpider`` then."""
        spider, engine = self._spider, self._crawler.engine
        if self.interrupted or spider is None or engine is None:
            return
        while lists := further():
            requests = list(spider.requests_for(lists))
            for request in requests:
                engine.crawl(request)
            if requests:
                raise DontCloseSpider

    def _held(self, flush: Callable[[], Any]) -> Callable[[], Any]:
        """Return the flush, which waits as long as there is no lease to write with."""

        async def flushed() -> None:
            if self._lease is None or self._lease.fence.holds:
                await flush()

        return flushed

    async def _keep_to(self, fence: Fence) -> None:
        """Cut the crawl when its lease is over."""
        while fence.holds:  # noqa: ASYNC110  # it ends with time, of which nothing tells
            await asyncio.sleep(LOOK_EVERY)
        self.interrupted = True
        interrupt(self._crawler, 0)

    def _stop(self) -> None:
        grace = 0 if self.interrupted else self._plan.limits.grace
        self.interrupted = True
        interrupt(self._crawler, grace)


async def _every(seconds: float, work: Callable[[], Any]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await work()
