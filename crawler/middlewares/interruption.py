"""Stopping a run within seconds: no new request, a grace for running ones, then the cut."""

from contextlib import suppress

from scrapy import signals
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import _schedule_coro
from twisted.python.failure import Failure

from crawler.middlewares.request_errors import Interrupted

stopping = object()
"""Signal: the run was told to stop; send nothing more and wait for nothing."""

cutting = object()
"""Signal: the grace is over; cut what still runs."""


def interrupt(crawler: Crawler, grace: float) -> None:
    """Tell a crawl to stop.

    What has been sent gets ``grace`` seconds, what has not is left.

    Everything that was fetched still passes through the pipeline; then the spider closes and the
    crawl ends as usual. A second call cuts at once. A crawl that is still starting stops once it
    has started. Call it on the reactor's thread. The spider's ``left`` says which targets were not
    finished.
    """
    engine = _engine_of(crawler)
    if engine is None or engine.start_time is None:
        # Scrapy 2.19 would note the stop, go on nevertheless, and hear no later one
        def started() -> None:
            _stop(crawler, crawler.engine, grace)

        crawler.signals.connect(started, signal=signals.engine_started, weak=False)
    else:
        _stop(crawler, engine, grace)


def _engine_of(crawler: Crawler) -> ExecutionEngine | None:
    """Return the crawl's engine, or None before there is one."""
    with suppress(RuntimeError):
        return crawler.engine
    return None


def _stop(crawler: Crawler, engine: ExecutionEngine, grace: float) -> None:
    crawler.signals.send_catch_log(stopping)
    _leave_queued(engine)
    call_later(grace, crawler.signals.send_catch_log, cutting)
    _schedule_coro(_end(engine))


async def _end(engine: ExecutionEngine) -> None:
    """End the crawl, unless it has ended, or is about to."""
    with suppress(RuntimeError):
        await engine.stop_async()


def _leave_queued(engine: ExecutionEngine) -> None:
    """End what waits for its turn at a host.

    Closing would wait for all of it, at the host's pace.
    """
    for slot in engine.downloader.slots.values():
        queued = list(slot.queue)
        slot.queue.clear()
        for _, waiting in queued:
            # Twisted has no types there
            waiting.errback(Failure(Interrupted()))  # type: ignore[no-untyped-call]
