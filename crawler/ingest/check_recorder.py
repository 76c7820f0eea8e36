"""The recorder of one run: it admits each fetch, and makes a recorded check of what came back."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from crawler import identity
from crawler.archive import Archive
from crawler.capture import Admission, Fetched, FetchStatus, ListFetched
from crawler.codec import parse_utc
from crawler.comparing import decided
from crawler.errors import BadRecord, BadUrl, IndexUnusable, PalimpsestError, StoreError
from crawler.index import Index
from crawler.ingest.article_lookup import ArticleContext, ArticleLookup, validators
from crawler.ingest.check_builder import CheckBuilder
from crawler.ingest.check_log import CheckLog
from crawler.ingest.cost_meter import CostMeter, paid
from crawler.ingest.delegating import decision_by, extraction_by
from crawler.ingest.fitting import fitted
from crawler.ingest.opened import Opened
from crawler.ingest.profiles import ProfileCache
from crawler.model import Capture, Check, Extraction, Outcome
from crawler.plan import ListTarget, PageTarget, Plan
from crawler.store.metered import MeteredStore
from crawler.workers import Workers

T = TypeVar("T")
THREADS = 16
"""Store requests under way at once: enough to hide the latency of a distant store behind 32
fetches.
"""

BELIEVED = 12
"""A list's word that an article was modified is taken once in a twelfth of the time for which it
had not changed at the last check.
"""

_LIST_OUTCOMES = {
    FetchStatus.ANSWERED: Outcome.CHANGED,
    FetchStatus.NOT_MODIFIED: Outcome.NOT_MODIFIED,
    FetchStatus.FAILED: Outcome.FAILED,
    FetchStatus.REFUSED: Outcome.REFUSED,
    FetchStatus.SKIPPED: Outcome.SKIPPED,
    FetchStatus.UNREADABLE: Outcome.UNREADABLE,
}


class CheckRecorder:
    """Knows the archive for one run.

    All its blocking work happens in its own threads, never on the event loop.
    """

    def __init__(
        self,
        archive: Archive,
        index: Index,
        workers: Workers,
        check_log: CheckLog,
        plan: Plan,
        *,
        meter: MeteredStore,
        captures: str,
        clock: Callable[[], datetime],
        watcher: Callable[[Check], None],
    ) -> None:
        self._index, self._workers, self._check_log, self._plan, self._clock, self._watcher = (
            index,
            workers,
            check_log,
            plan,
            clock,
            watcher,
        )
        self._meter = meter
        self._lookup = ArticleLookup(archive, index, run=plan.run, clock=clock)
        self._profiles = ProfileCache(archive, index)
        self._builder = CheckBuilder(
            archive, index, self._lookup, workers, self._profiles, run=plan.run, captures=captures
        )
        self._known: dict[str, ArticleContext] = {}
        self._costs: dict[str, CostMeter] = {}
        self._hosts: set[str] = set()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="recorder")
        self.trouble: PalimpsestError | None = None
        """The first failure of the store or the index. From there on nothing is admitted or
        recorded.
        """

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Keep a failure of the archive as ``trouble`` instead of raising it into Scrapy, which
        would log it and go on.
        """
        try:
            yield
        except (StoreError, IndexUnusable, BadRecord) as error:
            self.trouble = self.trouble or error

    async def aside(self, work: Callable[[], T]) -> T:
        """Do blocking work in the recorder's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def admit(self, target: PageTarget) -> Admission:
        """Learn the head of the target's article now, before its fetch begins, and say whether and
        how to fetch it.
        """
        with self.trying():
            if self.trouble is None:
                return await self.aside(lambda: self._admit(target))
        return Admission(skip="the archive failed")

    def _admit(self, target: PageTarget) -> Admission:
        context = self._lookup.of(target.url)
        last = context.summary.last_checked if context.summary else None
        if (
            self._plan.since_last is not None
            and last is not None
            and self._clock() - last < timedelta(seconds=self._plan.since_last)
        ):
            return Admission(skip="checked recently")
        if (
            self._plan.leave_known
            and target.found_in is not None
            and last is not None
            and not self._is_news(target, context, last)
        ):
            return Admission(skip="known, and left to revisits")
        self._known[target.url] = context
        etag, last_modified = validators(context, self._clock())
        return Admission(etag=etag, last_modified=last_modified)

    def _is_news(self, target: PageTarget, context: ArticleContext, last: datetime) -> bool:
        """Return whether the list that named the page is to be believed that it was modified since
        the last check.

        Some lists date everything anew all the time. So the quieter an article has been, the rarer
        it is believed.
        """
        if target.modified is None or parse_utc(target.modified) <= last:
            return False
        changed = context.head.record.confirmed_at if context.head is not None else last
        return self._clock() - last >= (last - changed) / BELIEVED

    async def admit_list(self, target: ListTarget) -> Admission:
        """Give the validators of the last time that all of this list's links were checked."""
        with self.trying():
            return await self.aside(lambda: self._admit_list(target))
        return Admission(skip="the archive failed")

    def _admit_list(self, target: ListTarget) -> Admission:
        etag, last_modified = self._index.source_validators(target.source, target.url)
        links, lists = (
            self._index.source_links(target.source, target.url)
            if etag or last_modified
            else ((), ())
        )
        return Admission(etag=etag, last_modified=last_modified, links=links, lists=lists)

    async def take(self, fetched: Fetched) -> Check | None:
        """Make a check of a fetch, writing what it proves.

        None: another writer was faster, so fetch again and ask again.
        """
        if fetched.fetch_status is FetchStatus.REFUSED and not _names_article(fetched.url):
            return self._without_article(fetched, Outcome.REFUSED, fetched.reason)
        known = self._known.get(fetched.url)
        context = (
            known if known is not None else await self.aside(lambda: self._lookup.of(fetched.url))
        )
        extraction: Extraction | None = None
        costs = self._costs.setdefault(fetched.url, CostMeter())
        if fetched.capture is not None and CheckBuilder.is_page(fetched):
            with costs.extracting():
                extraction = await self._extraction(fetched.capture, fetched.size)
        check = await self._judged(context, fetched, extraction, costs)
        if check is None:
            self._known[fetched.url] = await self.aside(lambda: self._lookup.of(fetched.url))
            return None
        self._known.pop(fetched.url, None)
        del self._costs[fetched.url]
        return costs.on(check, fetched.cost)

    async def _extraction(self, capture: Capture, size: int) -> Extraction:
        host = identity.host_of(capture.url)
        profile = await self.aside(lambda: self._profiles.of(host))
        self._hosts.add(host)
        return await extraction_by(self._workers, capture, profile, size)

    async def _judged(
        self,
        context: ArticleContext,
        fetched: Fetched,
        extraction: Extraction | None,
        costs: CostMeter,
    ) -> Check | None:
        """Open the case, have it decided, and close it: in one go where that is little work."""

        def begun() -> Opened | Check | None:
            opened = self._builder.open(context, fetched, extraction)
            return opened if opened.heavy else self._builder.close(opened, decided(opened.case))

        found = await self.aside(lambda: self._counted(begun, costs))
        if not isinstance(found, Opened):
            return found
        decision = await decision_by(self._workers, found.case, fetched)
        return await self.aside(
            lambda: self._counted(lambda: self._builder.close(found, decision), costs)
        )

    def _counted(self, work: Callable[[], T], costs: CostMeter) -> T:
        with self._meter.usage() as usage:
            result = work()
        costs.add(usage)
        return result

    def give_up(self, fetched: Fetched, reason: str) -> Check:
        """Make the check of a page whose fetches all came too late."""
        return self._without_article(fetched, Outcome.FAILED, reason)

    def _without_article(self, fetched: Fetched, outcome: Outcome, reason: str | None) -> Check:
        return fitted(
            kind="article",
            run=self._plan.run,
            source=fetched.source,
            url=fetched.url,
            fetched_at=fetched.fetched_at,
            status=fetched.status,
            outcome=outcome,
            reason=reason,
            **paid(fetched.cost),
        )

    def take_list(self, listed: ListFetched) -> Check:
        """Make a check of a list."""
        return fitted(
            kind="source",
            run=self._plan.run,
            source=listed.list.source,
            url=listed.list.url,
            fetched_at=listed.fetched_at,
            outcome=_LIST_OUTCOMES[listed.fetch_status],
            status=listed.status,
            reason=listed.reason,
            hops=listed.hops,
            etag=listed.etag,
            last_modified=listed.last_modified,
            body_sha256=listed.body_sha256,
            found=listed.found,
            **paid(listed.cost),
        )

    async def record(self, check: Check) -> None:
        """Take a finished check into the run's record."""
        if self.trouble is None:
            self._watcher(check)
            if self._check_log.add(check):
                await self.flush()

    async def flush(self) -> None:
        """Write the check lines that wait."""
        with self.trying():
            await self.aside(self._check_log.flush)

    @property
    def damage(self) -> dict[str, str]:
        """Key of each object that could not be believed, with the reason."""
        return self._lookup.damage

    def close(self) -> None:
        """End the recorder's threads, when what they do is done, and learn of the sites that were
        read.
        """
        self._threads.shutdown()
        if self.trouble is None:
            with self.trying():
                self._profiles.learn(self._hosts, self._clock)


def _names_article(url: str) -> bool:
    """Return whether a URL can be an article's.

    A list or a person may name others, which are refused and recorded all the same.
    """
    try:
        identity.normalise(url)
    except BadUrl:
        return False
    return True
