"""One page in a browser: what it is given, what it may load, and what stands in it in the end."""

import asyncio
import base64
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from playwright.async_api import Error, Page, Route
from playwright.async_api import Request as Asking
from playwright.async_api import TimeoutError as TooLate
from scrapy import Request
from scrapy.http import Response

from crawler.capture import FetchFailure
from crawler.middlewares.request_errors import Failed, Refused, RequestEnded

T = TypeVar("T")

MAX_REQUESTS = 1000
"""Of one page. One that asks for more is in a loop."""

MAX_HEIGHT = 16_000
"""Pixels of a screenshot: Chromium draws no more at once."""

MAX_PICTURE_BYTES = 5_000_000
"""Bytes of a screenshot."""

SHOWN = 200
"""Characters of a URL or a message that a reason shows."""

_CLOSING = 10.0
"""Seconds that a page is given to close."""

_UNFIT = frozenset(
    {
        b"content-encoding",
        b"content-length",
        b"transfer-encoding",
        b"connection",
        b"content-disposition",
    }
)
"""Headers of the answer that do not fit the decoded body, or would make a download of it."""

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent GIF in place of pictures that nobody will look at: to the page's scripts they have
loaded.
"""

_NO_DETOURS = (
    "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', "
    "'WebTransport']) delete self[name];"
)
"""What could send packets past the proxy. The browser's switches forbid it too."""

_SIZE = "document.documentElement ? document.documentElement.outerHTML.length : 0"


class PageSession:
    """The page for one document. ``page`` is the browser's, once it has begun."""

    def __init__(self, document: Response, *, limit: int, picture: bool) -> None:
        self._document, self._limit, self.wants_picture = document, limit, picture
        self._over: asyncio.Future[RequestEnded] = asyncio.get_running_loop().create_future()
        self._given = False
        self._asked = 0
        self.page: Page | None = None
        self.requests = 0
        """That were let through."""
        self.missing: list[str] = []

    async def begin(self, page: Page, _: Request) -> None:
        """Prepare a fresh page before it is sent anywhere."""
        self.page, self._given = page, False
        page.on(
            "crash",
            lambda _: self.end(
                Failed(
                    FetchFailure.RENDERING,
                    "rendering: the page crashed the browser's process for it",
                )
            ),
        )
        page.on("popup", _close)
        await page.add_init_script(_NO_DETOURS)
        await page.route(
            "**/*", self._route
        )  # asked before the route that scrapy-playwright has set

    def end(self, ended: RequestEnded) -> None:
        """Let the rendering come to nothing."""
        if not self._over.done():
            self._over.set_result(ended)

    async def unless_over(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work returns. Raises the ``RequestEnded`` where the page ends first."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(
            lambda done: done.cancelled() or done.exception()
        )  # where the page ended first, nobody else asks
        awaited: set[asyncio.Future[Any]] = {task, self._over}
        try:
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
            if self._over.done():
                raise self._over.result()
            return await task
        finally:
            task.cancel()

    async def _route(self, route: Route, asking: Asking) -> None:
        with suppress(Error):  # the page closed meanwhile
            self._asked += 1
            if self._asked > MAX_REQUESTS:
                self.end(
                    Failed(
                        FetchFailure.RENDERING,
                        f"rendering: the page made more than {MAX_REQUESTS} requests",
                    )
                )
                await route.abort("aborted")
            elif asking.is_navigation_request() and asking.frame.parent_frame is None:
                await self._navigate(route, asking)
            elif asking.resource_type == "image" and not self.wants_picture:
                await route.fulfill(content_type="image/gif", body=_PIXEL)
            elif asking.resource_type == "media" or (
                asking.resource_type == "font" and not self.wants_picture
            ):
                await route.abort("blockedbyclient")
            else:
                self.requests += 1
                await route.continue_()

    async def _navigate(self, route: Route, asking: Asking) -> None:
        """Give the browser the answer for its first request.

        Wherever the page leads then, back to itself too, nobody follows.
        """
        if self._given:
            self.end(
                Refused(
                    FetchFailure.RENDERING,
                    f"rendering: the page's script leads to {asking.url[:SHOWN]}, which is "
                    "not followed",
                )
            )
            await route.abort("aborted")
        else:
            self._given = True
            await route.fulfill(
                status=self._document.status,
                headers=_headers(self._document),
                body=self._document.body,
            )

    async def html(self) -> bytes:
        """Return the document as it stands, shadow trees included.

        Raises a ``RequestEnded`` where there is none, or too much of it.
        """
        page = self._shown()
        try:
            await page.wait_for_load_state("domcontentloaded", timeout=1000)
        except TooLate:
            raise Failed(
                FetchFailure.RENDERING,
                "rendering: the page was still loading when its time was up",
            ) from None
        session = await page.context.new_cdp_session(page)
        frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        world = await session.send("Page.createIsolatedWorld", {"frameId": frame})
        measured = await session.send(
            "Runtime.evaluate", {"expression": _SIZE, "contextId": world["executionContextId"]}
        )
        if measured["result"].get("value", 0) > self._limit:
            raise Refused(
                FetchFailure.SIZE,
                f"size: more than {self._limit} characters once it was rendered",
            )
        root = (await session.send("DOM.getDocument", {"depth": 0}))["root"]["nodeId"]
        html: str = (
            await session.send("DOM.getOuterHTML", {"nodeId": root, "includeShadowDOM": True})
        )["outerHTML"]
        return html.encode("utf-8", "replace")

    async def screenshot(self) -> bytes | None:
        """Return a picture of the whole page.

        None where it cannot be had within the bounds, which ``missing`` then says.
        """
        page = self._shown()
        session = await page.context.new_cdp_session(page)
        size = (await session.send("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], MAX_HEIGHT)}
        try:
            picture = await page.screenshot(
                full_page=True,
                clip=clip,  # type: ignore[arg-type]
                type="jpeg",
                quality=70,
                animations="disabled",
            )
        except Error as error:
            self.missing.append(f"screenshot: {str(error).splitlines()[0][:SHOWN]}")
            return None
        if len(picture) > MAX_PICTURE_BYTES:
            self.missing.append(f"screenshot: more than {MAX_PICTURE_BYTES} bytes")
            return None
        return picture

    def _shown(self) -> Page:
        if self.page is None or not self._given:
            raise Failed(FetchFailure.RENDERING, "rendering: the browser did not take the page")
        return self.page

    async def close(self) -> None:
        """Close the page with its context. Raises ``TimeoutError`` where the browser does not."""
        if self.page is not None:
            with suppress(Error):
                await asyncio.wait_for(self.page.context.close(), _CLOSING)


async def _close(page: Page) -> None:
    with suppress(Error):
        await page.close()


def _headers(document: Response) -> dict[str, str]:
    """Return the answer's headers for the browser.

    Lines of one name are joined: cookies by a line feed, as Playwright wants them.
    """
    joined = (
        (name, (b"\n" if name.lower() == b"set-cookie" else b", ").join(values))
        for name, values in document.headers.items()
    )
    return {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in joined
        if name.lower() not in _UNFIT
    }
