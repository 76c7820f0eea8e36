"""Sends again what may work later: a bounded number of times, with pauses that grow.

A host that answers 429 or 503 is paused as a whole, for as long as its ``Retry-After`` says (RFC
9110, 10.2.3). One that asks for longer than a run can wait is left alone for the rest of it, and so
is one that cannot be reached several times in a row. Other failures are one page's own, and only
that page waits.
"""

import asyncio
import logging
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

from crawler.capture import FetchFailure, FetchStatus
from crawler.middlewares.fetch_state import state_of
from crawler.middlewares.fetch_stats import count_failure, count_retry, counted
from crawler.middlewares.interruption import stopping
from crawler.middlewares.request_errors import (
    Failed,
    Interrupted,
    RequestEnded,
    failure_of,
    is_transient,
    is_unreachable,
)

log = logging.getLogger(__name__)

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
        with counted(self._crawler.stats, request):
            self._require_responsive(request)

    def _require_responsive(self, request: Request) -> None:
        host = urlparse_cached(request).netloc
        left = self._resting.get(host, 0.0) - monotonic()
        if left > 0:
            raise Failed(
                FetchFailure.HOST_RESTS,
                f"the host asked to be left alone for {left:.0f} seconds more",
            )
        if self._silent[host] >= GIVE_UP_AFTER:
            raise Failed(
                FetchFailure.HOST_SILENT,
                f"the host could not be reached {GIVE_UP_AFTER} times in a row",
            )

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return a further attempt for an answer that says "later"; else the answer."""
        self._silent.pop(urlparse_cached(request).netloc, None)
        if response.status in _ASKS_TO_WAIT:
            return self._wait_with_host(request, response)
        if response.status in _TEMPORARY and self._may_retry(request):
            return await self._again_later(request, f"status_{response.status}")
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
            self._count_failure(request, exception)
            return None
        return await self._again_later(request, failure_of(exception)[0].value)

    def _count_failure(self, request: Request, error: Exception) -> None:
        """Count and log a page that an error ends; who ends one on purpose has counted that."""
        state = state_of(request)
        if state.target is not None and not isinstance(error, RequestEnded):
            failure, message = failure_of(error)
            log.debug("%s: failed: %s", state.mask.text(request.url), state.mask.text(message))
            count_failure(self._crawler.stats, FetchStatus.FAILED, failure)

    def _may_retry(self, request: Request) -> bool:
        return state_of(request).attempt < self._retries

    def _wait_with_host(self, request: Request, response: Response) -> Request | Response:
        asked = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        wait = _backoff(request) if asked is None else asked
        if wait > MAX_WAIT:
            self._resting[urlparse_cached(request).netloc] = monotonic() + wait
            return response
        self._pause(self._slot_of(request), wait)
        if not self._may_retry(request):
            return response
        return self._attempt_after(request, f"status_{response.status}")

    async def _again_later(self, request: Request, why: str) -> Request:
        """Return the next attempt, after its pause.

        At once if the run is stopping, so that the target is reported as unfinished.
        """
        try:
            await asyncio.wait_for(self._stopped.wait(), _backoff(request))
        except TimeoutError:
            return self._attempt_after(request, why)
        with counted(self._crawler.stats, request):
            raise Interrupted

    def _attempt_after(self, request: Request, why: str) -> Request:
        count_retry(self._crawler.stats, request, why)
        following: Request = request.copy()
        state_of(following).attempt += 1
        following.dont_filter = True
        return following

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
    attempt = state_of(request).attempt
    # no secret: it keeps retries from marching in step
    return FIRST_BACKOFF * float(2**attempt) * random.uniform(0.75, 1.25)  # noqa: S311


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
