"""``watch``: archive some pages, look at them again and again, and print each change."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from crawler.archive import open_for_writing
from crawler.config import Config
from crawler.errors import UsageError
from crawler.store.open_store import open_store
from jobs.children import Children
from jobs.context import Context, now
from jobs.job_queue.open_queue import require_usable
from jobs.job_queue.queue_handle import QueueHandle
from jobs.observe import logs
from jobs.observe.metrics import Metrics
from jobs.reading.arguments import age, check_urls
from jobs.run_report import is_front
from jobs.schedule.archive_handle import ArchiveHandle
from jobs.schedule.crawl_slots import CrawlSlots
from jobs.schedule.metrics_feed import MetricsFeed
from jobs.schedule.page_watch import PageWatch, as_often_as
from jobs.schedule.service_jobs import ServiceContext
from jobs.stop_signal import StopSignal
from jobs.terminal.status_line import status_line
from jobs.watch_log import WatchLog

MIN_EVERY = timedelta(minutes=1)
"""No page is looked at more often, for the sake of its site."""

Wait = Callable[[datetime], Awaitable[bool]]
"""Waits until a time. Returns whether the command was told to stop."""


def run(context: Context, urls: Sequence[str], *, every: str | None) -> int:
    """Watch the pages until Ctrl-C. Returns the exit status.

    Raises ``UsageError`` before anything is fetched, and the errors of store and index.
    """
    check_urls(urls)
    _refuse_fronts(urls)
    config = context.config
    if every is not None:
        config = as_often_as(config, _interval(every))
    logs.set_up(plain=context.err.is_terminal, quiet=True)
    if config.engine.url is not None:
        asyncio.run(require_usable(config.engine))
    context.tell_of_new(
        open_for_writing(
            open_store(config.store), now=now(), single_writer=config.store.single_writer
        )
    )
    return asyncio.run(_watch(context, config, urls, hurried=every is not None))


async def _watch(context: Context, config: Config, urls: Sequence[str], *, hurried: bool) -> int:
    stop, children = StopSignal(), Children()
    service = service_context(config, children, clock=now, plain_logs=context.err.is_terminal)
    watch = PageWatch(config, service, urls)
    log = WatchLog(context, next_look=watch.next, hurried=hurried)

    async def wait(until: datetime) -> bool:
        with status_line(context.err, log.waiting(until), quiet=context.json):
            return await stop.within((until - now()).total_seconds())

    with stop.heard(first=children.stop, again=children.kill):
        try:
            return await follow(watch, log, wait)
        finally:
            service.archive_handle.close()
            if service.queue is not None:
                await service.queue.close()


def service_context(
    config: Config, children: Children, *, clock: Callable[[], datetime], plain_logs: bool
) -> ServiceContext:
    """Return what the service's jobs need, without a service."""
    metrics = Metrics()
    handle = ArchiveHandle(config, clock=clock)
    handle.require()
    return ServiceContext(
        archive_handle=handle,
        children=children,
        slots=CrawlSlots(1),
        metrics=metrics,
        metrics_feed=MetricsFeed(metrics),
        clock=clock,
        plain_logs=plain_logs,
        quiet=True,
        queue=QueueHandle.of(config),
    )


async def follow(watch: PageWatch, log: WatchLog, wait: Wait) -> int:
    """Look at the pages until told to stop, or until none is left. Returns the exit status.

    Raises what the first round ended with, and the errors of the archive that no waiting mends.
    """
    done = await watch.first()
    if done.trouble is not None:
        raise done.trouble
    log.began(done.checks, done.list_pages)
    while not done.interrupted:
        if done.damaged:
            log.damaged()
        soon = watch.wakes()
        if soon is None:
            return log.ended(nothing_left=True)
        if await wait(soon):
            break
        done = await watch.again()
        log.looked(done.checks, done.trouble)
    return log.ended()


def _interval(text: str) -> timedelta:
    interval = age(text, "--every")
    if interval < MIN_EVERY:
        raise UsageError(
            f"--every {text!r} is too often", hint="Sites are asked once a minute, 1m, at most."
        )
    return interval


def _refuse_fronts(urls: Sequence[str]) -> None:
    """Raise ``UsageError`` for a front page: what it shows is other articles each time."""
    front = next(filter(is_front, urls), None)
    if front is not None:
        raise UsageError(
            f"{front} is a front page, which lists articles, and `watch` takes articles",
            hint=f"`palimpsest init {front}` finds the site's feeds or sections and writes a "
            "configuration; `palimpsest run` then watches all their articles.",
        )
