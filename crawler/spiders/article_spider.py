"""The one spider: carries out a Plan, and yields what came of each page and each list."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.capture import (
    Fetched,
    FetchFailure,
    FetchGate,
    FetchStatus,
    Links,
    ListFetched,
    Overlap,
)
from crawler.handing_on import Lease
from crawler.middlewares.fetch_results import answered, failure_fields, unanswered
from crawler.middlewares.fetch_state import (
    FetchState,
    list_target,
    page_target,
    state_of,
)
from crawler.middlewares.fetch_stats import count, count_failure
from crawler.middlewares.request_errors import Interrupted
from crawler.middlewares.requests import page_request
from crawler.model import DropRule
from crawler.plan import ListKind, ListTarget, PageTarget, Plan
from crawler.processes import Stopped
from crawler.spiders.backlog import WINDOW, Backlog, Place
from crawler.spiders.choosing import Chooser
from crawler.spiders.elsewhere import Elsewhere
from crawler.spiders.list_results import (
    ListEnded,
    list_ended,
    list_fetched,
    off_site,
    refused_list,
    refused_page,
    unread_lists,
    within_reach,
)
from crawler.spiders.lists import MAX_LISTS, Sifted
from crawler.spiders.onward_requests import goes_on, list_request, robots_requests
from crawler.spiders.rules import MAX_SHOWN, key_of, url_refusal
from crawler.spiders.seen_pages import SeenPages
from crawler.workers import Workers

_TOO_MANY = "are left for a later run: too many wait in this one"

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
        lease: Lease | None = None,
    ) -> None:
        super().__init__()
        self.plan, self.gate, self.workers, self.lease = plan, gate, workers, lease
        self.elsewhere = Elsewhere(lease)
        self.environ: Mapping[str, str] = dict(environ or {})
        """Where the sources' own headers and cookies are taken from."""
        self._chooser = Chooser(plan, workers)
        self._backlog = Backlog()
        self._seen = SeenPages()
        self._seen_lists: set[tuple[str, str, ListKind]] = set()
        self._lists: Counter[str] = Counter()
        targets = () if plan.lists_only else plan.targets
        self._pending = {key_of(target.url): target for target in targets}
        self._unasked = set(self._pending)
        self._pending_lists = {(target.source, target.url): target for target in plan.lists}

    @property
    def left(self) -> tuple[PageTarget, ...]:
        """The targets that are not finished: what a run that was stopped did not get to."""
        rest = {key_of(target.url): target for target in self._backlog.rest()}
        self._pending |= {key: target for key, target in rest.items() if key not in self._seen}
        return tuple(self._pending.values())

    @property
    def unfinished(self) -> int:
        """How many those are; links that wait are counted for each list that holds them."""
        return len(self._pending) + self._backlog.left

    @property
    def known(self) -> int:
        """How many pages the run knows of: the whole that a progress bar measures against."""
        return self._seen.lines + len(self._unasked) + self._backlog.left

    @property
    def overlaps(self) -> tuple[Overlap, ...]:
        """The finished pages that further sources listed."""
        return tuple(one for one in self._seen.overlaps if key_of(one.url) not in self._pending)

    def leave(self, target: PageTarget) -> None:
        """Count a page as left after all.

        For a pipeline that needed a second look at it and was stopped first.
        """
        self._pending[key_of(target.url)] = target

    async def start(self) -> AsyncIterator[Yield]:
        """Yield the plan's lists, then its targets."""
        for request in robots_requests(self.elsewhere):
            yield request
        for target in self.plan.lists:
            for result in self._want_list(target, parent=None, depth=0):
                yield result
        for page in () if self.plan.lists_only else self.plan.targets:
            for wanted in self._want(page):
                yield wanted

    def requests_for(self, lists: Iterable[ListTarget]) -> Iterator[Request]:
        """Yield requests for further lists. One that was read or cannot be asked for has none."""
        for target in lists:
            wanted = self._want_list(target, parent=None, depth=0)
            yield from (one for one in wanted if isinstance(one, Request))

    def _want(self, target: PageTarget) -> Iterator[Yield]:
        """Yield a request for the page, or the reason why there is none.

        Nothing for an article that is wanted already.
        """
        key = key_of(target.url)
        self._unasked.discard(key)
        if self.elsewhere.takes(target):
            self._pending.pop(key, None)
            return
        if not self._seen.take(key, target):
            return
        begun = self.elsewhere.begun.fetch_of(target)
        request = None
        try:
            refusal = url_refusal(target.url)
            if not refusal:
                request = page_request(target, self.parse_page, self.page_failed, begun=begun)
        except ValueError as error:
            refusal = f"URL: {error}"
        if request is None:
            self._pending.pop(key, None)
            fetched = refused_page(replace(target, url=target.url[:MAX_SHOWN]), refusal or "")
            self._count(fetched)
            yield fetched
        else:
            self._pending[key] = target
            yield request

    def _more(self, place: Place, count: int = 1) -> Iterator[Yield]:
        """Yield requests for the next pages that wait there."""
        while count and (target := self._backlog.take(place)) is not None:
            for wanted in self._want(target):
                count -= isinstance(wanted, Request)
                yield wanted

    async def parse_page(self, response: Response) -> AsyncIterator[Yield]:
        """Yield the page that arrived."""
        target = page_target(response.request)
        self._pending.pop(key_of(target.url), None)
        limit = self.plan.limits.max_page_bytes
        fetched = (
            await asyncio.to_thread(answered, target, response, limit)
            if response.body
            else answered(target, response, limit)
        )
        self._count(fetched)
        for wanted in self._more((target.source, target.found_in)):
            yield wanted
        yield fetched

    def page_failed(self, failure: Failure) -> Iterator[Yield]:
        """Yield the page that did not arrive, and why."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        target, error = page_target(request), _error(failure)
        handed_on = goes_on(self, target, request, error)
        fetched = None if handed_on else unanswered(target, request, error)
        if handed_on or fetched is not None:
            self._pending.pop(key_of(target.url), None)
            yield from self._more((target.source, target.found_in))
        if fetched is not None:
            yield fetched

    def _want_list(self, target: ListTarget, parent: str | None, depth: int) -> Iterator[Yield]:
        key = (target.source, target.url)
        if (*key, target.kind) in self._seen_lists or self._lists[target.source] >= MAX_LISTS:
            return
        if self.elsewhere.takes(target, parent=parent, depth=depth):
            self._pending_lists.pop(key, None)
            return
        self._seen_lists.add((*key, target.kind))
        refusal = url_refusal(target.url)
        if refusal:
            shown = replace(target, url=target.url[:MAX_SHOWN])
            self._pending_lists.pop(key, None)
            listed = refused_list(shown, refusal, parent)
            self._count(listed)
            yield listed
            return
        self._lists[target.source] += 1
        self._pending_lists[key] = target
        begun = self.elsewhere.begun.fetch_of(target)
        state = FetchState(target=target, parent=parent, list_depth=depth)
        yield list_request(target, state, self.parse_list, self.list_failed, begun=begun)

    async def parse_list(self, response: Response) -> AsyncIterator[Yield]:
        """Yield the list that arrived: what it holds, then requests for all of that."""
        state, target = state_of(response.request), list_target(response.request)
        ended, found = list_ended(state.exchange), Sifted()
        if ended.failure is None:
            try:
                found = await self._chooser.sifted(
                    target, response, answered=ended.fetch_status is FetchStatus.ANSWERED
                )
            except Stopped:
                return
            if found.problem:
                ended = ListEnded(FetchStatus.UNREADABLE, FetchFailure.UNREADABLE, found.problem)
        self._pending_lists.pop((target.source, target.url), None)
        if self.plan.follow_lists:
            found = within_reach(found, state.list_depth, self._lists[target.source])
        links, over = self._chooser.within(target, found)
        dropped = {**found.dropped, **over}
        oddities = [found.oddity, off_site(found), unread_lists(found)]
        if not self._backlog.has_room_for(links):
            oddities.insert(0, f"{len(links):,} links {_TOO_MANY}")
            dropped, links = {**dropped, DropRule.TOO_MANY: len(links)}, links.first(0)
        if ended.reason is None:
            ended = ended._replace(reason="; ".join(filter(None, oddities)) or None)
        listed = list_fetched(target, state, ended, replace(found, links=links, dropped=dropped))
        self._count(listed)
        yield listed
        for wanted in self._follow(target, state.list_depth, found, links):
            yield wanted

    def _follow(
        self, target: ListTarget, depth: int, found: Sifted, links: Links
    ) -> Iterator[Yield]:
        for child in found.children if self.plan.follow_lists else ():
            yield from self._want_list(
                replace(target, url=child.url, kind="sitemap", etag=None, last_modified=None),
                target.url,
                depth + 1,
            )
        if self.plan.lists_only:
            return
        for url, reason in found.unusable.items():
            page = refused_page(
                PageTarget(url=url, source=target.source, found_in=target.url), reason
            )
            self._count(page)
            yield page
        yield from self._more(self._backlog.add(target, links), WINDOW)

    def list_failed(self, failure: Failure) -> Iterator[Yield]:
        """Yield the list that did not arrive, and why."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        target, error = list_target(request), _error(failure)
        if goes_on(self, target, request, error):
            self._pending_lists.pop((target.source, target.url), None)
        elif not isinstance(error, Interrupted):
            self._pending_lists.pop((target.source, target.url), None)
            yield ListFetched(
                list=target,
                parent=state_of(request).parent,
                **failure_fields(request, error),
            )

    def _count(self, item: Fetched | ListFetched) -> None:
        """Count what came to nothing here, and the links that a list's rules dropped.

        What came to nothing on the way is counted by the middleware that ended it.
        """
        stats = self.crawler.stats
        if item.failure is not None:
            count_failure(stats, item.fetch_status, item.failure)
        if isinstance(item, ListFetched):
            for why, number in item.dropped:
                count(stats, f"dropped/{why}", number)


def _error(failure: Failure) -> BaseException:
    return failure.value or RuntimeError("a failure without an exception")
