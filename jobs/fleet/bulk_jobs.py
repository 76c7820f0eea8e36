"""Bulk work split into jobs: enqueued, waited for, and what each answered in the order of jobs."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crawler.config import Config
from crawler.errors import UsageError
from jobs.children.ended import JobFailed
from jobs.children.task import Job
from jobs.job_queue import JobQueue, JobState, JobStatus, QueuedJob, open_queue

MAX_JOBS = 256
NOBODY_WORKS = "no worker runs: the jobs wait in the queue until `palimpsest worker` is started"
NOBODY_AFTER = 3
"""Looks, about one a second, after which somebody is told that no worker runs."""


def require_engine(config: Config, asked: str) -> None:
    """Raise ``UsageError`` unless ``--jobs`` was given what it takes, and there is an engine."""
    if asked != "engine":
        raise UsageError(f"--jobs takes `engine`, not {asked!r}")
    if config.engine.url is None:
        hint = "Set `engine` in config.yaml to postgresql+psycopg://user@host/database."
        raise UsageError(
            "--jobs engine needs an engine, and the configuration names none", hint=hint
        )


def done_by_workers(
    config: Config,
    kind: Job,
    bodies: Callable[[int], Sequence[Mapping[str, Any]]],
    *,
    a_place: int,
    nobody: Callable[[], None],
    progress: Callable[[int], None] = lambda _: None,
) -> list[Mapping[str, Any]]:
    """Have workers do jobs, and return what each answered.

    ``bodies`` is asked for so many jobs at most: ``a_place`` for each that the workers do at one
    time; ``nobody`` is told where no worker runs, and
    ``progress`` of the number of jobs that are done by now.

    Raises ``EngineUnusable``, and ``JobFailed`` for a job that was given up.
    """
    return asyncio.run(_done(config, kind, bodies, a_place, _Watch(nobody, progress)))


async def _done(
    config: Config,
    kind: Job,
    bodies: Callable[[int], Sequence[Mapping[str, Any]]],
    a_place: int,
    watch: "_Watch",
) -> list[Mapping[str, Any]]:
    async with open_queue(config.engine) as queue:
        places = sum(one.places for one in (await queue.overview()).workers)
        wanted = bodies(min(MAX_JOBS, a_place * max(1, places)))
        jobs = [
            QueuedJob(kind=kind, entry=f"{kind} {number} of {len(wanted)}", body=body)
            for number, body in enumerate(wanted, 1)
        ]
        numbers = [one.id for one in await queue.enqueue(jobs)]
        try:
            states = await queue.wait(numbers, lambda states: watch.saw(queue, states))
        except BaseException:  # Ctrl-C: nobody asks for the rest any more
            await asyncio.shield(queue.withdraw(numbers))
            raise
    return [_answer(states[number]) for number in numbers]


class _Watch:
    """Tells how far the jobs are, and where no worker runs."""

    def __init__(self, nobody: Callable[[], None], progress: Callable[[int], None]) -> None:
        self._nobody, self._progress, self._looks = nobody, progress, 0

    async def saw(self, queue: JobQueue, states: Mapping[int, JobState]) -> None:
        self._looks += 1
        self._progress(sum(one.status.is_final for one in states.values()))
        waiting = any(one.status is JobStatus.TODO for one in states.values())
        if waiting and self._looks == NOBODY_AFTER and not (await queue.overview()).workers:
            self._nobody()


def _answer(state: JobState) -> Mapping[str, Any]:
    """Return what a job answered. Raises ``JobFailed`` where it was given up."""
    last = state.last
    if state.status is not JobStatus.SUCCEEDED or last is None or last.answer is None:
        reason = (last.reason if last is not None else None) or "no reason was noted"
        raise JobFailed(
            f"job {state.id} ({state.entry}) was given up: {reason}",
            hint="Mend the reason, and call again.",
        )
    return last.answer
