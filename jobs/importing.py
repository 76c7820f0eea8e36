"""Import: the captures of files, each recorded as of its own time, each file's in a run of its own.

All files of a call are walked through before the first page is recorded: a revisit may repeat an
answer of any of them.
"""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.archive import open_for_writing
from crawler.capture_reader import workers_for
from crawler.codec import sha256
from crawler.config import Config
from crawler.errors import UsageError
from crawler.imports import (
    LeftOut,
    SourceFile,
    WorkItem,
    Worklist,
    file_errors,
    opened_source,
    past_capture,
    scan,
)
from crawler.ingest import FLUSH_EVERY, CheckLog, ImportRecorder
from crawler.plan import Plan, Trigger
from crawler.processes import Stopped
from crawler.reindex import open_current
from crawler.store.metered import MeteredStore
from crawler.store.open_store import open_store
from crawler.workers import Workers
from jobs.import_report import ImportReport
from jobs.planning import naming_plan
from jobs.process import this_process
from jobs.stop_signal import StopSignal

AT_ONCE = 8
"""URLs under way at once. The captures of one URL follow each other, in the order of their times.
"""


Watcher = Callable[[ImportReport, str, int], None]
"""Told of the file's report, of what is under way (``reading`` or ``importing``) and how far."""


class ImportSession:
    """The archive that files are imported into, opened once for all of them."""

    def __init__(self, config: Config, *, clock: Callable[[], datetime], watcher: Watcher) -> None:
        self.config, self.clock, self.watcher = config, clock, watcher
        self.store = MeteredStore(open_store(config.store))
        self.archive = open_for_writing(
            self.store, now=clock(), single_writer=config.store.single_writer
        )
        self.index = open_current(config.index.url, self.store)
        self.index.clock = clock
        self.refused: list[UsageError] = []
        """What is the matter with each file that could not be opened, or is none of those."""
        self._new = self.archive.store.url if self.archive.is_new else None

    async def run(self, paths: list[Path], stop: StopSignal) -> list[ImportReport]:
        """Import the files. Raises the errors of store and index."""
        with (
            workers_for(self.config) as workers,
            stop.heard(again=workers.stop),
            TemporaryDirectory(prefix="palimpsest-import-") as folder,
            Worklist(Path(folder)) as worklist,
            ExitStack() as opened,
        ):
            work = _ImportWork(worklist)
            for path in paths:
                if not stop.told:
                    await asyncio.to_thread(self._take_in, path, opened, work, stop)
            if not stop.told:
                await asyncio.to_thread(worklist.complete)
            # what stood first comes first, or an unchanged page would become two versions
            for number in sorted(work.reports, key=worklist.earliest):
                report = work.reports[number]
                report.pages, report.interrupted = worklist.count(number), stop.told
                if not stop.told:
                    await self._record(number, work, workers, stop)
        return list(work.reports.values())

    def _take_in(
        self, path: Path, opened: ExitStack, work: "_ImportWork", stop: StopSignal
    ) -> None:
        """Open a file and put its pages on the worklist. One that cannot be read is refused."""
        beat = _Beat()
        try:
            source = opened.enter_context(opened_source(path))
            report = ImportReport(source, self.clock(), new_archive=self._new)

            def progress() -> bool:
                if beat.due():
                    self.watcher(report, "reading", report.tally.records)
                return not stop.told

            number = len(work.sources)
            work.sources.append(source)
            with file_errors(path):
                scan(
                    source,
                    work.worklist,
                    report.tally,
                    number=number,
                    now=self.clock(),
                    max_bytes=self.config.crawl.max_page_bytes,
                    progress=progress,
                )
        except UsageError as error:  # no reason to lose what the other files hold
            self.refused.append(error)
        else:
            work.reports[number] = report

    async def _record(
        self, number: int, work: "_ImportWork", workers: Workers, stop: StopSignal
    ) -> None:
        """Record the pages of a file. One that cannot be read by now is refused."""
        report = work.reports[number]
        plan = naming_plan(
            self.config, Trigger.IMPORT, now=self.clock(), randomness=secrets.token_bytes(4)
        )
        report.run, report.started = plan.run, self.clock()
        try:
            with file_errors(report.source.path):
                await _FileImport(self, number, work, workers, plan).run(stop)
        except UsageError as error:
            self.refused.append(error)
        report.interrupted = stop.told


@dataclass(slots=True)
class _ImportWork:
    """The files of a call, and what of them may be pages."""

    worklist: Worklist
    sources: list[SourceFile] = field(default_factory=list)
    reports: dict[int, ImportReport] = field(default_factory=dict)
    """Of those that could be read, by their place among the sources."""


class _FileImport:
    """The second walk through a file: each page is read again and recorded."""

    def __init__(
        self,
        session: "ImportSession",
        number: int,
        work: _ImportWork,
        workers: Workers,
        plan: Plan,
    ) -> None:
        self._session, self._number, self._work = session, number, work
        self._report = work.reports[number]
        self._begun = threading.Lock()
        self._is_begun = False
        self._beat = _Beat()
        self._flushed = time.monotonic()
        self._check_log = CheckLog(session.archive, session.index, plan, clock=session.clock)
        self._recorder = ImportRecorder(
            session.archive,
            session.index,
            workers,
            self._check_log,
            run=plan.run,
            meter=session.store,
            captures=session.config.captures,
            clock=session.clock,
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
        groups = groupby(self._work.worklist.pages(self._number), key=lambda item: item.url)
        # a group must be taken whole before the next one is asked for
        waiting = (list(group) for _, group in groups)
        try:
            await asyncio.gather(*(self._worker(waiting, stop) for _ in range(AT_ONCE)))
        finally:
            report = self._report
            report.damaged, report.interrupted = self._recorder.damage, stop.told
            report.finished = self._session.clock()
            if self._is_begun:
                await asyncio.to_thread(self._check_log.close, report.stored())
            self._recorder.close()

    async def _worker(self, waiting: Iterator[list[WorkItem]], stop: StopSignal) -> None:
        for group in waiting:
            seen: set[tuple[datetime, int, str]] = set()
            for item in group:
                if stop.told:
                    return
                with suppress(Stopped):
                    await self._item(item, seen)
                await self._tick()

    async def _item(self, item: WorkItem, seen: set[tuple[datetime, int, str]]) -> None:
        report = self._report
        try:
            found = await asyncio.to_thread(
                past_capture,
                self._work.sources,
                self._work.worklist,
                item,
                max_bytes=self._session.config.crawl.max_page_bytes,
                held=self._recorder.held.of,
            )
        except ValueError as error:
            report.tally.note_broken(report.source.place_of(item), str(error))
            return
        if isinstance(found, LeftOut):
            report.tally.leave(found)
            return
        answer = found.capture.answer
        name = found.at, answer.status, sha256(answer.body)
        if name in seen:
            report.tally.leave(LeftOut.REPEATED)
            return
        seen.add(name)
        if await self._recorder.is_known(found.url, found.capture):
            report.tally.leave(LeftOut.KNOWN)
            return
        check = await self._recorder.record(found.url, found.capture)
        if check is None:
            report.tally.leave(LeftOut.NO_ARTICLE)
        else:
            report.outcomes[check.outcome] += 1

    async def _tick(self) -> None:
        """Tell how far it is, and write what waits, each so often."""
        if self._beat.due():
            tally = self._report.tally
            done = self._report.outcomes.total() + tally.left_out.total()
            self._session.watcher(self._report, "importing", done)
        if time.monotonic() - self._flushed > FLUSH_EVERY:
            self._flushed = time.monotonic()
            await self._recorder.flush()


class _Beat:
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
