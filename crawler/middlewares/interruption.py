"""Stopping a run within seconds: no new request, a grace for running ones, then the cut."""

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
    """Tell a running crawl to stop.

    What has been sent gets ``grace`` seconds, what has not is left.

    Everything that was fetched still passes through the pipeline; then the spider closes and the
    crawl ends as usual. A second call cuts at once. Call it on the reactor's thread. The spider's
    ``left`` says which targets were not finished.
    """
    if crawler.spider is None or not crawler.crawling:
        crawler.signals.send_catch_log(cutting)
        return
    crawler.signals.send_catch_log(stopping)
    _leave_queued(crawler)
    call_later(grace, crawler.signals.send_catch_log, cutting)
    _schedule_coro(crawler.stop_async())


def _leave_queued(crawler: Crawler) -> None:
    """End what waits for its turn at a host.

    Closing would wait for all of it, at the host's pace.
    """
    for slot in crawler.engine.downloader.slots.values():
        queued = list(slot.queue)
        slot.queue.clear()
        for _, waiting in queued:
            # Twisted has no types there
            waiting.errback(Failure(Interrupted()))  # type: ignore[no-untyped-call]
