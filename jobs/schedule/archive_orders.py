"""What programs order over HTTP, carried out as the service carries out its own crawls.

In turns, in child processes, with the guard, the robots.txt rules and the limits of every crawl.
"""

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler import identity
from crawler.config import Config
from crawler.errors import IndexUnusable, UnknownArticle
from crawler.plan import Trigger
from jobs.children import Children, Ended
from jobs.job_queue.queue_handle import QueueHandle
from jobs.observe import logs
from jobs.observe.metrics import Metrics
from jobs.planning import make_plan
from jobs.schedule.archive_handle import ArchiveHandle
from jobs.schedule.crawl_slots import CrawlSlots
from jobs.schedule.metrics_feed import MetricsFeed
from jobs.schedule.queued_jobs import jobs_of
from jobs.schedule.service_jobs import ServiceContext, ServiceJobs
from jobs.unwatching import unwatch
from jobs.web.orders import Order, TooManyOrders

MAX_WAITING = 16
"""Pages that wait or are being looked at."""

MAX_PER_HOUR = 120
"""Pages that are taken within an hour: who has more has a list for a source."""

SAME = timedelta(minutes=1)
"""For so long the same page is the same order."""

MAX_KNOWN = 1_000
"""Orders that are remembered. The archive tells of older ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Who does the work now: a service's, after a reload another."""

    config: Config
    jobs: ServiceJobs
    archive_handle: ArchiveHandle


class ArchiveOrders:
    """Takes orders and has them carried out. Belongs to one event loop."""

    def __init__(self, workshop: Callable[[], Workshop], *, clock: Callable[[], datetime]) -> None:
        self._workshop, self._clock = workshop, clock
        self._known: OrderedDict[str, tuple[Order, datetime]] = OrderedDict()
        self._working: dict[str, asyncio.Task[Ended | None]] = {}
        self._taken: deque[datetime] = deque()

    async def archive(self, url: str) -> Order:
        """Have a page archived now, and watched. Raises as ``Orders`` says."""
        article = identity.article_of(identity.normalise(url))
        workshop = self._workshop()
        await _refreshed(workshop.archive_handle)
        # from here on nothing waits: calls that come together see each other's orders
        same = self._same(article)
        if same is not None:
            return same
        self._make_room()
        now = self._clock()
        plan = make_plan(
            workshop.config,
            trigger=Trigger.CRAWL,
            now=now,
            randomness=secrets.token_bytes(4),
            urls=[url],
            watch=True,
        )
        order = Order(run=plan.run, url=plan.targets[0].url, article=article)
        self._known[plan.run] = order, now
        self._taken.append(now)
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        logs.logger(run=plan.run).info("ordered", url=order.url)
        working = asyncio.create_task(workshop.jobs.carry_out("order", plan))
        self._working[plan.run] = working
        working.add_done_callback(lambda _: self._working.pop(plan.run, None))
        return order

    async def unwatch(self, article: str) -> dict[str, Any]:
        """End the watching of an article. Raises as ``Orders`` says."""
        workshop = self._workshop()
        await _refreshed(workshop.archive_handle)
        return await asyncio.to_thread(self._unwatched, workshop, article)

    def known(self, run: str) -> Order | None:
        """Return the order of this run, if it is remembered."""
        found = self._known.get(run)
        return found[0] if found is not None else None

    def _unwatched(self, workshop: Workshop, article: str) -> dict[str, Any]:
        index = workshop.archive_handle.index
        if index.summary(article) is None:
            raise UnknownArticle(f"{article} was never looked at")
        return unwatch(workshop.config, index, [article], clock=self._clock).document()

    def _same(self, article: str) -> Order | None:
        """Return the order of the same page that is not done yet, or was given a moment ago."""
        for run, (order, at) in reversed(self._known.items()):
            if order.article == article and (run in self._working or self._clock() - at < SAME):
                return order
        return None

    def _make_room(self) -> None:
        """Raise ``TooManyOrders`` where there is no room for another one."""
        now = self._clock()
        while self._taken and now - self._taken[0] > timedelta(hours=1):
            self._taken.popleft()
        if len(self._working) >= MAX_WAITING:
            raise TooManyOrders(f"{MAX_WAITING} pages wait already", 30)
        if len(self._taken) >= MAX_PER_HOUR:
            left = timedelta(hours=1) - (now - self._taken[0])
            raise TooManyOrders(
                f"{MAX_PER_HOUR} pages were ordered within an hour",
                max(1, round(left.total_seconds())),
            )


class OwnWorkshop:
    """A workshop beside pages that are served without a service. Opened at the first order."""

    def __init__(self, config: Config, *, clock: Callable[[], datetime], plain_logs: bool) -> None:
        metrics = Metrics()
        self._config = config
        self._context = ServiceContext(
            archive_handle=ArchiveHandle(config, clock=clock),
            children=Children(),
            slots=CrawlSlots(config.service.crawls),
            metrics=metrics,
            metrics_feed=MetricsFeed(metrics),
            clock=clock,
            plain_logs=plain_logs,
            queue=QueueHandle.of(config),
        )
        self._jobs = jobs_of(config, self._context)

    def __call__(self) -> Workshop:
        """Return it."""
        return Workshop(
            config=self._config,
            jobs=self._jobs,
            archive_handle=self._context.archive_handle,
        )

    async def close(self) -> None:
        """Tell what is being done to stop, and wait for it."""
        self._context.children.stop()
        await self._context.slots.close()
        await self._context.slots.idle()
        self._context.archive_handle.close()
        if self._context.queue is not None:
            await self._context.queue.close()


async def _refreshed(handle: ArchiveHandle) -> None:
    """Open what is not open. Raises why it cannot be."""
    if not await asyncio.to_thread(handle.refresh):
        raise handle.trouble or IndexUnusable("the archive cannot be opened now")
