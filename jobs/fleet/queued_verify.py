"""An archive verified by workers: each range of keys is a job, and what they say is added up."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from crawler.codec import decode, encode
from crawler.config import Config
from crawler.verify import KeyRange, VerifiedRange, ranges_of
from jobs.children.ended import JobFailed
from jobs.job_queue import JobQueue, JobState, JobStatus, QueuedJob, open_queue

RANGES_A_PLACE = 4
"""Jobs for each job that the workers do at one time: so nobody waits long for the last."""
MAX_RANGES = 256
NOBODY_AFTER = 3
"""Looks, about one a second, after which somebody is told that no worker runs."""


def verified_by_workers(
    config: Config, trusted: Sequence[str], nobody: Callable[[], None]
) -> Callable[[Sequence[str]], list[VerifiedRange]]:
    """Return what has ranges verified by workers. ``nobody`` is told where none runs.

    Raises ``EngineUnusable``, and ``JobFailed`` for a job that was given up.
    """
    return lambda articles: asyncio.run(_verified(config, articles, trusted, nobody))


async def _verified(
    config: Config, articles: Sequence[str], trusted: Sequence[str], nobody: Callable[[], None]
) -> list[VerifiedRange]:
    async with open_queue(config.engine) as queue:
        places = sum(one.places for one in (await queue.overview()).workers)
        most = min(MAX_RANGES, RANGES_A_PLACE * max(1, places))
        jobs = [_job(one, trusted) for one in ranges_of(articles, most)]
        numbers = [one.id for one in await queue.enqueue(jobs)]
        try:
            states = await queue.wait(numbers, _Watch(queue, nobody).saw)
        except BaseException:  # Ctrl-C: nobody asks for the rest any more
            await asyncio.shield(queue.withdraw(numbers))
            raise
    return [_range(states[number]) for number in numbers]


class _Watch:
    """Tells somebody where no worker runs."""

    def __init__(self, queue: JobQueue, nobody: Callable[[], None]) -> None:
        self._queue, self._nobody, self._looks = queue, nobody, 0

    async def saw(self, states: Mapping[int, JobState]) -> None:
        self._looks += 1
        waiting = any(one.status is JobStatus.TODO for one in states.values())
        if waiting and self._looks == NOBODY_AFTER and not (await self._queue.overview()).workers:
            self._nobody()


def _job(one: KeyRange, trusted: Sequence[str]) -> QueuedJob:
    body = {"first": one.first, "beyond": one.beyond, "trusted": list(trusted)}
    return QueuedJob(kind="verify", entry=f"verify from {one.first or 'the beginning'}", body=body)


def _range(state: JobState) -> VerifiedRange:
    """Return what a job came to. Raises ``JobFailed`` where it was given up."""
    last = state.last
    said = (last.answer or {}).get("verified") if last is not None else None
    if state.status is not JobStatus.SUCCEEDED or said is None:
        reason = (last.reason if last is not None else None) or "no reason was noted"
        raise JobFailed(
            f"job {state.id} ({state.entry}) was given up: {reason}",
            hint="Nothing was said of the archive. Mend the reason, and verify again.",
        )
    return decode(VerifiedRange, encode(said), what=f"the answer of job {state.id}")
