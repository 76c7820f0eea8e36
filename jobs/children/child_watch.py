"""The parent's side: starts a child, holds it to its limits, and says how it ended."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from jobs.children.task import Task
from jobs.process import memory_of, out_of_memory_kills

STOPPED = "the service was stopped"
LOOK_EVERY = 0.5
"""Seconds between two looks at a child's time and memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a child process ended."""

    reason: str | None
    """Why it did not end by itself with all done; None where it did."""
    seconds: float
    memory: int
    """Bytes that it took with its processes at most, as far as was seen."""
    answer: dict[str, Any]
    """What it said at its end; empty where it came to none."""

    @property
    def result(self) -> str:
        """``ok``, ``failed``, or ``interrupted`` where it stopped in order because it
        was told to.
        """
        if self.reason is None:
            return "interrupted" if self.answer.get("interrupted") else "ok"
        return "interrupted" if self.reason == STOPPED else "failed"


class Children:
    """The service's child processes. All that run can be told to stop at once."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stopping = asyncio.Event()
        self._running: set[int] = set()

    def stop(self) -> None:
        """Tell all children to stop, and those that are started from now on at once."""
        self._stopping.set()

    def kill(self) -> None:
        """Kill all children at once: somebody is in a hurry. Their runs get an end all the same."""
        for pid in tuple(self._running):
            _kill_group(pid)

    @property
    def running(self) -> int:
        """Return how many children run."""
        return len(self._running)

    async def run(self, task: Task) -> Ended:
        """Run a task to its end, or to the end of its limits."""
        service = task.config.service
        watch = _Watch(
            seconds=service.crawl_time.total_seconds(),
            memory=service.crawl_memory,
            grace=service.stop_grace.total_seconds(),
            stopping=self._stopping,
            clock=self._clock,
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "jobs.children.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C reaches the service alone, and all that the child starts can be killed with it
            start_new_session=True,
        )
        self._running.add(process.pid)
        try:
            return await watch.over(process, task)
        finally:
            self._running.discard(process.pid)
            _kill_group(process.pid)


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
    ) -> None:
        self._seconds, self._memory, self._grace, self._stopping, self._clock = (
            seconds,
            memory,
            grace,
            stopping,
            clock,
        )
        self._begun = clock()
        self._told: float | None = None
        self._reason: str | None = None
        self._peak = 0
        self._oom_before = out_of_memory_kills()

    async def over(self, process: asyncio.subprocess.Process, task: Task) -> Ended:
        """Hand the task to the child and wait for its end."""
        talking = asyncio.create_task(_talk(process, task.encode()))
        ending = asyncio.create_task(process.wait())
        while not ending.done():
            await asyncio.wait({ending}, timeout=LOOK_EVERY)
            if not ending.done():
                self._look(process)
        _kill_group(process.pid)  # a worker that outlived it would hold its standard output open
        answer = await talking
        return Ended(
            reason=self._why(await ending, answer),
            seconds=self._clock() - self._begun,
            memory=self._peak,
            answer=answer,
        )

    def _look(self, process: asyncio.subprocess.Process) -> None:
        now = self._clock()
        if self._told is not None:
            if now - self._told > self._grace:
                self._reason = (
                    f"{self._reason}; it did not stop within {self._grace:g} s and was killed"
                )
                _kill_group(process.pid)
                self._told = now
            return
        memory = memory_of(process.pid)
        self._peak = max(self._peak, memory)
        if memory > self._memory:
            self._reason = (
                f"it took {memory:,} bytes of memory, more than the {self._memory:,} of "
                "service.crawl_memory"
            )
        elif now - self._begun > self._seconds:
            self._reason = f"it took longer than the {self._seconds:g} s of service.crawl_time"
        elif self._stopping.is_set():
            self._reason = STOPPED
        if self._reason is not None:
            self._told = now
            with suppress(ProcessLookupError):
                process.terminate()

    def _why(self, status: int, answer: dict[str, Any]) -> str | None:
        """Return the reason for an end that was none in order."""
        if "error" in answer:
            return str(answer["error"])
        if answer and self._reason == STOPPED:
            return None  # it stopped in order, and its own report says so
        if self._reason is not None:
            return self._reason
        if answer:
            return None
        if status < 0:
            return self._killed(-status)
        return f"it ended with exit status {status} and no answer: a bug, which its log shows"

    def _killed(self, number: int) -> str:
        name = signal.Signals(number).name
        if number != signal.SIGKILL:
            return f"it was ended by {name}"
        after = out_of_memory_kills()
        if after is not None and self._oom_before is not None and after > self._oom_before:
            return "the kernel killed it: the container was out of memory"
        return "it was killed by SIGKILL: by the kernel for want of memory, or by hand"


async def _talk(process: asyncio.subprocess.Process, task: bytes) -> dict[str, Any]:
    """Write the task, leave the pipe open as the child's sign that we live, and return
    its answer.
    """
    if process.stdin is None or process.stdout is None:
        raise TypeError("the child was started without pipes")
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(task)
        await process.stdin.drain()
    lines = (await process.stdout.read()).splitlines()
    try:
        answer = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _kill_group(pid: int) -> None:
    """Kill what is left of the child's session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
