"""The parent's side: starts a child, holds it to its limits, and says how it ended."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.codec import decode
from crawler.errors import BadRecord
from jobs.children.child_process import ChildProcess
from jobs.children.ended import ChildAnswer, Ended, EndedBy
from jobs.children.task import Task, renewal
from jobs.process import memory_of, out_of_memory_kills, resident_of

if TYPE_CHECKING:
    from crawler.lease import ClockReading

FIRST_LOOK, LOOK_EVERY = 0.1, 0.5
"""Seconds until the first look at a child's time and memory, and between two."""

_STOPPED = "the service was stopped"

NOTICED = 1.05
"""By how much more must be in memory than before until it is asked what is a child's own."""


class Children:
    """The service's child processes. All that run can be told to stop at once."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stopping = asyncio.Event()
        self._running: dict[int, ChildProcess] = {}

    def stop(self) -> None:
        """Tell all children to stop, and those that are started from now on at once."""
        self._stopping.set()

    async def told_to_stop(self) -> None:
        """Wait until they are told to stop."""
        await self._stopping.wait()

    @property
    def stopping(self) -> bool:
        """Return whether they were told to stop."""
        return self._stopping.is_set()

    def kill(self) -> None:
        """Kill all children at once: somebody is in a hurry. Their runs get an end all the same."""
        for process in tuple(self._running.values()):
            process.kill()

    @property
    def running(self) -> int:
        """Return how many children run."""
        return len(self._running)

    async def run(self, task: Task, renewals: "Renewals | None" = None) -> Ended:
        """Run a task to its end, or to the end of its limits.

        With renewals, it is told of those of its lease, and killed when that is lost.
        """
        service = task.config.service
        watch = _Watch(
            seconds=service.crawl_time.total_seconds(),
            memory=service.crawl_memory,
            grace=service.stop_grace.total_seconds(),
            stopping=self._stopping,
            clock=self._clock,
            renewals=renewals,
        )
        process = await ChildProcess.started()
        self._running[process.pid] = process
        try:
            if self.stopping:  # since it was asked for: it has been told nothing yet
                return Ended(
                    by=EndedBy.STOPPED, reason=_STOPPED, seconds=0.0, memory=0, answer=None
                )
            return await watch.over(process, task)
        finally:
            del self._running[process.pid]
            process.kill()


class Renewals:
    """What is known of the lease of one crawl, for the watch over its child."""

    def __init__(self, newest: "ClockReading") -> None:
        self.newest = newest
        self.lost = False


class _Watch:
    """The watch over one child."""

    def __init__(
        self,
        *,
        seconds: float,
        memory: int,
        grace: float,
        stopping: asyncio.Event,
        clock: Callable[[], float],
        renewals: Renewals | None,
    ) -> None:
        self._renewals, self._passed_on = renewals, None if renewals is None else renewals.newest
        self._seconds, self._memory, self._grace, self._stopping, self._clock = (
            seconds,
            memory,
            grace,
            stopping,
            clock,
        )
        self._begun = clock()
        self._told: float | None = None
        self._by, self._reason, self._killed = EndedBy.ITSELF, "", False
        self._peak = self._resident = 0
        self._oom_before = out_of_memory_kills()

    async def over(self, process: ChildProcess, task: Task) -> Ended:
        """Hand the task to the child and wait for its end."""
        talking = asyncio.create_task(_talk(process, task.encode()))
        ending = asyncio.create_task(process.wait())
        await asyncio.wait({ending}, timeout=FIRST_LOOK)
        while not ending.done():
            self._look(process)
            await asyncio.wait({ending}, timeout=LOOK_EVERY)
        process.kill()  # a worker that outlived it would hold its standard output open
        answer = await talking
        by, reason = self._why(await ending, answer)
        return Ended(
            by=by,
            reason=reason,
            killed=self._killed,
            seconds=self._clock() - self._begun,
            memory=self._peak,
            answer=answer,
        )

    def _keep_lease(self, process: ChildProcess, renewals: Renewals) -> None:
        """Tell the child of a renewal; kill it where the lease is lost."""
        if renewals.lost:
            self._by = EndedBy.LEASE
            self._reason = "its worker was thought dead, and its site given to another"
            self._killed, self._told = True, self._clock()
            process.kill()
        elif renewals.newest != self._passed_on:
            self._passed_on = renewals.newest
            with suppress(BrokenPipeError, ConnectionResetError, RuntimeError):
                process.stdin.write(renewal(renewals.newest))

    def _look(self, process: ChildProcess) -> None:
        if self._renewals is not None:
            self._keep_lease(process, self._renewals)
        now = self._clock()
        if self._told is not None:
            if now - self._told > self._grace:
                self._reason += f"; it did not stop within {self._grace:g} s and was killed"
                self._killed, self._told = True, now
                process.kill()
            return
        memory = self._memory_of(process.pid)
        if memory > self._memory:
            self._by = EndedBy.MEMORY
            self._reason = (
                f"it took {memory:,} bytes of memory, more than the {self._memory:,} of "
                "service.crawl_memory"
            )
        elif now - self._begun > self._seconds:
            self._by = EndedBy.TIME
            self._reason = f"it took longer than the {self._seconds:g} s of service.crawl_time"
        elif self._stopping.is_set():
            self._by, self._reason = EndedBy.STOPPED, _STOPPED
        else:
            return
        self._told = now
        process.terminate()

    def _memory_of(self, group: int) -> int:
        """Return what a child takes now, if that is more than was seen of it; else 0.

        Only where more is in memory than at the last such look: two looks a second would take more
        of a processor than most crawls.
        """
        resident = resident_of(group)
        if resident <= min(self._resident, self._memory):
            return 0
        self._resident = int(resident * NOTICED)
        memory = memory_of(group)
        self._peak = max(self._peak, memory)
        return memory

    def _why(self, status: int, answer: ChildAnswer | None) -> tuple[EndedBy, str | None]:
        """Return what ended the child, and the reason for an end that was none in order."""
        if answer is not None and answer.error is not None:
            return EndedBy.LEASE if answer.lapsed else EndedBy.ERROR, answer.error
        in_order = self._by is EndedBy.STOPPED and not self._killed  # its own report says so
        if answer is not None and (self._by is EndedBy.ITSELF or in_order):
            return EndedBy.ITSELF, None
        if self._by is not EndedBy.ITSELF:
            return self._by, self._reason
        if status < 0:
            return EndedBy.SIGNAL, self._signalled(-status)
        return (
            EndedBy.EXIT_STATUS,
            f"it ended with exit status {status} and no answer: a bug, which its log shows",
        )

    def _signalled(self, number: int) -> str:
        name = signal.Signals(number).name
        if number != signal.SIGKILL:
            return f"it was ended by {name}"
        after = out_of_memory_kills()
        if after is not None and self._oom_before is not None and after > self._oom_before:
            return "the kernel killed it: the container was out of memory"
        return "it was killed by SIGKILL: by the kernel for want of memory, or by hand"


async def _talk(process: ChildProcess, task: bytes) -> ChildAnswer | None:
    """Write the task and return the child's answer, or None where it gave none.

    The pipe is left open, as the child's sign that we live.
    """
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(task)
        await process.stdin.drain()
    lines = (await process.stdout.read()).splitlines()
    try:
        return decode(ChildAnswer, lines[-1], what="the child's answer") if lines else None
    except BadRecord:
        return None
