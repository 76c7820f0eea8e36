"""Sends again what may work later.

With growing pauses, a bounded number of times, and when the host says it may.

A host that answers 429 or 503 is paused as a whole, for as long as its ``Retry-After`` says (RFC
9110, 10.2.3). One that asks for longer than a run can wait is left alone for the rest of it, and so
is one that cannot be reached several times in a row. Other failures are one page's own, and only
that page waits.
"""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.error_messages import is_transient, is_unreachable
from crawler.middlewares.interruption import stopping
from crawler.middlewares.request_errors import Failed, Interrupted

MAX_WAIT = 120.0
"""Seconds that a run waits for a host at its word; one that asks for more is left alone."""

FIRST_BACKOFF = 1.0
"""Seconds before the first retry; each further one waits twice as long, varied by a quarter."""

GIVE_UP_AFTER = 8
"""Attempts in a row that a host may leave without any answer; each can cost a whole timeout."""

_ASKS_TO_WAIT = frozenset({429, 503})
_TEMPORARY = frozenset({408, 425, 500, 502, 504, 522, 524})


class Retries:
    """Retries, back-off and ``Retry-After``.

    The number of retries is Scrapy's setting ``RETRY_TIMES``.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._resting: dict[str, float] = {}
        self._silent: Counter[str] = Counter()
        self._paused: dict[str, float] = {}
        self._stopped = asyncio.Event()
        crawler.signals.connect(self._stopped.set, signal=stopping)

    def process_request(self, request: Request) -> None:
        """End at once what goes to a host that is to be left alone."""
        host = urlparse_cached(request).netloc
        left = self._resting.get(host, 0.0) - monotonic()
        if left > 0:
            raise Failed(f"the host asked to be left alone for {left:.0f} seconds more")
        if self._silent[host] >= GIVE_UP_AFTER:
            raise Failed(f"the host could not be reached {GIVE_UP_AFTER} times in a row")

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return a further attempt for an answer that says "later"; else the answer."""
        self._silent.pop(urlparse_cached(request).netloc, None)
        if response.status in _ASKS_TO_WAIT:
            return self._wait_with_host(request, response)
        if response.status in _TEMPORARY and self._may_retry(request):
            return await self._again_later(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return a further attempt after a failure that may pass."""
        host = urlparse_cached(request).netloc
        self._silent[host] += is_unreachable(exception)
        if (
            not is_transient(exception)
            or not self._may_retry(request)
            or self._silent[host] >= GIVE_UP_AFTER
        ):
            return None
        return await self._again_later(request)

    def _may_retry(self, request: Request) -> bool:
        return int(request.meta.get("attempt", 0)) < self._retries

    def _wait_with_host(self, request: Request, response: Response) -> Request | Response:
        asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        wait = _backoff(request) if asked is None else asked
        if wait > MAX_WAIT:
            self._resting[urlparse_cached(request).netloc] = monotonic() + wait
            return response
        self._pause(self._slot_of(request), wait)
        return _attempt_after(request) if self._may_retry(request) else response

    async def _again_later(self, request: Request) -> Request:
        """Return the next attempt, after its pause.

        At once if the run is stopping, so that the target is reported as unfinished.
        """
        try:
            await asyncio.wait_for(self._stopped.wait(), _backoff(request))
        except TimeoutError:
            return _attempt_after(request)
        raise Interrupted

    def _slot_of(self, request: Request) -> str:
        key: str = self._crawler.engine.downloader.get_slot_key(request)
        return key

    def _pause(self, key: str, seconds: float) -> None:
        """Let nothing be sent to a host for so long.

        A slot waits as long as its ``latercall`` is set.
        """
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(key)
        until = monotonic() + seconds
        if slot is None or until <= self._paused.get(key, 0.0):
            return
        self._paused[key] = until
        slot.close()
        # the slot's own way to wait
        slot.latercall = call_later(seconds, downloader._latercall, slot)  # noqa: SLF001


def _backoff(request: Request) -> float:
    attempt = int(request.meta.get("attempt", 0))
    # no secret: it keeps retries from marching in step
    return FIRST_BACKOFF * float(2**attempt) * random.uniform(0.75, 1.25)  # noqa: S311


def _attempt_after(request: Request) -> Request:
    following = request.copy()
    following.meta["attempt"] = int(request.meta.get("attempt", 0)) + 1
    following.dont_filter = True
    return following


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Return seconds to wait, from a ``Retry-After`` in seconds or as a date.

    None where there is none that can be read.
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
