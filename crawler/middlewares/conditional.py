"""Asks the gate at the last moment before a page's or list's first request leaves for its host."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.capture import Admission, FetchFailure
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_state import FetchState, state_of
from crawler.middlewares.fetch_stats import counted
from crawler.middlewares.interruption import stopping
from crawler.middlewares.request_errors import Interrupted, Refused, Skipped
from crawler.plan import ListTarget


class ConditionalRequests:
    """Skips what the gate says to skip, and makes the rest conditional on what it knows.

    Retries ask again: time has passed.

    A redirect's further hops keep what the first was given, as long as they stay on its site. The
    gate is asked about one that another crawl began, too; that one has left its first site. A
    refetch asks nobody.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        self._gate, self._stats = context_of(crawler).gate, crawler.stats
        self._stopped = False
        crawler.signals.connect(self._stop, signal=stopping)

    def _stop(self) -> None:
        self._stopped = True

    async def process_request(self, request: Request) -> None:
        """Learn the head and the validators.

        Raises a ``RequestEnded`` where the request is not to be sent.
        """
        state = state_of(request)
        with counted(self._stats, request):
            asked = state.hops and state.admission is not None
            if not (self._stopped or asked or state.unconditional):
                await self._admit(request, state)
            if self._stopped:  # perhaps while the gate was thinking
                raise Interrupted

    async def _admit(self, request: Request, state: FetchState) -> None:
        target = state.target
        if target is None:
            return
        admission = await (
            self._gate.admit_list(target)
            if isinstance(target, ListTarget)
            else self._gate.admit(target)
        )
        if admission.refuse is not None:
            raise Refused(FetchFailure.NOT_ADMITTED, admission.refuse)
        if admission.skip is not None:
            raise Skipped(admission.skip)
        state.admission = admission
        if not state.hops:
            _set_validators(request, admission, rendered=state.render is not None)


def _set_validators(request: Request, admission: Admission, *, rendered: bool) -> None:
    for name, value in (
        ("If-None-Match", admission.etag),
        ("If-Modified-Since", admission.last_modified),
    ):
        request.headers.pop(name, None)
        # the validators of a frame say nothing of what scripts put into it
        if value and not rendered:
            request.headers[name] = value
