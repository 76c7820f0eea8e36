"""Pages of an import, read by workers before the call records them in the order of time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from crawler.config import Config
from crawler.imports import WorkItem
from crawler.ingest import ExtractedBefore, ImportRecorder
from crawler.model import Capture
from crawler.processes import Stopped
from jobs.fleet.bulk_jobs import GOES_ON, BulkWatch, BulkWatcher, answer_of, call_of
from jobs.importing import ImportWork
from jobs.importing.page_shares import ReadPage, pages_read, read_before, share_of
from jobs.job_queue import JobQueue, QueuedJob, open_queue
from jobs.job_queue.patience import patiently

T = TypeVar("T")

MIN_SHARE, MAX_SHARE = 64, 512
"""Pages of a job: enough that the start of its processes, some seconds, is a small part, and few
enough that what comes of them is some megabytes. More than the call reads before their turn.
"""

MIN_SHARES = 8
"""Jobs of a file that has enough pages for them."""

A_PLACE = 2
"""Jobs that are in the queue for each place of a worker: one that is done, and the next one. So the
queue holds no more than these, however large the file is.
"""


@asynccontextmanager
async def pages_by_workers(config: Config, watcher: BulkWatcher) -> AsyncIterator["PagesByWorkers"]:
    """Have workers read pages. At the end, jobs that nobody asks for any more are withdrawn.

    Raises ``EngineUnusable``.
    """
    async with open_queue(config.engine) as queue:
        shared = PagesByWorkers(config, queue, watcher)
        try:
            yield shared
        finally:
            shared.stop()
            await asyncio.shield(shared.withdraw())


@dataclass(slots=True)
class _Share:
    """Pages of a file that are one job."""

    last: int
    """Place of the last one of them among the pages of their file."""
    call: str | None = None
    """None where there is no job: the archive has all of them."""
    job: int = 0
    reading: asyncio.Task[dict[int, ReadPage]] | None = None


class PagesByWorkers:
    """Pages of the files of one call, which workers read."""

    def __init__(self, config: Config, queue: JobQueue, watcher: BulkWatcher) -> None:
        self._config, self._queue, self._watcher = config, queue, watcher
        self._watch = BulkWatch(watcher)
        self._filling = asyncio.Lock()
        self._stopped = self._told = False
        self._shares: dict[int, _Share] = {}
        self._left: list[_Share] = []

    def begin(self, work: ImportWork, number: int, recorder: ImportRecorder) -> None:
        """Take the pages of a file, the next one that is recorded."""
        self._end_reading()
        self._left += self._shares.values()  # of a file that could be read no further
        self._stopped, self._shares = False, {}
        self._work, self._number, self._recorder = work, number, recorder
        count = work.worklist.count(number)
        self._step = min(MAX_SHARE, max(MIN_SHARE, -(-count // MIN_SHARES)))
        self._count = -(-count // self._step)
        self._waiting = enumerate(_cut(enumerate(work.worklist.pages(number)), self._step))
        self._made = self._unfilled = 0

    async def read(self, position: int, capture: Capture) -> ExtractedBefore | None:
        """Return what a worker made of a page; None where it is to be read here.

        Raises ``Stopped``, ``JobFailed`` for a job that was given up, and ``EngineUnusable``.
        """
        number = position // self._step
        async with self._filling:
            await self._fill(number)
            share = self._shares[number]
        if self._stopped:
            raise Stopped
        if share.call is None:
            return None
        if share.reading is None:
            share.reading = asyncio.create_task(self._answer(share))
        try:
            pages = await asyncio.shield(share.reading)
        except asyncio.CancelledError:
            if self._stopped:
                raise Stopped from None
            raise
        return read_before(pages.get(position), capture)

    async def passed(self, position: int) -> None:
        """Forget what was made of the pages up to this one."""
        for number in [key for key, one in self._shares.items() if one.last <= position]:
            share = self._shares[number]
            if share.call is not None:
                await self._ended(share.call, share.job)
            del self._shares[number]

    def stop(self) -> None:
        """Read no more: what is waited for raises ``Stopped``."""
        self._stopped = True
        self._end_reading()

    def _end_reading(self) -> None:
        for share in self._shares.values():
            if share.reading is not None:
                share.reading.cancel()

    async def withdraw(self) -> None:
        """Withdraw the jobs that are left: nobody asks for them any more."""
        left = [one for one in (*self._left, *self._shares.values()) if one.call is not None]
        if left:  # else a database that is away is no trouble
            await self._queue.withdraw([one.job for one in left])
        for one in left:
            await self._queue.end_call(one.call or "", [one.job])

    async def _fill(self, number: int) -> None:
        """Have so many jobs in the queue as the workers can do, and this share among them."""
        if number < self._unfilled:
            return
        places = sum(one.places for one in (await self._asked(self._queue.overview)).workers)
        while self._made <= number + A_PLACE * max(1, places):
            following = next(self._waiting, None)
            if following is None:
                break
            # pages of the one before this may be asked for still, but of none before that
            is_late = self._made < number - 1
            share = _Share(following[1][-1][0]) if is_late else await self._share(*following)
            self._shares[self._made] = share
            self._made += 1
        self._unfilled = number + 1

    async def _share(self, number: int, items: list[tuple[int, WorkItem]]) -> _Share:
        """Enqueue the job of some pages, unless it is there, or the archive has them all."""
        last, new = items[-1][0], await self._new(items)
        if not new:
            return _Share(last)
        sources, most = self._work.sources, self._config.crawl.max_page_bytes
        body = await asyncio.to_thread(share_of, new, sources, self._work.worklist, most)
        what = {
            "files": [one.sha256 for one in sources],
            "places": [[str(part.path) for part in one.segments] for one in sources],
            "share": [self._number, items[0][0], last],
            "max_bytes": most,
        }
        call = call_of(self._config, "import", what)
        entry = f"import {sources[self._number].name}, {number + 1} of {self._count}"
        job = QueuedJob(kind="import", entry=entry, body=body)
        (found,), known = await self._asked(lambda: self._queue.call(call, lambda: [job]))
        if known and not self._told:
            self._told = True
            self._watcher.say(GOES_ON)
        return _Share(last, call, found)

    async def _new(self, items: list[tuple[int, WorkItem]]) -> list[tuple[int, WorkItem]]:
        """Return the pages from the first one on that the archive seems not to have."""
        for at, (_, item) in enumerate(items):
            if not await self._recorder.has_line(item.url, datetime.fromisoformat(item.at)):
                return items[at:]
        return []

    async def _answer(self, share: _Share) -> dict[int, ReadPage]:
        """Return the pages that a job has read. Raises ``JobFailed`` where it was given up."""
        states = await self._queue.wait(
            [share.job], lambda states: self._watch.saw(self._queue, states)
        )
        found = answer_of(states[share.job])
        packed = found.get("pages_read") if found is not None else None
        return await asyncio.to_thread(pages_read, packed) if packed is not None else {}

    async def _ended(self, call: str, job: int) -> None:
        await self._asked(lambda: self._queue.end_call(call, [job]))
        await self._asked(lambda: self._queue.trim([job]))

    async def _asked(self, question: Callable[[], Awaitable[T]]) -> T:
        """Return what the queue answers, as long as it is wanted."""
        return await patiently(question, is_over=lambda: self._stopped)


def _cut(items: Iterator[tuple[int, WorkItem]], step: int) -> Iterator[list[tuple[int, WorkItem]]]:
    """Yield lists of so many items each."""
    while some := list(islice(items, step)):
        yield some
