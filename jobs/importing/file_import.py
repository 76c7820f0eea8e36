"""The second walk through a file: each page is read again, and recorded in the order of time."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from crawler.archive import Archive
from crawler.codec import sha256
from crawler.config import Config
from crawler.imports import LeftOut, PastCapture, SourceFile, WorkItem, Worklist, past_capture
from crawler.index import Index
from crawler.ingest import FLUSH_EVERY, CheckLog, ExtractedBefore, ImportRecorder, PastPage
from crawler.model import Capture
from crawler.plan import Plan
from crawler.processes import Stopped
from crawler.store.metered import MeteredStore
from crawler.workers import Workers
from jobs.import_report import ImportReport
from jobs.importing.lanes import Lanes, ended
from jobs.process import this_process
from jobs.stop_signal import StopSignal

AT_ONCE = 8
"""Pages that are recorded at once. Those of one article follow each other, in the order of time."""

AHEAD = 8
"""Pages that are read before their turn."""


Watcher = Callable[[ImportReport, str, int], None]
"""Told of the file's report, of what is under way (``reading`` or ``importing``) and how far."""


@dataclass(slots=True)
class ImportWork:
    """The files of a call, and what of them may be pages."""

    worklist: Worklist
    sources: list[SourceFile] = field(default_factory=list)
    reports: dict[int, ImportReport] = field(default_factory=dict)
    """Of those that could be read, by their place among the sources."""


class PageReader(Protocol):
    """Somebody else, who reads pages before their turn."""

    def begin(self, work: ImportWork, number: int, recorder: ImportRecorder) -> None:
        """Take the pages of a file, the next one that is recorded."""

    async def read(self, position: int, capture: Capture) -> ExtractedBefore | None:
        """Return what was made of a page; None where it is to be read here.

        Raises ``Stopped``, and ``JobFailed``.
        """

    async def passed(self, position: int) -> None:
        """Forget what was made of the pages up to this one."""

    def stop(self) -> None:
        """Read no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOpened:
    """What all files of a call are imported with."""

    config: Config
    store: MeteredStore
    archive: Archive
    index: Index
    clock: Callable[[], datetime]
    watcher: Watcher


@dataclass(frozen=True, slots=True)
class _Ahead:
    """An item that was looked at before its turn."""

    found: PastCapture | LeftOut | None
    """None where only what is recorded before it can tell."""
    page: PastPage | None = None
    broken: str | None = None


class FileImport:
    """Records the pages of one file."""

    def __init__(
        self,
        opened: ImportOpened,
        number: int,
        work: ImportWork,
        workers: Workers,
        plan: Plan,
        *,
        reader: PageReader | None = None,
    ) -> None:
        """Record through these. ``reader`` reads pages beforehand."""
        self._opened, self._number, self._work, self._reader = opened, number, work, reader
        self._report = work.reports[number]
        self._begun = threading.Lock()
        self._is_begun = False
        self._beat = Beat()
        self._flushed = time.monotonic()
        self._seen: set[tuple[str, datetime, int, str]] = set()
        self._check_log = CheckLog(opened.archive, opened.index, plan, clock=opened.clock)
        self._recorder = ImportRecorder(
            opened.archive,
            opened.index,
            workers,
            self._check_log,
            run=plan.run,
            meter=opened.store,
            captures=opened.config.captures,
            clock=opened.clock,
            begin=self._begin,
        )

    def _begin(self) -> None:
        """Write the run's first part, once: an import that adds nothing leaves no trace."""
        with self._begun:
            if not self._is_begun:
                self._check_log.open(this_process())
                self._is_begun = True

    async def run(self, stop: StopSignal) -> None:
        """Record all pages, or as many as there is time for."""
        if self._reader is not None:
            self._reader.begin(self._work, self._number, self._recorder)
        try:
            await self._pages(stop)
        finally:
            report = self._report
            report.damaged, report.interrupted = self._recorder.damage, stop.told
            report.finished = self._opened.clock()
            if self._is_begun:
                await asyncio.to_thread(self._check_log.close, report.stored())
            self._recorder.close()

    async def _pages(self, stop: StopSignal) -> None:
        items = enumerate(self._work.worklist.pages(self._number))
        ahead: deque[tuple[int, WorkItem, asyncio.Task[_Ahead]]] = deque()
        lanes, at = Lanes(AT_ONCE), ""
        self._opened.watcher(self._report, "importing", 0)
        try:
            while not stop.told:
                self._read_on(items, ahead)
                if not ahead:
                    break
                position, item, reading = ahead[0]
                with suppress(Stopped):
                    looked = await reading
                    if item.at != at:
                        at = item.at
                        self._seen.clear()
                    await self._take(item, looked, lanes)
                ahead.popleft()
                if self._reader is not None:
                    await self._reader.passed(position)
                await self._tick()
            await lanes.alone()
        finally:
            if stop.told or ahead:
                self._stop_reading()
            await ended([reading for _, _, reading in ahead])
            await lanes.close()

    def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.stop()

    def _read_on(
        self,
        items: Iterator[tuple[int, WorkItem]],
        ahead: deque[tuple[int, WorkItem, asyncio.Task[_Ahead]]],
    ) -> None:
        """Have the next pages looked at."""
        while len(ahead) < AHEAD and (following := next(items, None)) is not None:
            position, item = following
            ahead.append((position, item, asyncio.create_task(self._look(position, item))))

    async def _look(self, position: int, item: WorkItem) -> _Ahead:
        """Return what can be known of an item before its turn. Raises ``Stopped``."""
        try:
            found = await self._capture(item)
        except ValueError as error:
            return _Ahead(None, broken=str(error))
        if isinstance(found, LeftOut):
            # what is recorded before its turn may have the answer that it repeats
            return _Ahead(None if found is LeftOut.UNRESOLVED else found)
        if await self._recorder.seems_known(found.url, found.capture):
            return _Ahead(found)
        before = None
        if self._reader is not None:
            before = await self._reader.read(position, found.capture)
        page = await self._recorder.read(found.url, found.capture, before)
        self._report.by_workers += before is not None and page.extraction is before.extraction
        return _Ahead(found, page)

    async def _capture(self, item: WorkItem) -> PastCapture | LeftOut:
        return await asyncio.to_thread(
            past_capture,
            self._work.sources,
            self._work.worklist.candidates,
            item,
            max_bytes=self._opened.config.crawl.max_page_bytes,
            held=self._recorder.held.of,
        )

    async def _take(self, item: WorkItem, looked: _Ahead, lanes: Lanes) -> None:
        """Record an item as soon as nothing of its article is under way. Its turn has come."""
        report, found, page = self._report, looked.found, looked.page
        if looked.broken is not None:
            report.tally.note_broken(report.source.place_of(item), looked.broken)
            return
        alone = found is None
        if found is None:
            await lanes.alone()
            try:
                found = await self._capture(item)
            except ValueError as error:
                report.tally.note_broken(report.source.place_of(item), str(error))
                return
        if isinstance(found, LeftOut):
            report.tally.leave(found)
            return
        answer = found.capture.answer
        name = item.url, found.at, answer.status, sha256(answer.body)
        if name in self._seen:
            report.tally.leave(LeftOut.REPEATED)
            return
        self._seen.add(name)
        if alone:
            await self._recorded(found, None)
            return
        names = await self._touched(found, page)
        while not await lanes.room(names):
            names = await self._touched(found, page)  # what was waited for may have joined two
        lanes.begin(names, self._recorded(found, page))

    async def _touched(self, found: PastCapture, page: PastPage | None) -> frozenset[str]:
        return await self._recorder.touched(found.url, page.extraction if page else None)

    async def _recorded(self, found: PastCapture, page: PastPage | None) -> None:
        """Record a page, if it is not known. One that seemed to be was not read yet."""
        with suppress(Stopped):
            if await self._recorder.is_known(found.url, found.capture):
                self._report.tally.leave(LeftOut.KNOWN)
                return
            page = page or await self._recorder.read(found.url, found.capture)
            check = await self._recorder.record(page)
            if check is None:
                self._report.tally.leave(LeftOut.NO_ARTICLE)
            else:
                self._report.outcomes[check.outcome] += 1

    async def _tick(self) -> None:
        """Tell how far it is, and write what waits, each so often."""
        if self._beat.due():
            tally = self._report.tally
            done = self._report.outcomes.total() + tally.left_out.total()
            self._opened.watcher(self._report, "importing", done)
        if time.monotonic() - self._flushed > FLUSH_EVERY:
            self._flushed = time.monotonic()
            await self._recorder.flush()


class Beat:
    """Says a few times a second that it is time to tell how far something is."""

    def __init__(self) -> None:
        self._next = 0.0

    def due(self) -> bool:
        """Return whether it is time again."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + 0.2
        return True
