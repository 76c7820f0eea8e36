"""robots.txt (RFC 9309) before anything else of a host, with its ``Crawl-delay``.

What cannot be read decides as the RFC says: 4xx is no robots.txt, so everything is allowed; 429,
5xx and a host that does not answer are "unreachable", so nothing is, and the pages count as failed
rather than refused, because a later run may read it.
"""

import asyncio
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.capture import FetchFailure
from crawler.handing_on import BegunRobots, handed_to, packed, unpacked
from crawler.middlewares.begun_requests import robots_request
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_state import state_of
from crawler.middlewares.fetch_stats import counted
from crawler.middlewares.request_errors import (
    AwaitsRobots,
    Failed,
    HandedOn,
    Interrupted,
    Refused,
    RequestEnded,
    failure_of,
)
from crawler.model import Exchange
from crawler.processes import Stopped, TooMuch
from crawler.turns import Crowded
from crawler.warc.payload import Undecodable, payload

MAX_CRAWL_DELAY = 60.0
"""Seconds. A host that asks for more gets this: at an hour a page, a run would never end."""

_MAX_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 kibibytes are to be read; more than a few kilobytes is a mistake."""

_TOO_MANY, _SERVER_ERROR = 429, 500


_SHORT = 8_000
"""Characters that are parsed at once; what is longer is parsed by a worker process, as rules for
many agents take time by the square.
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says."""

    parsed: Protego
    large: bool = False


class Robots:
    """Asks each origin's robots.txt once in a run, however many pages wait for it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        context = context_of(crawler)
        self._workers = context.workers
        self._begun = handed_to(context.lease)
        self._agent: str = crawler.settings["USER_AGENT"]
        self._asked: dict[str, asyncio.Task[Rules | RequestEnded]] = {}

    async def process_request(self, request: Request) -> None:
        """Refuse what the host's robots.txt forbids; slow down to its ``Crawl-delay``."""
        if state_of(request).target is None:  # it is for robots.txt
            return
        with counted(self._crawler.stats, request):
            await self._require_allowed(request)

    async def _require_allowed(self, request: Request) -> None:
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._asked:
            self._asked[origin] = asyncio.ensure_future(self._ask(origin))
        rules = await self._asked[origin]
        if isinstance(rules, RequestEnded):
            raise rules.with_traceback(None)  # one error ends many requests
        if not await self._allows(rules, request.url):
            raise Refused(FetchFailure.ROBOTS, "robots: robots.txt forbids this page")
        self._slow_down(request, rules.parsed.crawl_delay(self._agent))

    async def _allows(self, rules: "Rules", url: str) -> bool:
        """Return whether the page may be fetched.

        Many rules are gone through aside: they are a site's to write.
        """
        if rules.large:
            return await asyncio.to_thread(rules.parsed.can_fetch, url, self._agent)
        return rules.parsed.can_fetch(url, self._agent)

    async def _ask(self, origin: str) -> "Rules | RequestEnded":
        try:
            return await self._rules(await self._answer(origin), urlsplit(origin).hostname or "")
        except Failed as ended:
            return _unreachable(ended.reason)
        except RequestEnded as ended:
            return ended
        # whatever went wrong, the RFC's answer is the same
        except Exception as error:  # noqa: BLE001
            return _unreachable(failure_of(error)[1])

    async def _answer(self, origin: str) -> Exchange:
        """Return the answer, which the crawl of another site may have had already.

        Raises ``AwaitsRobots`` where such a crawl is to have it first.
        """
        begun = self._begun.robots_of(origin)
        if begun is not None and begun.failure is not None:
            raise Failed(FetchFailure.ROBOTS_UNREACHABLE, begun.failure)
        if begun is not None and begun.next_url is None:
            return unpacked(begun.hops)[-1]
        request = robots_request(origin, begun, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except HandedOn as ended:
            hops = packed(state_of(request).hops)
            known = BegunRobots(origin=origin, next_url=ended.url, hops=hops)
            raise AwaitsRobots(known) from ended
        return state_of(response.request).exchange

    async def _rules(self, answer: Exchange, host: str) -> "Rules | RequestEnded":
        if answer.status >= _SERVER_ERROR or answer.status == _TOO_MANY:
            return _unreachable(f"status {answer.status}")
        if answer.status != 200:  # noqa: PLR2004  # HTTP's own number
            return Rules(Protego.parse(""))
        return await self._read(answer, host)

    async def _read(self, exchange: Exchange, host: str) -> "Rules | RequestEnded":
        try:
            text = await asyncio.to_thread(text_of, exchange, 10 * _MAX_BYTES)
            return await self._parsed(text, host)
        except Undecodable as error:
            return _unreachable(error.reason)
        except TooMuch as error:
            return _unreachable(f"reading it {error.reason}")
        except Crowded:
            return _unreachable("too much of this host waits to be read")
        except Stopped:
            return Interrupted()

    async def _parsed(self, text: str, host: str) -> "Rules":
        if len(text) <= _SHORT:
            return Rules(Protego.parse(text))
        parsed: Protego = await asyncio.wrap_future(
            self._workers.do(Protego.parse, text, host=host, size=len(text), shed=True)
        )
        return Rules(parsed, large=True)

    def _slow_down(self, request: Request, delay: float | None) -> None:
        """Give the host a slot of its own pace."""
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        wanted = (
            min(delay, MAX_CRAWL_DELAY) if delay and delay > 0 else 0.0
        )  # no number compares as false
        if wanted <= downloader.per_slot_settings.get(key, {}).get(
            "delay", downloader.settings.getfloat("DOWNLOAD_DELAY")
        ):
            return
        downloader.per_slot_settings[key] = {"delay": wanted, "concurrency": 1}
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay, slot.concurrency = max(slot.delay, wanted), 1


def text_of(exchange: Exchange, limit: int) -> str:
    """Return the text of a robots.txt, as much as is to be read. Raises ``Undecodable``."""
    return payload(exchange, limit)[:_MAX_BYTES].decode("utf-8-sig", "replace")


def _unreachable(why: str) -> RequestEnded:
    return Failed(FetchFailure.ROBOTS_UNREACHABLE, f"robots.txt could not be had: {why}")
