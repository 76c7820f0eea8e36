"""The queue as a worker sees it: jobs are taken, kept alive, ended, and taken from the dead."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from procrastinate import exceptions, job_context, utils
from procrastinate import jobs as their_jobs
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker

from crawler import __version__
from crawler.config import EngineConfig
from crawler.errors import BadRecord, EngineUnusable
from crawler.lease import ClockReading
from jobs.job_queue import queue_queries as queries
from jobs.job_queue.database_queue import TASK, DatabaseQueue, Execute
from jobs.job_queue.guarded_manager import GuardedManager
from jobs.job_queue.job_values import QUEUES, GivenUp, PutBack, QueuedJob, TakenJob, backoff
from jobs.job_queue.open_queue import Doing
from jobs.job_queue.silence_watch import SilenceWatch
from jobs.observe import logs

if TYPE_CHECKING:
    from collections.abc import Callable

TURN = "turn"
"""Task of a row by which a crawl of an older release holds another site for one request."""

POLL_EVERY = 1.0
"""Seconds between two looks for a job, where none was found."""

BEATS = 6
"""Heartbeats in the time after which a silent worker is thought dead."""

AGAIN_AFTER = 2.0
"""Seconds after which a database that was away is asked again."""


class _Again(BaseRetryStrategy):
    """Puts a job back where that is what its end says."""

    def get_retry_decision(
        self,
        *,
        exception: BaseException,
        job: their_jobs.Job,  # noqa: ARG002
    ) -> RetryDecision | None:
        if not isinstance(exception, PutBack):
            return None
        return RetryDecision(retry_at=utils.utcnow() + timedelta(seconds=exception.seconds))


class WorkerQueue(DatabaseQueue):
    """The queue of one worker, that does several jobs at a time."""

    def __init__(
        self, config: EngineConfig, *, host: str, pid: int, places: int, doing: Doing
    ) -> None:
        super().__init__(config, connections=places + 3)
        self._places, self._doing = places, doing
        self._beat: ClockReading | None = None
        self._watch = SilenceWatch(
            config.silence.total_seconds(), longest_gap=config.silence.total_seconds() / 2
        )
        self.beaten: Callable[[ClockReading], None] = lambda _: None
        self.lost: Callable[[], None] = lambda: None
        self.clock: Callable[[], ClockReading] = ClockReading.now
        who = {"host": host, "pid": pid, "release": __version__, "places": places}
        self._manager = GuardedManager(
            self.connector,
            who=who,
            renew=self.renew_connections,
            beaten=self._noted,
            lost=self._was_lost,
        )
        self.app.job_manager = self._manager
        self.app.task(name=TASK, pass_context=True, retry=_Again())(self._do)
        self._gone = asyncio.Event()
        self._log = logs.logger()

    @property
    def beat_every(self) -> float:
        """Return the seconds between two heartbeats."""
        return self.config.silence.total_seconds() / BEATS

    @property
    def lease_seconds(self) -> float:
        """Return how long a lease is good: long enough before anybody thinks its worker dead."""
        return self.config.silence.total_seconds() / 2

    @property
    def renewed(self) -> ClockReading | None:
        """Return when the newest heartbeat was asked for that the database took.

        None where this worker was thought dead, and is not back yet.
        """
        return self._beat

    def _noted(self, asked: ClockReading) -> None:
        self._beat = asked
        self.beaten(asked)

    def _was_lost(self) -> None:
        self._log.error("this worker was thought dead: its jobs are others' by now")
        self._beat = None
        self.lost()
        self._gone.set()

    async def serve(self, stopping: asyncio.Event) -> None:
        """Do jobs until told to stop. A database that is away is waited for."""
        while not stopping.is_set():
            self._gone.clear()
            try:
                await self._work(stopping)
            except (exceptions.ConnectorException, EngineUnusable) as error:
                self._log.error("the engine's database cannot be used", error=str(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), AGAIN_AFTER)

    async def _work(self, stopping: asyncio.Event) -> None:
        worker = Worker(
            app=self.app,
            queues=list(QUEUES),
            concurrency=self._places,
            listen_notify=False,
            fetch_job_polling_interval=POLL_EVERY,
            install_signal_handlers=False,
            update_heartbeat_interval=self.beat_every,
        )
        running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        burying = asyncio.create_task(self._bury())
        ends = [asyncio.create_task(one.wait()) for one in (stopping, self._gone)]
        try:
            await asyncio.wait({running, *ends}, return_when=asyncio.FIRST_COMPLETED)
            worker.stop()  # type: ignore[no-untyped-call]
            while not running.done():  # procrastinate's own heart stops when it is told to
                await asyncio.wait({running}, timeout=self.beat_every)
                if not running.done() and worker.worker_id and not self._gone.is_set():
                    await self._manager.update_heartbeat(worker.worker_id)
            await running
        finally:
            for task in (burying, *ends):
                task.cancel()

    async def _do(self, context: job_context.JobContext, /, **arguments: Any) -> None:  # noqa: ANN401
        their = context.job
        if their.id is None or their.worker_id is None:
            raise TypeError("a job without a number or a worker")
        try:
            job = QueuedJob.of(
                arguments, site=their.lock, once=their.queueing_lock, priority=their.priority
            )
        except BadRecord as error:
            self._log.error("a job was given up", job=their.id, error=error.message)
            raise GivenUp(error.message) from error
        await self._doing(TakenJob(id=their.id, worker=their.worker_id, job=job))

    async def _bury(self) -> None:
        """Look again and again for jobs whose worker is dead."""
        while True:
            await asyncio.sleep(self.beat_every)
            try:
                await self.bury()
            except (exceptions.ConnectorException, EngineUnusable) as error:
                self._log.warning("the engine's database does not answer", error=str(error))

    async def bury(self) -> int:
        """Put back the jobs of workers that fell silent. Returns how many those were."""
        asked = self.clock()
        beats = {row["id"]: row["beat"] for row in await self.ask(queries.BEATS)}
        silent = self._watch.silent(beats, asked, self.clock())
        taken = [await self.ask(queries.BURY, worker=one, beat=beats[one]) for one in silent]
        dead = [row["id"] for rows in taken for row in rows]
        if dead:
            self._log.warning("workers fell silent", workers=dead)
        async with self._transaction() as execute:
            orphans = await execute(queries.ORPHANS, {})
            for row in orphans:
                await self._put_back(execute, row)
        return len(orphans)

    async def _put_back(self, execute: Execute, row: dict[str, Any]) -> None:
        job = {"job": row["id"]}
        if row["lock"] is not None:
            rest = {"site": row["lock"], "delay": _delay_of(row["args"])}
            await execute(queries.REST_AFTER_LOSS, rest)
        if row["task_name"] == TURN:
            await execute(queries.DROP_TURN, job)
            return
        reason = {"reason": "its worker fell silent: killed, frozen, or cut off"}
        await execute(queries.LOSE_ATTEMPT, job | reason)
        (counted,) = await execute(queries.COUNTED, job)
        (taken,) = await execute(queries.IS_SUPERSEDED, job)
        log = self._log.bind(job=row["id"], entry=row["args"].get("entry"), site=row["lock"])
        if counted["number"] >= self.config.attempts:
            await execute(queries.GIVE_UP, job)
            log.error("given up", attempts=counted["number"])
        elif taken["yes"]:
            await execute(queries.SUPERSEDE, job)
        else:
            seconds = {"seconds": backoff(self.config, counted["number"])}
            await execute(queries.AGAIN, job | seconds)
            log.warning("put back: its worker fell silent", **seconds)


def _delay_of(arguments: dict[str, Any]) -> float:
    """Return the seconds between two requests that a job's plan asks for."""
    limits = arguments.get("body", {}).get("plan", {}).get("limits", {})
    return float(limits.get("per_host_delay_ms", 0)) / 1000
