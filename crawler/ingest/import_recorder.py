"""The recorder of an import: captures of the past, each judged as of its own time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from crawler.archive import Archive
from crawler.capture import Fetched, FetchStatus
from crawler.codec import sha256
from crawler.errors import StoreBroken
from crawler.index import Index
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.check_log import CheckLog
from crawler.ingest.cost_meter import CostMeter
from crawler.ingest.fresh_lines import MAX_CHECKS_BACK, FreshLines
from crawler.ingest.held_answers import HeldAnswers
from crawler.ingest.page_recorder import OthersFaster, PageRecorder
from crawler.ingest.settle import SettledPage
from crawler.model import Capture, Check, Extraction
from crawler.plan import PageTarget
from crawler.store.metered import MeteredStore
from crawler.workers import Workers


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
        self._begin, self._fresh = begin, FreshLines(index)
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
        answer = capture.answer
        body = sha256(answer.body) if answer.body else None

        def known() -> bool:
            context = self._lookup.of(url, at=answer.fetched_at)
            at = answer.fetched_at
            return any(
                (line.status, line.body_sha256) == (answer.status, body)
                for line in self._fresh.checks(context.article, since=at, upto=at)
            )

        return await self._threads.do(known)

    async def record(self, url: str, capture: Capture) -> Check | None:
        """Record a capture, and return its check.

        None for what is no article where the archive has none: that leaves no trace.
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
        extraction = await self._extractor.extraction(fetched, meter)
        try:
            return await self._looked_at(
                lambda page: self._check(page, extraction, meter), fetched, _unchanged
            )
        except OthersFaster as error:
            raise StoreBroken(
                f"{error} at {url}",
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
