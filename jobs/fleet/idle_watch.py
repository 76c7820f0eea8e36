"""Tells who waits for jobs that nobody is there to do them."""

from collections.abc import Callable, Mapping

from jobs.job_queue import JobQueue, JobState, JobStatus

NOBODY_WORKS = "no worker runs: the jobs wait in the queue until `palimpsest worker` is started"

AFTER = 4
"""Looks at the queue, one a second, after which it is said."""


class IdleWatch:
    """Looks at waiting jobs, and says once that no worker runs where that is so."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say, self._looks = say, 0

    async def saw(self, queue: JobQueue, states: Mapping[int, JobState]) -> None:
        """Take how the jobs are that somebody waits for."""
        self._looks += 1
        waiting = any(one.status is JobStatus.TODO for one in states.values())
        if waiting and self._looks == AFTER and not (await queue.overview()).workers:
            self._say(NOBODY_WORKS)
