"""The one spider: carries out a Plan, whatever sites it names, and yields what came of each page
and each list.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.capture import Fetched, FetchGate, FetchStatus, Links, ListFetched
from crawler.codec import sha256
from crawler.identity import article_of
from crawler.middlewares.fetch_cost import fetch_cost_of
from crawler.middlewares.fetch_results import answered, failure_fields, is_conditional, unanswered
from crawler.middlewares.request_errors import Interrupted
from crawler.middlewares.requests import page_request
from crawler.model import Exchange
from crawler.plan import ListTarget, PageTarget, Plan
from crawler.processes import Stopped
from crawler.spiders.backlog import WINDOW, Backlog, Place
from crawler.spiders.choosing import Chooser
from crawler.spiders.lists import MAX_LIST_BYTES, Sifted
from crawler.spiders.rules import MAX_SHOWN, url_refusal
from crawler.workers import Workers

MAX_DEPTH = 3
"""Sitemap indexes inside indexes that are followed. The protocol allows none; robots.txt and
careless sites add some.
"""

MAX_LISTS = 500
"""Lists of one source that are read in one run."""

_ACCEPT_LIST = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.8"
_LISTS_FIRST = 100
_NOT_MODIFIED = 304
_OK = 200

Yield = Request | Fetched | ListFetched


class ArticleSpider(Spider):
    """Fetches the plan's lists and targets.

    Every target ends in one ``Fetched``, unless the run was stopped before it: see ``left``.
    """

    name = "articles"

    def __init__(
        self,
        *,
        plan: Plan,
        gate: FetchGate,
        workers: Workers,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.plan, self.gate, self.workers = plan, gate, workers
        self.environ = dict(environ or {})
        """Where the sources' own headers and cookies are taken from."""
        self._chooser = Chooser(plan, workers)
        self._backlog = Backlog()
        self._seen: set[int] = set()
        self._seen_lists: set[tuple[str, str]] = set()
        self._lists: Counter[str] = Counter()
        self._pending = {} if plan.lists_only else {_key(target): target for target in plan.targets}
        self._unasked = set(self._pending)
        self._pending_lists = {(target.source, target.url): target for target in plan.lists}

    @property
    def left(self) -> tuple[PageTarget, ...]:
        """The targets that are not finished.

        After a run that was stopped, what it did not get to.
        """
        rest = {_key(target): target for target in self._backlog.rest()}
        self._pending |= {
            key: target for key, target in rest.items() if hash(key) not in self._seen
        }
        return tuple(self._pending.values())

    @property
    def unfinished(self) -> int:
        """How many those are; links that wait are counted for each list that holds them."""
        return len(self._pending) + self._backlog.left

    @property
    def known(self) -> int:
        """How many pages the run knows of so far.

        The whole that a progress bar measures against.
        """
        return len(self._seen) + len(self._unasked) + self._backlog.left

    def leave(self, target: PageTarget) -> None:
        """Count a page as left after all.

        For a pipeline that needed a second look at it and was stopped first.
        """
        self._pending[_key(target)] = target

    async def start(self) -> AsyncIterator[Yield]:
        """Yield the plan's lists, then its targets."""
        for target in self.plan.lists:
            for result in self._want_list(target, parent=None, depth=0):
                yield result
        for page in () if self.plan.lists_only else self.plan.targets:
            for wanted in self._want(page):
                yield wanted

    def _want(self, target: PageTarget) -> Iterator[Yield]:
        """Yield a request for the page, or the reason why there is none.

        Nothing for an article that is wanted already.
        """
        key = _key(target)
        self._unasked.discard(key)
        if (
            hash(key) in self._seen
        ):  # of half a million articles, the hashes of two are equal once in a hundred million runs
            return
        self._seen.add(hash(key))
        try:
            refusal = url_refusal(target.url)
            request = None if refusal else page_request(target, self.parse_page, self.page_failed)
        except ValueError as error:
            refusal, request = f"URL: {error}", None
        if request is None:
            self._pending.pop(key, None)
            yield _refused(replace(target, url=target.url[:MAX_SHOWN]), refusal or "")
        else:
            self._pending[key] = target
            yield request

    def _more(self, place: Place, count: int = 1) -> Iterator[Yield]:
        """Requests for the next pages that wait there."""
        while count and (target := self._backlog.take(place)) is not None:
            for wanted in self._want(target):
                count -= isinstance(wanted, Request)
                yield wanted

    async def parse_page(self, response: Response) -> AsyncIterator[Yield]:
        """Yield the page that arrived."""
        target: PageTarget = response.meta["target"]
        self._pending.pop(_key(target), None)
        yield await asyncio.to_thread(answered, target, response, self.plan.limits.max_page_bytes)
        for wanted in self._more((target.source, target.found_in)):
            yield wanted

    def page_failed(self, failure: Failure) -> Iterator[Yield]:
        """Yield the page that did not arrive, and why."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        target: PageTarget = request.meta["target"]
        fetched = unanswered(target, request, _error(failure))
        if fetched is not None:
            self._pending.pop(_key(target), None)
            yield fetched
            yield from self._more((target.source, target.found_in))

    def _want_list(self, target: ListTarget, parent: str | None, depth: int) -> Iterator[Yield]:
        key = (target.source, target.url)
        if key in self._seen_lists or self._lists[target.source] >= MAX_LISTS:
            return
        self._seen_lists.add(key)
        refusal = url_refusal(target.url)
        if refusal:
            shown = replace(target, url=target.url[:MAX_SHOWN])
            self._pending_lists.pop(key, None)
            yield ListFetched(
                list=shown,
                fetch_status=FetchStatus.REFUSED,
                fetched_at=datetime.now(UTC),
                reason=refusal,
                parent=parent,
            )
            return
        self._lists[target.source] += 1
        self._pending_lists[key] = target
        meta: dict[str, Any] = {
            "target": target,
            "parent": parent,
            "depth": depth,
            "download_maxsize": MAX_LIST_BYTES,
            "fetch_costs": [],
        }
        accept = {} if target.kind == "section" else {"Accept": _ACCEPT_LIST}
        yield Request(
            target.url,
            self.parse_list,
            "GET",
            accept,
            errback=self.list_failed,
            meta=meta,
            dont_filter=True,
            priority=_LISTS_FIRST,
        )

    async def parse_list(self, response: Response) -> AsyncIterator[Yield]:
        """Yield the list that arrived: what it holds, then requests for all of that."""
        target: ListTarget = response.meta["target"]
        exchange: Exchange = response.meta["exchange"]
        fetch_status, reason = _list_fetch_status(exchange)
        found = Sifted()
        if fetch_status in {FetchStatus.ANSWERED, FetchStatus.NOT_MODIFIED}:
            try:
                found = await self._chooser.sifted(
                    target, response, answered=fetch_status is FetchStatus.ANSWERED
                )
            except Stopped:
                return
            if found.problem:
                fetch_status, reason = FetchStatus.UNREADABLE, found.problem
        self._pending_lists.pop((target.source, target.url), None)
        links, over = self._chooser.within(target, found)
        dropped = {**found.dropped, **over}
        full = (
            None
            if self._backlog.has_room_for(links)
            else f"{len(links):,} links are left for a later run: too many wait in this one"
        )
        if full:
            dropped, links = {**dropped, "too many wait": len(links)}, links.first(0)
        reason = reason or "; ".join(filter(None, (full, found.oddity))) or None
        yield _told(response, fetch_status, reason, links, dropped)
        for wanted in self._follow(target, response.meta["depth"], found, links):
            yield wanted

    def _follow(
        self, target: ListTarget, depth: int, found: Sifted, links: Links
    ) -> Iterator[Yield]:
        for child in found.children if depth < MAX_DEPTH else ():
            yield from self._want_list(
                replace(target, url=child.url, kind="sitemap", etag=None, last_modified=None),
                target.url,
                depth + 1,
            )
        if self.plan.lists_only:
            return
        for url, reason in found.unusable.items():
            yield _refused(PageTarget(url=url, source=target.source, found_in=target.url), reason)
        yield from self._more(self._backlog.add(target, links), WINDOW)

    def list_failed(self, failure: Failure) -> Iterator[Yield]:
        """Yield the list that did not arrive, and why."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        target: ListTarget = request.meta["target"]
        if not isinstance(failure.value, Interrupted):
            self._pending_lists.pop((target.source, target.url), None)
            yield ListFetched(
                list=target,
                parent=request.meta["parent"],
                **failure_fields(request, _error(failure)),
            )


def _list_fetch_status(exchange: Exchange) -> tuple[FetchStatus, str | None]:
    if exchange.status == _NOT_MODIFIED and is_conditional(exchange):
        return FetchStatus.NOT_MODIFIED, None
    if exchange.status != _OK:
        return FetchStatus.FAILED, f"status {exchange.status}"
    return FetchStatus.ANSWERED, None


def _told(
    response: Response,
    fetch_status: FetchStatus,
    reason: str | None,
    links: Links,
    dropped: Mapping[str, int],
) -> ListFetched:
    exchange: Exchange = response.meta["exchange"]
    return ListFetched(
        list=response.meta["target"],
        fetch_status=fetch_status,
        fetched_at=exchange.fetched_at,
        links=links,
        dropped=tuple(dropped.items()),
        status=exchange.status,
        reason=reason,
        hops=tuple(hop.url for hop in response.meta.get("hops", ())),
        etag=exchange.header("ETag"),
        last_modified=exchange.header("Last-Modified"),
        body_sha256=sha256(exchange.body),
        parent=response.meta["parent"],
        cost=fetch_cost_of(response.meta),
    )


def _key(target: PageTarget) -> str:
    """Return the article, or the URL itself where it is no article's."""
    return target.url if url_refusal(target.url) else article_of(target.url)


def _refused(target: PageTarget, reason: str) -> Fetched:
    return Fetched(
        target=target, fetch_status=FetchStatus.REFUSED, fetched_at=datetime.now(UTC), reason=reason
    )


def _error(failure: Failure) -> BaseException:
    return failure.value or RuntimeError("a failure without an exception")
