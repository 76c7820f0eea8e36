"""The browser of one run, driven by scrapy-playwright.

One Chromium, and a context of its own for each page.
"""

import asyncio
import ipaddress
import logging
import os
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error
from playwright.async_api import TimeoutError as TooLate
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy_playwright.handler import Config, ScrapyPlaywrightDownloadHandler

from crawler.capture import FetchFailure
from crawler.identity import registrable
from crawler.middlewares.fetch_stats import add_cost
from crawler.middlewares.guard.addresses import guarded_resolver
from crawler.middlewares.request_errors import Failed, Refused
from crawler.model import FetchCost, Rendering
from crawler.plan import Limits
from crawler.rendering.page_session import SHOWN, PageSession
from crawler.rendering.relay import Relay

log = logging.getLogger(__name__)

TRAFFIC = 5
"""Times ``max_page_bytes`` that may come for one page, all that it loads together."""

_NOWHERE = "http://127.0.0.1:1"
"""A proxy that is none, for whatever the browser wants outside of a page."""

_SWITCHES = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # names are the relay's to resolve
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # its older name, which newer browsers ignore
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    # megabytes; a page that wants more crashes, and only itself
    "--js-flags=--max-old-space-size=512",
)
_KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
)
"""The browser need not know the others: some are secrets."""

_CLOSING = 10.0


class Renderer:
    """Renders pages, each in a fresh context: no cookies, cache or storage outlast it.

    Close it with the run.
    """

    def __init__(self, crawler: Crawler, executable: str, limits: Limits) -> None:
        logging.getLogger("scrapy-playwright").setLevel(
            logging.ERROR
        )  # what there is to say of a page is in its fetch status
        self._limits, self._stats = limits, crawler.stats
        self._settling = limits.timeout * 1000 / 2
        self._handler = ScrapyPlaywrightDownloadHandler(crawler)
        self._handler.config = self._config(executable)
        self._number = 0

    def _config(self, executable: str) -> Config:
        """Return the handler's settings, which are no settings of Scrapy here.

        They depend on this machine.
        """
        launch = {
            "executable_path": executable,
            "chromium_sandbox": os.geteuid()
            != 0,  # Chromium's sandbox does not work for the superuser
            "proxy": {"server": _NOWHERE, "bypass": "<-loopback>"},
            "args": [
                *_SWITCHES,
                f"--user-agent={self._limits.user_agent}",
            ],  # Playwright's own way would have it claim another system
            "env": {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
            **dict.fromkeys(
                ("handle_sigint", "handle_sigterm", "handle_sighup"), False
            ),  # the crawl ends in its own way
        }
        settings = {
            "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
            "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
            "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": self._settling,
            "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 0,
        }
        return Config.from_settings(Settings(settings))

    async def close(self) -> None:
        """End the browser."""
        with suppress(Error, TimeoutError):
            await asyncio.wait_for(self._handler.close(), _CLOSING)

    async def render(self, document: Response, request: Request, *, screenshot: bool) -> Rendering:
        """Return the document, rendered.

        ``request`` is the one that it answered. Raises a ``RequestEnded`` where that comes to
        nothing.
        """
        limit, begun = self._limits.max_page_bytes, monotonic()
        stage = PageSession(document, limit=limit, picture=screenshot)
        resolver = guarded_resolver()
        if resolver is None:
            raise Failed(FetchFailure.RENDERING, "rendering: there is no address guard")
        too_much = Refused(
            FetchFailure.SIZE,
            f"size: more than {TRAFFIC * limit} bytes came while it was rendered",
        )
        async with Relay(
            resolver.permitted, TRAFFIC * limit, lambda: stage.end(too_much), resolver.before_proxy
        ) as relay:
            try:
                async with asyncio.timeout(self._limits.timeout):
                    return await stage.unless_over(
                        self._rendered(
                            stage, relay, self._asking(document, request, stage, relay.url)
                        )
                    )
            except TimeoutError:
                raise Failed(
                    FetchFailure.RENDERING,
                    f"rendering: not finished within {self._limits.timeout} s",
                ) from None
            except Error as error:
                raise Failed(FetchFailure.RENDERING, f"rendering: {_words(error)}") from error
            finally:
                await self._leave(stage, relay, request, begun)

    def _asking(
        self, document: Response, request: Request, stage: PageSession, proxy: str
    ) -> Request:
        """Return what scrapy-playwright is asked for: this page, in a context that is used once."""
        self._number += 1
        context = {
            "proxy": {"server": proxy, "bypass": "<-loopback>"},
            "service_workers": "block",
            "accept_downloads": False,
            "reduced_motion": "reduce",
            "timezone_id": "UTC",
            "storage_state": {"cookies": _cookies(request), "origins": []},
        }
        meta = {
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context": f"page {self._number}",
            "playwright_context_kwargs": context,
            "playwright_page_init_callback": stage.begin,
            "playwright_page_goto_kwargs": {"wait_until": "networkidle", "timeout": self._settling},
        }
        return Request(document.url, meta=meta, dont_filter=True)

    async def _rendered(self, stage: PageSession, relay: Relay, asking: Request) -> Rendering:
        settled = True
        try:
            await self._handler.download_request(asking)
        except TooLate:
            settled = False
        except (
            UnicodeEncodeError,
            RuntimeError,
        ) as error:  # half a surrogate pair in the text; a download, which was not let in
            log.debug("%s: no response could be made of it: %s", asking.url, error)
        html = await stage.html()
        picture = await stage.screenshot() if stage.wants_picture else None
        return Rendering(
            rendered_at=datetime.now(UTC),
            html=html,
            browser=f"Chromium {self._handler.browser.version}",
            settled=settled,
            requests=stage.requests,
            received=relay.received,
            missing=(*stage.missing, *(f"{place}: {why}" for place, why in relay.refused.items())),
            screenshot=picture,
        )

    async def _leave(
        self, stage: PageSession, relay: Relay, request: Request, begun: float
    ) -> None:
        """Close the page, and count what it cost.

        A browser that cannot even close a page is ended; the next page gets another.
        """
        cost = FetchCost(
            requests=stage.requests,
            received=relay.received,
            milliseconds=round((monotonic() - begun) * 1000),
        )
        add_cost(request, self._stats, cost)
        for place, why in relay.refused.items():
            log.warning("%s: its scripts wanted %s, refused: %s", request.url, place, why)
        try:
            await stage.close()
        except TimeoutError:
            log.warning("%s: the browser hangs, and is ended", request.url)
            with suppress(AttributeError, Error, TimeoutError):  # it may be gone by now
                await asyncio.wait_for(self._handler.browser.close(), _CLOSING)


def _words(error: Error) -> str:
    """Return what went wrong with the browser, in a line.

    Its own message for a sandbox that does not work is a page long.
    """
    message = str(error)
    if "BrowserType.launch" not in message:
        return message.splitlines()[0][:SHOWN]
    return (
        "the browser's sandbox does not work here"
        if "sandboxing failed" in message.lower()
        else "the browser did not start"
    )


def _cookies(request: Request) -> list[dict[str, Any]]:
    """Return the source's own cookies, for its site alone and out of the scripts' reach.

    Those that the page itself was asked for with.
    """
    header = (request.headers.get("Cookie") or b"").decode("latin-1")
    pairs = (part.strip().partition("=") for part in header.split(";") if "=" in part)
    parts = urlsplit(request.url)
    attributes = {
        "domain": _domain(parts.hostname or ""),
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": parts.scheme == "https",
        "sameSite": "Lax",
    }
    return [{"name": name, "value": value, **attributes} for name, _, value in pairs]


def _domain(host: str) -> str:
    """Return what a cookie's domain must be to reach all of a host's site.

    An address is a site by itself.
    """
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return "." + registrable(host)
