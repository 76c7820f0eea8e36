"""Import: the captures of a file, each recorded as of its own time, in a run of its own."""

import asyncio
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crawler.archive import open_for_writing
from crawler.capture_reader import workers_for
from crawler.codec import sha256
from crawler.config import Config
from crawler.errors import BadRecord, UsageError
from crawler.imports import (
    ImportTally,
    LeftOut,
    SourceFile,
    WorkItem,
    Worklist,
    opened_source,
    past_capture,
    scan,
)
from crawler.ingest import FLUSH_EVERY, CheckLog, ImportRecorder
from crawler.model import Outcome
from crawler.plan import Plan, Trigger
from crawler.processes import Stopped
from crawler.reindex import open_current
from crawler.store.metered import MeteredStore
from crawler.store.open_store import open_store
from crawler.workers import Workers
from jobs.planning import naming_plan
from jobs.process import this_process
from jobs.run_report import RunReport
from jobs.stop_signal import StopSignal

AT_ONCE = 8
"""URLs under way at once. The captures of one URL follow each other, in the order of their times.
"""


@dataclass(slots=True)
class ImportReport:
    """What came of one file."""

    source: SourceFile
    run: str
    started: datetime
    tally: ImportTally = field(default_factory=ImportTally)
    pages: int = 0
    """Records that may be pages."""
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    damaged: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False
    finished: datetime | None = None
    new_archive: str | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 where all that can be a page was read; 1 where not, 4 where damage was met."""
        if self.damaged:
            return BadRecord.exit_code
        lost = (LeftOut.BROKEN, LeftOut.UNRESOLVED, LeftOut.TOO_LARGE)
        return int(self.interrupted or any(self.tally.left_out[why] for why in lost))

    def as_json(self) -> dict[str, Any]:
        """Return what the document says of the file."""
        return {
            "file": str(self.source.path),
            "sha256": self.source.sha256,
            "kind": self.source.kind.value,
            "run": self.run if self.outcomes else None,
            "interrupted": self.interrupted,
            "records": self.tally.records,
            "pages": self.pages,
            "counts": self.counts,
            "left_out": {why.value: self.tally.left_out[why] for why in LeftOut},
            "broken": list(self.tally.broken),
            "new_archive": self.new_archive,
            "damaged": [
                {"key": key, "problem": problem} for key, problem in sorted(self.damaged.items())
            ],
        }

    @property
    def counts(self) -> dict[str, int]:
        """Outcome to number of checks, in the order of ``Outcome``, without zeros."""
        return {one.value: self.outcomes[one] for one in Outcome if self.outcomes[one]}

    def stored(self) -> dict[str, Any]:
        """Return what the run's last part keeps."""
        report = RunReport(
            run=self.run,
            started=self.started,
            finished=self.finished,
            interrupted=self.interrupted,
        )
        imported = {
            "file": self.source.name,
            "sha256": self.source.sha256,
            "records": self.tally.records,
            "left_out": {why.value: number for why, number in self.tally.left_out.items()},
        }
        return report.stored() | {"counts": self.counts, "imported": imported}


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
        """Import the files, one after the other. Raises the errors of store and index."""
        reports = []
        with workers_for(self.config) as workers, stop.heard(again=workers.stop):
            for path in paths:
                if stop.told:
                    break
                try:
                    with opened_source(path) as source:
                        reports.append(await self._file(source, workers, stop))
                except UsageError as error:  # no reason to lose what the other files hold
                    self.refused.append(error)
        return reports

    async def _file(self, source: SourceFile, workers: Workers, stop: StopSignal) -> ImportReport:
        plan = naming_plan(
            self.config, Trigger.IMPORT, now=self.clock(), randomness=secrets.token_bytes(4)
        )
        report = ImportReport(source, plan.run, self.clock(), new_archive=self._new)
        with (
            TemporaryDirectory(prefix="palimpsest-import-") as folder,
            Worklist(Path(folder)) as worklist,
        ):
            await asyncio.to_thread(self._scan, report, worklist, stop)
            if not stop.told:
                await _FileImport(self, report, worklist, workers, plan).run(stop)
        report.interrupted = stop.told
        return report

    def _scan(self, report: ImportReport, worklist: Worklist, stop: StopSignal) -> None:
        beat = _Beat()

        def progress() -> bool:
            if beat.due():
                self.watcher(report, "reading", report.tally.records)
            return not stop.told

        scan(
            report.source,
            worklist,
            report.tally,
            now=self.clock(),
            max_bytes=self.config.crawl.max_page_bytes,
            progress=progress,
        )
        report.pages = worklist.complete()


class _FileImport:
    """The second walk through a file: each page is read again and recorded."""

    def __init__(
        self,
        session: "ImportSession",
        report: ImportReport,
        worklist: Worklist,
        workers: Workers,
        plan: Plan,
    ) -> None:
        self._session, self._report, self._worklist = session, report, worklist
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
        groups = groupby(self._worklist.pages(), key=lambda item: item.url)
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
                report.source,
                self._worklist,
                item,
                max_bytes=self._session.config.crawl.max_page_bytes,
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
