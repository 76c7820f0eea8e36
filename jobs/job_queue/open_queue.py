"""Opening the queue: only here are procrastinate and the database's driver loaded."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from crawler.config import EngineConfig
from crawler.errors import UsageError
from jobs.job_queue.job_values import (
    Enqueued,
    JobState,
    QueuedJob,
    QueueOverview,
    TablesState,
    TakenJob,
)

if TYPE_CHECKING:
    from jobs.job_queue.worker_queue import WorkerQueue

Doing = Callable[[TakenJob], Awaitable[None]]
"""Does a job. Raises ``PutBack`` and ``GivenUp``."""

IsDue = Callable[[datetime | None, datetime], datetime | None]
"""Given when an entry fired last and the present by the database's clock, returns the moment as
which it fires now; None where it is not due.
"""


class JobQueue(Protocol):
    """The queue, as those see it who give jobs and ask about them.

    Every method raises ``EngineUnusable`` where the database cannot be used.
    """

    async def enqueue(self, jobs: Sequence[QueuedJob]) -> list[Enqueued]:
        """Add jobs. One whose entry has one waiting is not added; that one's number is given."""

    async def call(
        self, call: str, jobs: Callable[[], Sequence[QueuedJob]]
    ) -> tuple[list[int], bool]:
        """Return the numbers of a call's jobs, and whether they are those of one that was killed.

        Where there are none, ``jobs`` are added.
        """

    async def end_call(self, call: str, jobs: Sequence[int]) -> None:
        """Forget a call: a further one begins anew."""

    async def trim(self, jobs: Sequence[int]) -> None:
        """Forget what jobs brought and answered that went well: somebody has read it."""

    async def fire(self, entry: str, is_due: IsDue, jobs: Sequence[QueuedJob]) -> list[Enqueued]:
        """Add an entry's jobs, if it is due. Of several that fire it at once, one does."""

    async def states(self, jobs: Sequence[int]) -> dict[int, JobState]:
        """Return how these jobs are."""

    async def wait(
        self, jobs: Sequence[int], seen: Callable[[Mapping[int, JobState]], Awaitable[None] | None]
    ) -> dict[int, JobState]:
        """Wait until these jobs, and those that they hand on, are done. Returns how they ended.

        ``seen`` is told how they are, about once a second.
        """

    async def withdraw(self, jobs: Sequence[int]) -> int:
        """Withdraw those of the jobs that wait still. Returns how many those were."""

    async def busy_sites(self) -> frozenset[str]:
        """Return the sites that have a job waiting or being done."""

    async def overview(self) -> QueueOverview:
        """Return the queue and its workers at this moment."""

    async def tidy(self) -> None:
        """Forget jobs that ended long ago."""

    async def close(self) -> None:
        """Close the connections."""


@asynccontextmanager
async def open_queue(config: EngineConfig) -> AsyncIterator[JobQueue]:
    """Open the queue of an engine, making its tables where they are not there yet.

    Raises ``EngineUnusable``, and ``UsageError`` where its libraries are not installed.
    """
    queue = await opened_queue(config)
    try:
        yield queue
    finally:
        await queue.close()


async def opened_queue(config: EngineConfig) -> JobQueue:
    """Return the opened queue, for who closes it. Raises as ``open_queue`` does."""
    require_libraries()
    from jobs.job_queue.database_queue import DatabaseQueue

    queue = DatabaseQueue(config)
    await queue.open()
    return queue


async def looked_at(config: EngineConfig) -> tuple[TablesState, QueueOverview | None]:
    """Return how the tables of an engine stand, and the queue where they are up to date.

    Changes nothing. Raises as ``open_queue`` does.
    """
    require_libraries()
    from jobs.job_queue.queue_tables import tables_state

    state = await tables_state(config)
    if state.made_for is None or state.is_behind:
        return state, None
    async with open_queue(config) as queue:
        return state, await queue.overview()


def worker_queue(
    config: EngineConfig, *, host: str, pid: int, places: int, doing: Doing
) -> "WorkerQueue":
    """Return the queue as a worker sees it. Raises ``UsageError`` as ``open_queue`` does."""
    require_libraries()
    from jobs.job_queue.worker_queue import WorkerQueue

    return WorkerQueue(config, host=host, pid=pid, places=places, doing=doing)


def require_named_engine(config: EngineConfig, consequence: str) -> None:
    """Raise ``UsageError`` where the configuration names no engine, with what follows from that."""
    if config.url is None:
        raise UsageError(
            f"the configuration names no engine, so {consequence}",
            hint="Set `engine` in config.yaml to postgresql+psycopg://user@host/database. Without "
            "one, `palimpsest run` and `crawl` fetch by themselves.",
        )


async def require_usable(config: EngineConfig) -> None:
    """Raise, as ``open_queue`` does, where the queue of an engine cannot be used."""
    async with open_queue(config):
        pass


def require_libraries() -> None:
    """Raise ``UsageError`` where the libraries of an engine are not installed."""
    try:
        import procrastinate  # noqa: F401
        import psycopg_pool  # noqa: F401
    except ImportError as error:
        raise UsageError(
            f"an engine needs a library that is not installed: {error.name}",
            hint="Install it with the extra: pip install 'palimpsest-archive[engine]'.",
        ) from error
