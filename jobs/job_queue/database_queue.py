"""The queue in PostgreSQL: adding jobs, and asking how they are."""

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString

import psycopg
from procrastinate import App, PsycopgConnector, exceptions
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from crawler.config import EngineConfig
from jobs.job_queue import queue_queries as queries
from jobs.job_queue import queue_rows as rows
from jobs.job_queue.engine_address import connection_text
from jobs.job_queue.job_values import (
    Attempt,
    AttemptResult,
    Enqueued,
    JobState,
    QueuedJob,
    QueueOverview,
)
from jobs.job_queue.open_queue import IsDue
from jobs.job_queue.patience import patiently
from jobs.job_queue.queue_tables import require_tables, unusable

TASK = "palimpsest"
"""Name of procrastinate's only task."""

LOOK_EVERY = 1.0
"""Seconds between two looks at jobs that are waited for."""

Execute = Callable[[str, Mapping[str, Any]], Awaitable[list[dict[str, Any]]]]

_NO_DATABASE = (psycopg.Error, exceptions.ConnectorException, OSError)


class DatabaseQueue:
    """The queue of one engine. Belongs to one event loop."""

    def __init__(self, config: EngineConfig, *, connections: int = 4) -> None:
        self.config = config
        self.connector = PsycopgConnector(
            conninfo=connection_text(config),
            min_size=1,
            max_size=connections,
            timeout=max(1.0, config.silence.total_seconds() / 6),
            # who uses a connection tries again anyhow: to try it first doubles what a job costs
            pool_factory=lambda **given: AsyncConnectionPool(**(given | {"check": None})),
            kwargs={"autocommit": True},  # each question is one statement
        )
        self.app = App(connector=self.connector)

    async def open(self) -> None:
        """Open the connections, making the tables where there are none."""
        await require_tables(self.config)
        async with self._trying():
            await self.connector.open_async()

    async def close(self) -> None:
        """Close the connections."""
        await self.connector.close_async()

    @asynccontextmanager
    async def _trying(self) -> AsyncIterator[None]:
        try:
            yield
        except _NO_DATABASE as error:
            raise unusable(self.config, error) from error

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Execute]:
        """Open a transaction, and give what carries statements out in it."""
        async with (
            self._trying(),
            self.connector.pool.connection() as connection,
            connection.transaction(),
            connection.cursor(row_factory=dict_row) as cursor,
        ):

            async def execute(query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
                await cursor.execute(query.encode(), values)
                return await cursor.fetchall() if cursor.description is not None else []

            yield execute

    async def renew_connections(self) -> None:
        """Throw connections away that a restart of the database has cut."""
        await self.connector.pool.check()

    async def ask(self, query: LiteralString, **values: object) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        async with self._trying():
            found: list[dict[str, Any]] = await self._renewed(
                lambda: self.connector.execute_query_all_async(query, **values)
            )
            return found

    async def tell(self, query: LiteralString, **values: object) -> None:
        """Carry a statement out."""
        async with self._trying():
            await self._renewed(lambda: self.connector.execute_query_async(query, **values))

    async def _renewed(self, asking: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        """Return what is asked for, with new connections if the old ones were cut."""
        try:
            return await asking()
        except exceptions.ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.OperationalError):
                raise
        await self.renew_connections()
        return await asking()

    async def enqueue(self, jobs: Sequence[QueuedJob]) -> list[Enqueued]:
        """Add jobs. One whose entry has one waiting is not added; that one's number is given."""
        if not jobs:
            return []
        async with self._transaction() as execute:
            return await self._add(execute, jobs)

    async def call(
        self, call: str, jobs: Callable[[], Sequence[QueuedJob]]
    ) -> tuple[list[int], bool]:
        """Return the numbers of a call's jobs, and whether they are those of one that was killed.

        Where there are none, ``jobs`` are added.
        """
        async with self._transaction() as execute:
            await execute(queries.LOCK_CALL, {"call": call})
            known = await execute(queries.CALLED, {"call": call})
            if known and set(known[0]["good"]) == set(known[0]["jobs"]):
                return list(known[0]["jobs"]), True
            if known:
                await execute(queries.WITHDRAW, {"jobs": known[0]["jobs"]})
            numbers = [one.id for one in await self._add(execute, jobs())]
            await execute(queries.CALL, {"call": call, "jobs": numbers})
            return numbers, False

    async def end_call(self, call: str, jobs: Sequence[int]) -> None:
        """Forget a call: a further one begins anew."""
        await self.tell(queries.END_CALL, call=call, jobs=list(jobs))

    async def trim(self, jobs: Sequence[int]) -> None:
        """Forget what jobs brought and answered that went well: somebody has read it."""
        await self.tell(queries.TRIM, jobs=list(jobs))

    async def fire(self, entry: str, is_due: IsDue, jobs: Sequence[QueuedJob]) -> list[Enqueued]:
        """Add an entry's jobs, if it is due. Of several that fire it at once, one does."""
        async with self._transaction() as execute:
            await execute(queries.LOCK_ENTRY, {"entry": entry})
            (row,) = await execute(queries.FIRED, {"entry": entry})
            moment = is_due(row["fired"], row["now"])
            if moment is None:
                return []
            await execute(queries.FIRE, {"entry": entry, "moment": moment})
            return await self._add(execute, jobs)

    async def _add(self, execute: Execute, jobs: Sequence[QueuedJob]) -> list[Enqueued]:
        added = []
        for job in jobs:
            values = {
                "queue": job.queue,
                "task": TASK,
                "priority": job.priority,
                "lock": job.site,
                "once": job.once,
                "args": json.dumps(job.arguments()),
            }
            found: list[dict[str, Any]] = []
            while not found:  # one that waited may have been taken meanwhile
                found = await execute(queries.ADD, values) or await execute(
                    queries.WAITING, {"once": job.once}
                )
            added.append(Enqueued(id=found[0]["id"], fresh=found[0]["fresh"]))
        return added

    async def states(self, jobs: Sequence[int]) -> dict[int, JobState]:
        """Return how these jobs are. One that was forgotten has none."""
        found = await self.ask(queries.STATES, jobs=list(jobs))
        return {one.id: one for one in rows.job_states(found)}

    async def wait(
        self, jobs: Sequence[int], seen: Callable[[Mapping[int, JobState]], Awaitable[None] | None]
    ) -> dict[int, JobState]:
        """Wait until these jobs, and those that they hand on, are done. Returns how they ended.

        A database that is away is waited for, ten minutes at most. What has ended is not asked for
        again: answers may be large, and a job that went well is forgotten after a day.
        """
        wanted = list(dict.fromkeys(jobs))
        states: dict[int, JobState] = {}

        async def look() -> None:
            open_ones = [
                one for one in wanted if one not in states or not states[one].status.is_final
            ]
            found = states | await self.states(open_ones)
            states.clear()
            states.update((one, found[one]) for one in wanted if one in found)
            told = seen(states)
            if inspect.isawaitable(told):
                await told

        while True:
            await patiently(look)
            new = rows.handed_on(states.values(), wanted)
            wanted += new
            if not new and all(state.status.is_final for state in states.values()):
                return states
            await asyncio.sleep(LOOK_EVERY)

    async def withdraw(self, jobs: Sequence[int]) -> int:
        """Withdraw those of the jobs that wait still. Returns how many those were."""
        return len(await self.ask(queries.WITHDRAW, jobs=list(jobs)))

    async def busy_sites(self) -> frozenset[str]:
        """Return the sites that have a job waiting or being done."""
        return frozenset(row["lock"] for row in await self.ask(queries.BUSY))

    async def attempts(self, job: int) -> list[Attempt]:
        """Return what was tried of a job, in order."""
        return [rows.attempt(row) for row in await self.ask(queries.ATTEMPTS, job=job)]

    async def begin_attempt(self, job: int, number: int, run: str | None, worker: str) -> None:
        """Note that an attempt begins."""
        await self.tell(queries.BEGIN_ATTEMPT, job=job, number=number, run=run, worker=worker)

    async def end_attempt(
        self,
        job: int,
        number: int,
        result: AttemptResult,
        reason: str | None,
        answer: Mapping[str, Any],
        *,
        site: str | None = None,
        delay: float = 0.0,
        further: Sequence[QueuedJob] = (),
    ) -> None:
        """Note how an attempt ended; and when its site, if it asked one, may be asked again.

        The jobs that it hands on are added with its end or not at all, and once, however often.
        """
        async with self._transaction() as execute:
            mine = {"job": job, "number": number}
            if not await execute(queries.LOCK_ATTEMPT, mine):
                return
            handed_on = [one.id for one in await self._add(execute, further)]
            told = {**answer, rows.HANDED_ON: handed_on} if handed_on else answer
            await execute(
                queries.END_ATTEMPT,
                mine
                | {"result": result.value, "reason": reason, "answer": json.dumps(told)}
                | {"site": site, "delay": delay},
            )

    async def rest_of(self, site: str) -> float:
        """Return for how many seconds a site is still to be left alone."""
        found = await self.ask(queries.REST, site=site)
        return max(0.0, float(found[0]["seconds"])) if found else 0.0

    async def overview(self) -> QueueOverview:
        """Return the queue and its workers at this moment."""
        counts, oldest, workers, again, failed = [
            await self.ask(query)
            for query in (
                queries.COUNTS,
                queries.OLDEST,
                queries.WORKERS,
                queries.RETRIED,
                queries.FAILED,
            )
        ]
        return QueueOverview(
            counts={row["status"]: row["number"] for row in counts},
            oldest=oldest[0]["age"] if oldest else None,
            workers=rows.worker_states(workers),
            retried=rows.job_states(again),
            failed=rows.job_states(failed),
        )

    async def tidy(self) -> None:
        """Forget jobs that ended long ago: those that went well sooner than the others."""
        async with self._trying():
            manager = self.app.job_manager
            await manager.delete_old_jobs(nb_hours=rows.KEEP_HOURS)
            await manager.delete_old_jobs(
                nb_hours=rows.KEEP_FAILED_HOURS,
                include_failed=True,
                include_cancelled=True,
                include_aborted=True,
            )
        await self.tell(queries.FORGET_CALLS)
