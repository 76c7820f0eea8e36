"""The composition root of one crawl: a plan is carried out, and what comes back is its report.

Twisted's reactor cannot start twice in a process, so neither can ``carry_out``: the service and the
demonstration give each crawl a child process of its own.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from scrapy.exceptions import DontCloseSpider
from scrapy.signals import spider_idle

from crawler.archive import Archive, open_for_writing
from crawler.capture import Fetched, ListFetched, OpenGate, Overlap, Recorder, Refetch
from crawler.capture_reader import workers_for
from crawler.config import Config
from crawler.errors import IndexUnusable, PalimpsestError, StoreError
from crawler.ingest import FLUSH_EVERY, CheckLog, CheckRecorder
from crawler.middlewares.fetch_stats import RECEIVED, REQUESTS, counts
from crawler.middlewares.interruption import cutting, interrupt
from crawler.model import Check
from crawler.plan import ListTarget, Plan
from crawler.reindex import open_current
from crawler.rendering.availability import demand
from crawler.spiders.article_spider import ArticleSpider
from crawler.spiders.lag import Lag
from crawler.spiders.scrapy_process import quiet_process
from crawler.spiders.settings import scrapy_settings
from crawler.store.metered import MeteredStore
from crawler.store.open_store import open_store
from crawler.workers import Workers
from jobs.hiding import hide_in_logs
from jobs.process import this_process
from jobs.run_report import RunReport

PIPELINE = "crawler.pipelines.RecorderPipeline"

Watcher = Callable[[Check, int], None]
"""Told of every finished check, and of how many pages the run knows by then."""


def carry_out(
    plan: Plan,
    config: Config,
    *,
    clock: Callable[[], datetime],
    watcher: Watcher,
    opened: Callable[[Archive], None] = lambda _: None,
) -> RunReport:
    """Carry out a plan: fetch, judge, archive.

    Returns the report, which the store then holds too. ``opened`` is told of the archive first.
    Raises the ``StoreError`` family and ``IndexUnusable``; what was recorded before stays recorded.
    Raises ``UsageError`` where pages are to be rendered and this machine cannot.
    """
    demand(plan, os.environ)
    hide_in_logs(_secret_variables(config))
    store = MeteredStore(open_store(config.store))
    archive = open_for_writing(store, now=clock(), single_writer=config.store.single_writer)
    index = open_current(config.index.url, store)
    index.clock = clock
    made = archive.store.url if archive.is_new else None
    report = RunReport(run=plan.run, started=clock(), new_archive=made)
    opened(archive)
    check_log = CheckLog(archive, index, plan, clock=clock)
    check_log.open(this_process())
    crawl = Crawl(plan)

    def seen(check: Check) -> None:
        report.add(check)
        watcher(check, crawl.known)

    with workers_for(config) as workers:
        gate = CheckRecorder(
            archive,
            index,
            workers,
            check_log,
            plan,
            meter=store,
            captures=config.captures,
            clock=clock,
            watcher=seen,
        )
        crawl.run(gate, workers, flush=gate.flush)
        gate.note_overlaps(crawl.overlaps)
        gate.close()
    report.finished, report.interrupted, report.left = clock(), crawl.interrupted, crawl.left
    report.damaged, report.list_pages = gate.damage, frozenset(gate.list_pages)
    report.costs, report.stats = crawl.costs | {"store": store.totals}, crawl.stats | gate.rechecked
    return _closed(check_log, report, gate.trouble)


def _closed(check_log: CheckLog, report: RunReport, trouble: PalimpsestError | None) -> RunReport:
    """Return the report, written as the run's last part. Raises the trouble that ended the run."""
    if trouble is not None:
        with suppress(
            StoreError, IndexUnusable
        ):  # it was one of these that ended the run; the other may still do
            check_log.flush()
        raise trouble
    check_log.close(report.stored())
    return report


def _secret_variables(config: Config) -> set[str]:
    """Return the variables that a configuration takes secrets from."""
    sources = [
        name
        for source in config.sources
        for name in (*source.headers_env.values(), source.cookies_env)
        if name
    ]
    return {*sources, *(notice.targets_env for notice in config.alerts)}


class CollectingRecorder(OpenGate):
    """Admits everything, and archives nothing of what came."""

    trouble: PalimpsestError | None = None

    def __init__(self, watcher: Callable[[ListFetched], None] | None = None) -> None:
        self.items: list[Fetched | ListFetched] = []
        self._watcher = watcher

    async def record(self, item: Fetched | ListFetched, refetch: Refetch) -> None:  # noqa: ARG002
        """Keep the item as it is."""
        self.items.append(item)
        if self._watcher is not None and isinstance(item, ListFetched):
            self._watcher(item)


def fetch_only(plan: Plan, config: Config) -> list[Fetched | ListFetched]:
    """Carry out a plan's fetches and return what came, archiving nothing.

    Raises ``KeyboardInterrupt`` when it was stopped.
    """
    demand(plan, os.environ)
    gate = CollectingRecorder()
    crawl = Crawl(plan)
    with workers_for(config) as workers:
        crawl.run(gate, workers)
    if crawl.interrupted:
        raise KeyboardInterrupt
    return gate.items


class Crawl:
    """Scrapy, running one plan in this process's reactor.

    A first signal to stop is graceful, a second cuts at once.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._process = quiet_process(scrapy_settings(plan.limits))
        self._crawler = self._process.create_crawler(ArticleSpider)
        self._lag = Lag()
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
        return self._spider.overlaps if self._spider else ()

    @property
    def costs(self) -> dict[str, int]:
        """Return what the crawl cost: requests, bytes of bodies, how long the loop was held.

        Requests for robots.txt are counted, too.
        """
        stats, lag = self._crawler.stats, {"loop_lag_ms": round(self._lag.worst * 1000)}
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
    ) -> None:
        """Block until all is fetched and handed to the recorder.

        ``flush`` is awaited every half minute. ``further`` is asked for more lists whenever nothing
        is left to fetch, until it has none.

        When the grace of a run that was told to stop is over, the workers stop, too: what they read
        is left.
        """
        self._crawler.settings.set("ITEM_PIPELINES", {PIPELINE: 1}, priority="cmdline")
        loop = asyncio.get_event_loop()
        crawling = self._process.crawl(
            self._crawler, plan=self._plan, gate=recorder, workers=workers, environ=os.environ
        )
        self._crawler.signals.connect(workers.stop, signal=cutting)
        if further is not None:

            def idle() -> None:
                self._go_on(further)

            self._crawler.signals.connect(idle, signal=spider_idle, weak=False)
        ticking = [
            loop.create_task(self._lag.beat()),
            *([loop.create_task(_every(FLUSH_EVERY, flush))] if flush else []),
        ]
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        self._process.start(install_signal_handlers=False)
        for task in ticking:
            task.cancel()
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

    def _stop(self) -> None:
        grace = 0 if self.interrupted else self._plan.limits.grace
        self.interrupted = True
        interrupt(self._crawler, grace)


async def _every(seconds: float, work: Callable[[], Any]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await work()
