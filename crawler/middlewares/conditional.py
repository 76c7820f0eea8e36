"""Asks the gate at the last moment before a page's or list's first request leaves for its host."""

from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.capture import Admission, FetchGate
from crawler.middlewares.interruption import stopping
from crawler.middlewares.request_errors import Interrupted, Skipped
from crawler.plan import ListTarget


class ConditionalRequests:
    """Skips what the gate says to skip, and makes the rest conditional on what it knows.

    Retries ask again: time has passed.

    A redirect's further hops keep what the first was given, as long as they stay on its site. A
    refetch asks nobody.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        spider: Any = crawler.spider
        self._gate: FetchGate = spider.gate
        self._stopped = False
        crawler.signals.connect(self._stop, signal=stopping)

    def _stop(self) -> None:
        self._stopped = True

    async def process_request(self, request: Request) -> None:
        """Learn the head and the validators.

        Raises a ``RequestEnded`` where the request is not to be sent.
        """
        target = request.meta.get("target")
        if not (
            self._stopped
            or target is None
            or request.meta.get("hops")
            or request.meta.get("unconditional")
        ):
            asked = (
                self._gate.admit_list(target)
                if isinstance(target, ListTarget)
                else self._gate.admit(target)
            )
            _apply(await asked, request)
        if self._stopped:  # perhaps while the gate was thinking
            raise Interrupted


def _apply(admission: Admission, request: Request) -> None:
    if admission.skip is not None:
        raise Skipped(admission.skip)
    request.meta["known"] = admission
    for name, value in (
        ("If-None-Match", admission.etag),
        ("If-Modified-Since", admission.last_modified),
    ):
        request.headers.pop(name, None)
        if value and not request.meta.get(
            "render"
        ):  # the validators of a frame say nothing of what scripts put into it
            request.headers[name] = value
