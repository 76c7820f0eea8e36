"""The child processes of a service or a worker: they are started, kept for a while, and ended."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from crawler.config import Config
from jobs.children.child_process import ChildProcess
from jobs.children.child_watch import STOPPED, ChildWatch, Renewals
from jobs.children.ended import Ended, EndedBy
from jobs.children.task import Task

REST = 30.0
"""Seconds for which a child waits for another crawl, where many are to be expected."""

END_WITHIN = 5.0
"""Seconds in which a child that rests ends."""

MAX_TASKS = 50
"""Tasks of one child, after which another takes its place."""

LEFT_BEHIND = 0.25
"""Share of ``service.crawl_memory`` after which another takes its place, too: what a crawl took may
be kept, and counts against the next one.
"""


class Children:
    """The service's child processes. All that run can be told to stop at once.

    After a crawl in order, a child is kept for the next one, for so many seconds of ``rest``.
    Whoever has children rest tells them to ``stop`` in the end, and waits until they are ``gone``.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, rest: float = 0.0) -> None:
        self._clock, self._rest = clock, rest
        self._stopping = asyncio.Event()
        self._running: dict[int, ChildProcess] = {}
        self._resting: list[_Resting] = []
        self._leaving: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Tell all children to stop, and those that are started from now on at once."""
        self._stopping.set()
        for one in tuple(self._resting):
            self._retire(one)

    async def gone(self) -> None:
        """Wait until all children that rested have ended."""
        await asyncio.gather(*self._leaving)

    async def told_to_stop(self) -> None:
        """Wait until they are told to stop."""
        await self._stopping.wait()

    @property
    def stopping(self) -> bool:
        """Return whether they were told to stop."""
        return self._stopping.is_set()

    def kill(self) -> None:
        """Kill all children at once: somebody is in a hurry. Their runs get an end all the same."""
        for process in (*self._running.values(), *(one.process for one in self._resting)):
            process.kill()

    @property
    def running(self) -> int:
        """Return how many children run."""
        return len(self._running)

    async def run(self, task: Task, renewals: Renewals | None = None) -> Ended:
        """Run a task to its end, or to the end of its limits.

        With renewals, it is told of those of its lease, and killed when that is lost.
        """
        service = task.config.service
        watch = ChildWatch(
            seconds=service.crawl_time.total_seconds(),
            memory=service.crawl_memory,
            grace=service.stop_grace.total_seconds(),
            stopping=self._stopping,
            clock=self._clock,
            renewals=renewals,
        )
        process, done = self._rested(task) or (await ChildProcess.started(), 0)
        self._running[process.pid] = process
        stays = False
        try:
            if self.stopping:  # since it was asked for: it has been told nothing yet
                return Ended(by=EndedBy.STOPPED, reason=STOPPED, seconds=0.0, memory=0, answer=None)
            task = replace(task, stays=self._rest > 0 and done + 1 < MAX_TASKS)
            ended = await watch.over(process, task)
            stays = ended.answer is not None and task.leaves_child_ready(ended.answer)
        finally:
            del self._running[process.pid]
            if not stays:
                process.kill()
        if stays:
            self._keep(process, task, done + 1, ended)
        return ended

    def _keep(self, process: ChildProcess, task: Task, done: int, ended: Ended) -> None:
        """Have a child rest, unless it is better to end it."""
        one = _Resting(process, task.config, done)
        self._resting.append(one)
        most = task.config.service.crawl_memory * LEFT_BEHIND
        if self.stopping or ended.by is not EndedBy.ITSELF or ended.memory >= most:
            self._retire(one)
        else:
            loop = asyncio.get_running_loop()
            one.timer = loop.call_later(self._rest, self._retire, one)

    def _rested(self, task: Task) -> tuple[ChildProcess, int] | None:
        """Return a child that rests and has the task's configuration, and how much it has done."""
        while self._resting and task.plan is not None:
            latest = self._resting[-1]
            if latest.config is task.config and not latest.process.has_ended:
                self._wake(latest)
                return latest.process, latest.done
            self._retire(latest)
        return None

    def _wake(self, one: "_Resting") -> None:
        self._resting.remove(one)
        if one.timer is not None:
            one.timer.cancel()

    def _retire(self, one: "_Resting") -> None:
        """Have a child end that rests."""
        self._wake(one)
        leaving = asyncio.get_running_loop().create_task(_leave(one.process))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


@dataclass(slots=True, eq=False)
class _Resting:
    """A child that waits for another task."""

    process: ChildProcess
    config: Config
    done: int
    """Tasks."""
    timer: asyncio.TimerHandle | None = None


async def _leave(process: ChildProcess) -> None:
    """Have a child end in order, and kill what is left of it after a while."""
    process.leave()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), END_WITHIN)
    process.kill()
