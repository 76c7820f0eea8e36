"""The parent's side: starts a child, holds it to its limits, and says how it ended."""

import asyncio
import signal
from asyncio import FIRST_COMPLETED
from collections.abc import Callable
from typing import TYPE_CHECKING

from jobs.children.child_process import ChildProcess
from jobs.children.ended import ChildAnswer, Ended, EndedBy
from jobs.children.task import Task, renewal
from jobs.process import memory_of, out_of_memory_kills, resident_of

if TYPE_CHECKING:
    from crawler.lease import ClockReading

FIRST_LOOK, LOOK_EVERY = 0.1, 0.5
"""Seconds until the first look at a child's time and memory, and between two."""

STOPPED = "the service was stopped"
"""Why a child was ended that was told so."""

NOTICED = 1.05
"""By how much more must be in memory than before until it is asked what is a child's own."""


class Renewals:
    """What is known of the lease of one crawl, for the watch over its child."""

    def __init__(self, newest: "ClockReading") -> None:
        self.newest = newest
        self.lost = False


class ChildWatch:
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
        answering = asyncio.create_task(process.ask(task.encode()))
        ending = asyncio.create_task(process.wait())

        def is_over() -> bool:
            answer = answering.result() if answering.done() else None
            return ending.done() or (answer is not None and task.leaves_child_ready(answer))

        seconds = FIRST_LOOK
        while not is_over():
            waited = {ending} if answering.done() else {ending, answering}
            done, _ = await asyncio.wait(waited, timeout=seconds, return_when=FIRST_COMPLETED)
            if not done:
                self._look(process)
                seconds = LOOK_EVERY
        if ending.done():
            process.kill()  # a process that outlived it might hold its pipe open
        answer = await answering
        by, reason = self._why(ending.result() if ending.done() else 0, answer)
        ending.cancel()
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
            process.tell(renewal(renewals.newest))

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
            self._by, self._reason = EndedBy.STOPPED, STOPPED
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
