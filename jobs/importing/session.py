"""An import of several files: the first walk through all of them, and then each file's run."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.archive import open_for_writing
from crawler.capture_reader import workers_for
from crawler.config import Config
from crawler.errors import UsageError
from crawler.imports import Worklist, file_errors, opened_source, scan
from crawler.plan import Trigger
from crawler.reindex import open_current
from crawler.store.metered import MeteredStore
from crawler.store.open_store import open_store
from crawler.workers import Workers
from jobs.import_report import ImportReport
from jobs.importing.file_import import (
    Beat,
    FileImport,
    ImportOpened,
    ImportWork,
    PageReader,
    Watcher,
)
from jobs.planning import naming_plan
from jobs.stop_signal import StopSignal


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
        self._reader: PageReader | None = None
        self._new = self.archive.store.url if self.archive.is_new else None

    async def run(
        self, paths: list[Path], stop: StopSignal, *, reader: PageReader | None = None
    ) -> list[ImportReport]:
        """Import the files. Raises the errors of store and index.

        ``reader`` reads pages beforehand; what it raises ends the import.
        """
        self._reader = reader
        with (
            workers_for(self.config) as workers,
            stop.heard(reader.stop if reader is not None else _nothing, again=workers.stop),
            TemporaryDirectory(prefix="palimpsest-import-") as folder,
            Worklist(Path(folder)) as worklist,
            ExitStack() as opened,
        ):
            work = ImportWork(worklist)
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

    def _take_in(self, path: Path, opened: ExitStack, work: ImportWork, stop: StopSignal) -> None:
        """Open a file and put its pages on the worklist. One that cannot be read is refused."""
        beat = Beat()
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
        self, number: int, work: ImportWork, workers: Workers, stop: StopSignal
    ) -> None:
        """Record the pages of a file. One that cannot be read by now is refused."""
        report = work.reports[number]
        plan = naming_plan(
            self.config, Trigger.IMPORT, now=self.clock(), randomness=secrets.token_bytes(4)
        )
        report.run, report.started = plan.run, self.clock()
        try:
            with file_errors(report.source.path):
                opened = ImportOpened(
                    config=self.config,
                    store=self.store,
                    archive=self.archive,
                    index=self.index,
                    clock=self.clock,
                    watcher=self.watcher,
                )
                recording = FileImport(opened, number, work, workers, plan, reader=self._reader)
                await recording.run(stop)
        except UsageError as error:
            self.refused.append(error)
        report.interrupted = stop.told


def _nothing() -> None:
    """Do nothing."""
