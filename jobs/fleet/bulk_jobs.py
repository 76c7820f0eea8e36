"""Bulk work split into jobs: enqueued, waited for, and what each answered in the order of jobs."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler import __version__
from crawler.codec import canonical_json, sha256
from crawler.config import Config
from crawler.errors import UsageError
from jobs.children.ended import JobFailed
from jobs.children.task import Job
from jobs.fleet.idle_watch import IdleWatch
from jobs.job_queue import JobQueue, JobState, JobStatus, QueuedJob, open_queue
from jobs.job_queue.open_queue import require_libraries, require_named_engine
from jobs.job_queue.patience import patiently
from jobs.terminal.screen import Screen

MAX_JOBS = 256
GOES_ON = "the same call was killed before: its jobs are waited for, and not begun anew"


def require_engine(config: Config, asked: str) -> None:
    """Raise ``UsageError`` unless ``--jobs`` was given what it takes, and there is an engine."""
    if asked != "engine":
        raise UsageError(f"--jobs takes `engine`, not {asked!r}")
    require_named_engine(config.engine, "no worker takes jobs")
    require_libraries()


@dataclass(frozen=True, slots=True)
class BulkWatcher:
    """Who is told how bulk work goes on."""

    say: Callable[[str], None]
    """Takes a sentence for people."""
    progress: Callable[[int, int], None]
    """Takes how many jobs are done, of how many."""

    @classmethod
    def on(
        cls, screen: Screen, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> "BulkWatcher":
        """Return one that writes its sentences to a screen."""
        return cls(lambda told: screen.print(told, soft_wrap=True), progress)


def call_of(config: Config, kind: Job, what: Mapping[str, Any]) -> str:
    """Return what the same call on the same archive has in common with this one, and no other."""
    told = {"kind": kind, "store": config.store.url, "release": __version__, **what}
    return f"{kind} {sha256(canonical_json(told))}"


def done_by_workers(
    config: Config,
    kind: Job,
    bodies: Callable[[int], Sequence[Mapping[str, Any]]],
    *,
    call: str,
    a_place: int,
    watcher: BulkWatcher,
) -> list[Mapping[str, Any]]:
    """Have workers do jobs, and return what each answered.

    ``bodies`` is asked for so many jobs at most: ``a_place`` for each that the workers do at one
    time. It is not asked where a call of the same name was killed: its jobs are waited for.

    Raises ``EngineUnusable``, and ``JobFailed`` for a job that was given up.
    """
    return asyncio.run(_done(config, _Wanted(kind, bodies, call, a_place), BulkWatch(watcher)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What workers are to do."""

    kind: Job
    bodies: Callable[[int], Sequence[Mapping[str, Any]]]
    call: str
    a_place: int

    def jobs(self, places: int) -> list[QueuedJob]:
        """Return the jobs, for workers with so many places."""
        wanted = self.bodies(min(MAX_JOBS, self.a_place * max(1, places)))
        return [
            QueuedJob(kind=self.kind, entry=f"{self.kind} {number} of {len(wanted)}", body=body)
            for number, body in enumerate(wanted, 1)
        ]


async def _done(config: Config, wanted: _Wanted, watch: "BulkWatch") -> list[Mapping[str, Any]]:
    async with open_queue(config.engine) as queue:
        places = sum(one.places for one in (await queue.overview()).workers)
        numbers, known = await queue.call(wanted.call, lambda: wanted.jobs(places))
        if known:
            watch.watcher.say(GOES_ON)
        try:
            states = await queue.wait(numbers, lambda states: watch.saw(queue, states))
        except BaseException:  # Ctrl-C: nobody asks for the rest any more
            await asyncio.shield(queue.withdraw(numbers))
            await asyncio.shield(queue.end_call(wanted.call, numbers))
            raise
        await patiently(lambda: queue.end_call(wanted.call, numbers))
    return [answer_of(states[number]) for number in numbers]


class BulkWatch:
    """Tells how far the jobs are, and where no worker runs."""

    def __init__(self, watcher: BulkWatcher) -> None:
        self.watcher, self._idle = watcher, IdleWatch(watcher.say)

    async def saw(self, queue: JobQueue, states: Mapping[int, JobState]) -> None:
        """Tell how jobs are."""
        self.watcher.progress(sum(one.status.is_final for one in states.values()), len(states))
        await self._idle.saw(queue, states)


def answer_of(state: JobState) -> Mapping[str, Any]:
    """Return what a job answered. Raises ``JobFailed`` where it was given up."""
    last = state.last
    if state.status is JobStatus.CANCELLED:
        raise JobFailed(
            f"job {state.id} ({state.entry}) was withdrawn: somebody interrupted the same call",
            hint="Call again.",
        )
    if state.status is not JobStatus.SUCCEEDED or last is None or last.answer is None:
        reason = (last.reason if last is not None else None) or "no reason was noted"
        raise JobFailed(
            f"job {state.id} ({state.entry}) was given up: {reason}",
            hint="Mend the reason, and call again.",
        )
    return last.answer
