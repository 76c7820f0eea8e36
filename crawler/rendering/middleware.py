"""Renders what came, where the page's source asks for that; the last before the spider."""

import asyncio
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.misc import load_object

from crawler.errors import BadUrl
from crawler.identity import host_of, registrable
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_state import state_of
from crawler.middlewares.fetch_stats import counted
from crawler.middlewares.interruption import cutting, stopping
from crawler.middlewares.request_errors import Interrupted
from crawler.model import Exchange, Rendering
from crawler.plan import PageTarget, SourceRules
from crawler.rendering.availability import browser_path, demand, renders
from crawler.warc.payload import Undecodable, payload

RENDERER = "crawler.rendering.browser.Renderer"
"""Loaded by name, and only here: it imports Playwright."""

PAGES = 2
"""Rendered at once. Each is a process of the browser's, which can keep a processor busy."""

_DOCUMENTS = frozenset({"text/html", "application/xhtml+xml"})


class RenderMiddleware:
    """Notes the ``rendering`` of an answer that it had rendered.

    Raises a ``RequestEnded`` where that comes to nothing.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        context = context_of(crawler)
        plan, environ = context.plan, context.environ
        if not renders(plan):
            raise NotConfigured
        demand(plan, environ)
        self._rules = {rules.name: rules for rules in plan.sources if rules.render}
        self._limit = plan.limits.max_page_bytes
        self._renderer: Any = load_object(RENDERER)(crawler, browser_path(environ), plan.limits)
        self._stats = crawler.stats
        self._places = asyncio.Semaphore(PAGES)
        self._works: set[asyncio.Task[Rendering]] = set()
        self._stopped = False
        crawler.signals.connect(self._stop, signal=stopping)
        crawler.signals.connect(self._cut, signal=cutting)
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    def _stop(self) -> None:
        self._stopped = True

    def _cut(self) -> None:
        self._stopped = True
        for work in tuple(self._works):
            work.cancel()

    async def _close(self) -> None:
        await self._renderer.close()

    def process_request(self, request: Request) -> None:
        """Mark the pages that are to be rendered, so that they are asked for as a whole."""
        state = state_of(request)
        if isinstance(state.target, PageTarget):
            state.render = self._rules_of(state.target)

    def _rules_of(self, target: PageTarget) -> SourceRules | None:
        """Return the rules of its source.

        For a page of no source, those of one that renders pages of this site.
        """
        if target.source is not None:
            return self._rules.get(target.source)
        try:
            site = registrable(host_of(target.url))
        except BadUrl:
            return None
        return next((rules for rules in self._rules.values() if site in rules.sites), None)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer itself. What is no document, or no success, is not rendered."""
        state = state_of(request)
        rules, last = state.render, state.last
        body = _document(last.received, self._limit) if rules and last else None
        if rules is None or last is None or body is None:
            return response
        with counted(self._stats, request):
            last.rendering = await self._work(response.replace(body=body), request, rules)
        return response

    async def _work(self, document: Response, request: Request, rules: SourceRules) -> Rendering:
        work = asyncio.ensure_future(self._in_turn(document, request, rules))
        self._works.add(work)
        work.add_done_callback(self._works.discard)
        try:
            return await work
        except asyncio.CancelledError:
            raise Interrupted from None

    async def _in_turn(self, document: Response, request: Request, rules: SourceRules) -> Rendering:
        async with self._places:
            if self._stopped:
                raise Interrupted
            rendered: Rendering = await self._renderer.render(
                document, request, screenshot=rules.screenshot
            )
            return rendered


def _document(exchange: Exchange | None, limit: int) -> bytes | None:
    """Return the decoded body of an answer that a browser would show as a page.

    None for any other.
    """
    # the class of success, RFC 9110
    if exchange is None or not 200 <= exchange.status < 300:  # noqa: PLR2004
        return None
    kind = (exchange.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    try:
        return payload(exchange, limit) if kind in _DOCUMENTS else None
    except Undecodable:  # said where the answer is judged
        return None
