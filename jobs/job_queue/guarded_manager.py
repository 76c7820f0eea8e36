"""Procrastinate's job manager, for workers that may be frozen and databases that may be restarted.

Procrastinate's own ends a job whoever has it by now, and its worker stops at an error of the
database.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, LiteralString

from procrastinate import exceptions, jobs, manager, sql, utils

from crawler.lease import ClockReading
from jobs.job_queue import queue_queries as queries

log = logging.getLogger("palimpsest")

AGAIN_AFTER = 1.0
"""Seconds between two tries to tell the database what came of a job."""

_BEAT = """
UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %(worker)s RETURNING id
"""
_MINE = """
(SELECT id FROM procrastinate_jobs
 WHERE id = %(job)s AND status = 'doing' AND worker_id = %(worker)s FOR UPDATE) AS mine
"""
_FINISH = f"""
SELECT procrastinate_finish_job_v1(mine.id, %(status)s::procrastinate_job_status, false)
FROM {_MINE}
"""  # noqa: S608  # constants
_RETRY = f"""
SELECT procrastinate_retry_job_v2(mine.id, %(at)s, NULL, NULL, NULL) FROM {_MINE}
"""  # noqa: S608  # constants


class GuardedManager(manager.JobManager):
    """Touches only jobs that this worker has, and waits for a database that is away."""

    def __init__(
        self,
        connector: Any,  # noqa: ANN401  # procrastinate has several
        *,
        who: Mapping[str, Any],
        renew: Callable[[], Awaitable[None]],
        beaten: Callable[[ClockReading], None],
        lost: Callable[[], None],
    ) -> None:
        super().__init__(connector)
        self._who, self._beaten, self._lost, self._renew = who, beaten, lost, renew
        self.given_up = False
        """Set when the worker is to end though the database does not answer."""

    async def register_worker(self) -> int:
        """Register the worker, with who it is. Returns its number."""
        asked = ClockReading.now()
        number = await super().register_worker()
        await self.connector.execute_query_async(queries.REGISTER, worker=number, **self._who)
        self._beaten(asked)
        return number

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:  # noqa: ARG002
        """Leave the workers as they are: a step of the database's clock makes none of them dead."""
        return []

    async def update_heartbeat(self, worker_id: int) -> None:
        """Renew the heartbeat, and tell whether it was.

        A worker that was silent for too long has no row any more, and no jobs.
        """
        asked = ClockReading.now()
        try:
            rows = await self.connector.execute_query_all_async(_BEAT, worker=worker_id)
        except exceptions.ConnectorException as error:
            log.warning("the engine's database does not answer: %s", error.__cause__ or error)
            await self._renew()
            return
        if rows:
            self._beaten(asked)
        else:
            self._lost()

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> jobs.Job | None:
        """Return the next job; None where the database is away, or a lock was just taken."""
        try:
            return await super().fetch_job(queues=queues, worker_id=worker_id)
        except exceptions.UniqueViolation:  # the lock was taken, by a turn of an older release's
            return None
        except exceptions.ConnectorException as error:
            log.warning("no job could be taken: %s", error.__cause__ or error)
            return None

    async def finish_job(self, job: jobs.Job, status: jobs.Status, delete_job: bool) -> None:  # noqa: ARG002, FBT001
        """Note how the job ended, if it is this worker's still."""
        await self._surely(_FINISH, job, status=status.value)

    async def retry_job(
        self,
        job: jobs.Job,
        retry_at: datetime | None = None,
        priority: int | None = None,  # noqa: ARG002
        queue: str | None = None,  # noqa: ARG002
        lock: str | None = None,  # noqa: ARG002
    ) -> None:
        """Put the job back, if it is this worker's still.

        Where another one of its entry waits already, that one takes its place.
        """
        try:
            await self._surely(_RETRY, job, at=retry_at or utils.utcnow())
        except exceptions.UniqueViolation:
            await self._surely(_FINISH, job, status=jobs.Status.ABORTED.value)

    async def unregister_worker(self, worker_id: int) -> None:
        """Take the worker out, if the database answers. Others do, where it does not."""
        try:
            await self.connector.execute_query_async(
                sql.queries["unregister_worker"], worker_id=worker_id
            )
        except exceptions.ConnectorException as error:
            log.warning("the engine's database does not answer: %s", error.__cause__ or error)

    async def _surely(self, query: LiteralString, job: jobs.Job, **values: object) -> None:
        """Ask until the database answers."""
        while not self.given_up:
            try:
                await self.connector.execute_query_async(
                    query, job=job.id, worker=job.worker_id, **values
                )
            except exceptions.UniqueViolation:
                raise
            except exceptions.ConnectorException as error:
                log.warning("the end of a job cannot be noted yet: %s", error.__cause__ or error)
                await self._renew()
                await asyncio.sleep(AGAIN_AFTER)
            else:
                return
