"""The recorder of an import: captures of the past, each judged as of its own time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from crawler import identity
from crawler.archive import Archive
from crawler.capture import Fetched, FetchStatus
from crawler.codec import sha256
from crawler.errors import StoreBroken
from crawler.index import Index
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.check_log import CheckLog
from crawler.ingest.cost_meter import CostMeter
from crawler.ingest.extract import ExtractedBefore
from crawler.ingest.fresh_lines import MAX_CHECKS_BACK, FreshLines
from crawler.ingest.held_answers import HeldAnswers
from crawler.ingest.moved_address import numbers_of
from crawler.ingest.page_recorder import OthersFaster, PageRecorder
from crawler.ingest.same_article import article_numbers
from crawler.ingest.settle import SettledPage
from crawler.model import Capture, Check, Extraction
from crawler.plan import PageTarget
from crawler.store.metered import MeteredStore
from crawler.workers import Workers


@dataclass(frozen=True, slots=True)
class PastPage:
    """A capture of the past that was read: what of it depends on no other one."""

    url: str
    fetched: Fetched
    extraction: Extraction | None
    meter: CostMeter


class ImportRecorder(PageRecorder):
    """Records the captures of one file. What it records becomes visible as ``check_log`` writes."""

    def __init__(
        self,
        archive: Archive,
        index: Index,
        workers: Workers,
        check_log: CheckLog,
        *,
        run: str,
        meter: MeteredStore,
        captures: str,
        clock: Callable[[], datetime],
        begin: Callable[[], None],
    ) -> None:
        """Record through these. ``begin`` is called before anything is stored, each time."""
        self._begin, self._index, self._fresh = begin, index, FreshLines(index)
        super().__init__(
            archive,
            index,
            workers,
            check_log,
            run=run,
            meter=meter,
            captures=captures,
            clock=clock,
            fresh=self._fresh,
        )
        self.held = HeldAnswers(archive, index, self._lookup, self._fresh)

    async def is_known(self, url: str, capture: Capture) -> bool:
        """Return whether a check line of that time tells of the same answer."""
        at = capture.answer.fetched_at
        return await self._threads.do(
            lambda: self._is_told(self._lookup.of(url, at=at).article, capture)
        )

    async def seems_known(self, url: str, capture: Capture) -> bool:
        """Return what ``is_known`` will, as far as the index can tell: the store is not asked."""
        return await self._threads.do(lambda: self._is_told(self._article(url), capture))

    async def has_line(self, url: str, at: datetime) -> bool:
        """Return whether a check line of that time is known, whatever it tells of."""
        return await self._threads.do(
            lambda: bool(self._fresh.checks(self._article(url), since=at, upto=at))
        )

    def _article(self, url: str) -> str:
        return self._index.article_for(identity.normalise(url)) or identity.article_of(url)

    def _is_told(self, article: str, capture: Capture) -> bool:
        answer = capture.answer
        at, body = answer.fetched_at, sha256(answer.body) if answer.body else None
        return any(
            (line.status, line.body_sha256) == (answer.status, body)
            for line in self._fresh.checks(article, since=at, upto=at)
        )

    async def read(
        self, url: str, capture: Capture, before: ExtractedBefore | None = None
    ) -> PastPage:
        """Return a capture as a page, which is extracted unless it was ``before``.

        Raises ``Stopped``.
        """
        fetched = Fetched(
            target=PageTarget(url=url),
            fetch_status=FetchStatus.ANSWERED,
            fetched_at=capture.fetched_at,
            capture=capture,
            status=capture.answer.status,
            size=len(capture.answer.body),
        )
        meter = CostMeter()
        extraction = await self._extractor.extraction(fetched, meter, before)
        return PastPage(url, fetched, extraction, meter)

    async def touched(self, url: str, read: Extraction | None) -> frozenset[str]:
        """Return names of all that the recording of a page may read or change.

        Of two pages that have one in common, the earlier one is to be recorded first: they may be
        of one article, whatever their addresses are.
        """
        return await self._threads.do(lambda: self._touched(identity.normalise(url), read))

    def _touched(self, url: str, read: Extraction | None) -> frozenset[str]:
        target = identity.canonical_target(url, read.canonical) if read is not None else None
        urls = {url} if target is None else {url, target}
        known = {article for one in urls if (article := self._index.article_for(one)) is not None}
        site = identity.registrable(identity.host_of(url))
        numbers = frozenset[str]().union(
            *map(article_numbers, urls), *(numbers_of(self._index, article) for article in known)
        )
        return frozenset(
            {*known, *map(identity.article_of, urls), *(f"{site} {number}" for number in numbers)}
        )

    async def record(self, page: PastPage) -> Check | None:
        """Record a page, and return its check.

        None for what is no article where the archive has none: that leaves no trace.
        """
        try:
            return await self._looked_at(
                lambda fetched: self._check(fetched, page.extraction, page.meter),
                page.fetched,
                _unchanged,
            )
        except OthersFaster as error:
            raise StoreBroken(
                f"{error} at {page.url}",
                hint="Import the file again: what was recorded is not recorded twice.",
            ) from error

    async def _check(
        self, fetched: Fetched, extraction: Extraction | None, meter: CostMeter
    ) -> Check | None:
        context = await self._threads.do(lambda: self._context(fetched))
        readable = extraction is not None and extraction.problem is None
        if not readable and _is_unknown(context):
            return None
        await self._threads.do(self._begin)
        page = await self._threads.do(lambda: self._settled(context, fetched, extraction), meter)
        case, found = await self._threads.do(lambda: self._decisions.begun(page))
        decision = found or await self._decisions.compared(page, case)
        if not decision.append and _is_unknown(page.context):
            return None
        stored = await self._threads.do(lambda: self._versions.stored(page, decision), meter)
        check = self._lines.page(stored, meter)
        self._fresh.add(check)
        if self._check_log.add(check):
            await self.flush()
        return check

    def _context(self, fetched: Fetched) -> ArticleContext:
        return self._as_of(self._lookup.of(fetched.url, at=fetched.fetched_at))

    def _settled(
        self, context: ArticleContext, fetched: Fetched, extraction: Extraction | None
    ) -> SettledPage:
        page = self._settler.settled(context, fetched, extraction)
        return replace(page, context=self._as_of(page.context)) if page.moved else page

    def _as_of(self, context: ArticleContext) -> ArticleContext:
        """Return the context with a summary of what was known at its time."""
        summary, head, at = context.summary, context.head, context.at
        if summary is None or at is None:
            return context
        looks = self._fresh.checks(context.article, upto=at, limit=MAX_CHECKS_BACK)
        seen = [
            look.fetched_at
            for look in looks
            if head and look.outcome.confirms_head and look.version == head.record.version
        ]
        confirmed = [head.record.confirmed_at] if head and head.record.confirmed_at <= at else []
        return replace(
            context,
            summary=replace(
                summary,
                first_seen=min(summary.first_seen or at, at),
                last_seen=max((*seen[:1], *confirmed), default=None),
                last_capture=next((look.fetched_at for look in looks if look.capture), None),
            ),
        )

    async def flush(self) -> None:
        """Write the check lines that wait."""
        written = self._fresh.waiting()
        await self._threads.do(self._check_log.flush)
        self._fresh.forget(written)

    def close(self) -> None:
        """End the recorder's threads."""
        self._threads.close()


async def _unchanged(fetched: Fetched) -> Fetched:
    """Return a capture of the past as it is: what the archive has is looked up again."""
    return fetched


def _is_unknown(context: ArticleContext) -> bool:
    return context.end is None and context.damaged is None
