"""The recorder of one run: the whole way of a page, step by step."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from crawler import identity
from crawler.archive import Archive
from crawler.capture import Admission, Fetched, FetchStatus, ListFetched, Overlap, Refetch
from crawler.change import Decision
from crawler.comparing import Case
from crawler.errors import BadRecord, BadUrl, IndexUnusable, PalimpsestError, StoreError
from crawler.extract.no_article import NoArticle
from crawler.index import Index
from crawler.ingest.admit import Admitter, redacted_reason
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.check_log import CheckLog
from crawler.ingest.cost_meter import CostMeter
from crawler.ingest.extract import is_page
from crawler.ingest.overlaps import overlap_lines
from crawler.ingest.page_recorder import OthersFaster, PageRecorder
from crawler.ingest.rechecks import FULL_EVERY, PageRead
from crawler.ingest.settle import SettledPage
from crawler.ingest.store_version import StoredPage
from crawler.model import Check, Outcome
from crawler.plan import ListTarget, PageTarget, Plan
from crawler.processes import Stopped
from crawler.store.metered import MeteredStore
from crawler.workers import Workers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Undecided:
    """A page whose text a worker process is to compare."""

    page: SettledPage
    case: Case


class CheckRecorder(PageRecorder):
    """Knows the archive for one run: admits each fetch, and records a check of what came of it.

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
        full_every: int = FULL_EVERY,
    ) -> None:
        super().__init__(
            archive,
            index,
            workers,
            check_log,
            run=plan.run,
            meter=meter,
            captures=captures,
            clock=clock,
            full_every=full_every,
        )
        self._clock, self._watcher = clock, watcher
        self._index, self._run = index, plan.run
        self._admitter = Admitter(index, plan, clock)
        self._known: dict[str, ArticleContext] = {}
        self.list_pages: set[str] = set()
        """The URLs of pages that are no articles and list some: sections, front pages."""
        self.trouble: PalimpsestError | None = None
        """The first failure of the store or the index. From there on nothing is admitted or
        recorded.
        """

    @property
    def rechecked(self) -> dict[str, int]:
        """Return how many pages of known articles were read in which way, by the count's name."""
        return self._rechecks.counts

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Keep a failure of the archive as ``trouble`` instead of raising it.

        Scrapy would log it and go on.
        """
        try:
            yield
        except (StoreError, IndexUnusable, BadRecord) as error:
            self.trouble = self.trouble or error

    async def admit(self, target: PageTarget) -> Admission:
        """Learn the head of the target's article now, before its fetch begins.

        Returns whether and how to fetch it.
        """
        with self.trying():
            if self.trouble is None:
                return await self._threads.do(lambda: self._admit(target))
        return Admission(skip="the archive failed")

    def _admit(self, target: PageTarget) -> Admission:
        skipped = self._admitter.skipped(target)
        if skipped is not None:
            reason, self._known[target.url] = skipped
            return Admission(skip=reason)
        context = self._lookup.of(target.url)
        admission = self._admitter.page(target, context)
        if admission.skip is None and admission.refuse is None:
            self._known[target.url] = context
        return admission

    async def admit_list(self, target: ListTarget) -> Admission:
        """Return whether and how to fetch a list."""
        with self.trying():
            return await self._threads.do(lambda: self._admitter.list(target))
        return Admission(skip="the archive failed")

    async def record(self, item: Fetched | ListFetched, refetch: Refetch) -> None:
        """Make a recorded check of what came of a fetch. Raises ``Stopped``.

        Once the archive has failed, nothing is recorded: it could be kept without its check line.
        """
        with self.trying():
            if self.trouble is None:
                if isinstance(item, ListFetched):
                    check = self._lines.source_list(item)
                else:
                    check = await self._surely(item, refetch)
                await self.add(check)

    async def _surely(self, fetched: Fetched, refetch: Refetch) -> Check:
        """Return the check, or one that names our own bug.

        A page that trips over one must not vanish from the record.
        """
        try:
            return await self.take(fetched, refetch)
        except (PalimpsestError, Stopped):
            raise
        except Exception as error:
            log.exception("a bug, met at %s", fetched.url)
            reason = f"internal error: {type(error).__name__}: {error}"
            return self._lines.without_article(fetched, Outcome.FAILED, reason)

    async def take(self, fetched: Fetched, refetch: Refetch) -> Check:
        """Return the check of a fetch, once all is stored that it proves. Raises ``Stopped``.

        Where another writer was faster, the page is fetched again and looked at again. Its head is
        known before that: a body that was fetched earlier is never appended.
        """
        meter = CostMeter()

        async def again(lost: Fetched) -> Fetched:
            self._known[lost.url] = await self._look_up(lost.url)
            return await refetch(lost)

        try:
            return await self._looked_at(lambda page: self._check(page, meter), fetched, again)
        except OthersFaster as error:
            return self._lines.without_article(error.fetched, Outcome.FAILED, str(error))

    async def _check(self, fetched: Fetched, meter: CostMeter) -> Check:
        """Go the way of a fetched page: extract, settle identity, decide, store, line."""
        if fetched.fetch_status is FetchStatus.REFUSED and not _names_article(fetched.url):
            return self._lines.without_article(fetched, Outcome.REFUSED, fetched.reason)
        context = self._known.pop(fetched.url, None) or await self._look_up(fetched.url)
        if not is_page(fetched):
            return await self._without_page(context, fetched, meter)
        read = await self._extractor.read(fetched, context, meter)
        trouble = read.extraction.problem if read.extraction is not None else None
        if isinstance(trouble, NoArticle) and trouble.lists_articles:
            self.list_pages.add(fetched.url)
        found = await self._threads.do(lambda: self._read(context, fetched, read), meter)
        if isinstance(found, _Undecided):
            page, decision = found.page, await self._decisions.compared(found.page, found.case)
            found = await self._threads.do(lambda: self._stored(page, decision, read), meter)
        return found if isinstance(found, Check) else self._lines.page(found, meter)

    def _read(
        self, context: ArticleContext, fetched: Fetched, read: PageRead
    ) -> "StoredPage | Check | _Undecided":
        """Go the way of a page that was read, as far as that is little work: in one thread."""
        page = self._settler.settled(context, fetched, read.extraction, read.fingerprint)
        redacted = self._redacted(page)
        if redacted is not None:
            return redacted
        case, decision = self._decisions.begun(page)
        return _Undecided(page, case) if decision is None else self._stored(page, decision, read)

    def _stored(self, page: SettledPage, decision: Decision, read: PageRead) -> StoredPage:
        stored = self._versions.stored(page, decision)
        if stored.decision.append and page.fetched.capture is not None:
            self._extractor.note_version(identity.host_of(page.fetched.capture.url))
        return self._rechecks.noted(stored, read)

    async def _without_page(
        self, context: ArticleContext, fetched: Fetched, meter: CostMeter
    ) -> Check:
        """Go the way of a fetch that brought no page: at once, and without a worker process."""
        found = await self._threads.do(lambda: self._unread(context, fetched), meter)
        return found if isinstance(found, Check) else self._lines.page(found, meter)

    def _unread(self, context: ArticleContext, fetched: Fetched) -> StoredPage | Check:
        page = self._settler.settled(context, fetched, None)
        return self._redacted(page) or self._versions.stored(page, self._decisions.unread(page))

    def _redacted(self, page: SettledPage) -> Check | None:
        """Return the line of a page that led to an article which is not archived again."""
        order, fetched = page.context.order_id, page.fetched
        if order is None or fetched.fetch_status is FetchStatus.REFUSED:
            return None
        return self._lines.without_article(fetched, Outcome.REFUSED, redacted_reason(order))

    async def _look_up(self, url: str) -> ArticleContext:
        return await self._threads.do(lambda: self._lookup.of(url))

    async def add(self, check: Check) -> None:
        """Take a finished check into the run's record."""
        if self.trouble is None:
            self._watcher(check)
            if self._check_log.add(check):
                await self.flush()

    async def flush(self) -> None:
        """Write the check lines that wait."""
        with self.trying():
            await self._threads.do(self._flush)

    def _flush(self) -> None:
        self._check_log.flush()
        self._rechecks.flush()

    def note_overlaps(self, overlaps: Sequence[Overlap]) -> None:
        """Record which further sources listed the pages that the run has checked.

        For the end of a run, when no fetch is under way.
        """
        with self.trying():
            if overlaps and self.trouble is None:
                self._check_log.flush()
                at = self._clock()
                for check in overlap_lines(overlaps, self._index, run=self._run, at=at):
                    self._watcher(check)
                    if self._check_log.add(check):
                        self._check_log.flush()

    def close(self) -> None:
        """End the recorder's threads, and learn of the sites that were read."""
        self._threads.close()
        if self.trouble is None:
            with self.trying():
                self._rechecks.flush()
                self._extractor.learn(self._clock)


def _names_article(url: str) -> bool:
    """Return whether a URL can be an article's.

    A list or a person may name others, which are refused and recorded all the same.
    """
    try:
        identity.normalise(url)
    except BadUrl:
        return False
    return True
