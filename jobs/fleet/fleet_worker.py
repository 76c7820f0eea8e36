"""``palimpsest worker``: one of many machines that carry out jobs of the queue.

Each job is done by a child process, as the service does its own.
"""

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import cast, get_args

from crawler.config import Config
from crawler.errors import BadRecord, EngineUnusable
from crawler.lease import ClockReading
from crawler.plan import Plan
from jobs.children import REST, Children, Ended, LeaseTerms, Renewals, Task
from jobs.children.close_run import close_run, recording_end
from jobs.children.task import Job
from jobs.fleet.crawl_attempts import (
    Verdict,
    begun_of,
    further_jobs,
    plan_of,
    resumed,
    stored_answer,
    verdict,
)
from jobs.job_queue import (
    Attempt,
    AttemptResult,
    GivenUp,
    PutBack,
    QueuedJob,
    TakenJob,
    backoff,
)
from jobs.job_queue.open_queue import worker_queue
from jobs.observe import logs
from jobs.schedule.archive_handle import ArchiveHandle

AGAIN_AFTER = 2.0
"""Seconds between two tries to reach a database that is away."""


class FleetWorker:
    """Takes jobs, so many at a time, until it is told to stop."""

    def __init__(
        self, config: Config, *, places: int, clock: Callable[[], datetime], plain_logs: bool
    ) -> None:
        self._config, self._clock, self._plain = config, clock, plain_logs
        self._children = Children(rest=REST)
        self._archive = ArchiveHandle(config, clock=clock)
        self._leases: dict[int, Renewals] = {}
        self._stopping = asyncio.Event()
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._queue = worker_queue(
            config.engine,
            host=socket.gethostname(),
            pid=os.getpid(),
            places=places,
            doing=self._do,
        )
        self._queue.beaten, self._queue.lost = self._renew, self._lose
        self._log = logs.logger(worker=self._name)

    async def run(self) -> int:
        """Work until SIGTERM or SIGINT. Returns the exit status. Raises ``EngineUnusable``."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        await self._queue.open()
        self._log.info("the worker takes jobs", engine=self._config.engine.shown_url)
        try:
            await self._queue.serve(self._stopping)
        finally:
            self._children.stop()
            await self._children.gone()
        await self._queue.close()
        self._archive.close()
        self._log.info("the worker has ended")
        return 0

    def _stop(self) -> None:
        if self._stopping.is_set():
            self._children.kill()
        self._children.stop()
        self._stopping.set()

    def _renew(self, asked: ClockReading) -> None:
        for lease in self._leases.values():
            lease.newest = asked

    def _lose(self) -> None:
        for lease in self._leases.values():
            lease.lost = True

    async def _do(self, taken: TakenJob) -> None:
        """Carry out a job. Raises ``PutBack`` or ``GivenUp`` where it is not done."""
        renewed = self._queue.renewed
        if self._stopping.is_set() or renewed is None:
            raise PutBack(0)
        lease = self._leases[taken.id] = Renewals(renewed)
        try:
            await self._attempt(taken, lease)
        except EngineUnusable as error:  # whoever finds the job without an end does it again
            self._log.error("the engine's database cannot be used", error=error.message)
            raise PutBack(AGAIN_AFTER) from error
        except (BadRecord, TypeError, ValueError) as error:
            self._log.error("a job was given up", job=taken.id, error=str(error))
            await self._refuse(taken, str(error))
            raise GivenUp(str(error)) from error
        finally:
            del self._leases[taken.id]

    async def _refuse(self, taken: TakenJob, reason: str) -> None:
        """Note why a job makes no sense, as an attempt that has failed."""
        before = await self._queue.attempts(taken.id)
        number = len(before)
        if not before or before[-1].ended is not None:  # it was found before one began
            number += 1
            await self._queue.begin_attempt(taken.id, number, None, self._name)
        await self._queue.end_attempt(taken.id, number, AttemptResult.FAILED, reason, {})

    async def _attempt(self, taken: TakenJob, lease: Renewals) -> None:
        before = await self._queue.attempts(taken.id)
        number = len(before) + 1
        plan = self._plan(taken, before)
        run = plan.run if plan is not None else None
        await self._queue.begin_attempt(taken.id, number, run, self._name)
        task, site = self._task(taken, plan, lease), taken.job.site
        await asyncio.to_thread(self._close_lost, before)
        if site is not None:
            await self._rest(site)
        log = self._log.bind(job=taken.id, entry=taken.job.entry, site=site, run=run)
        log.info("started", attempt=number)
        ended = await self._children.run(task, lease)
        if plan is not None and ended.reason is not None and not lease.lost:
            await asyncio.to_thread(self._close, plan, plan.run, ended.reason)
        told = self._stopping.is_set()
        found = verdict(ended, before, self._config.engine.attempts, is_told=told)
        while not (  # noqa: ASYNC110  # the database comes back, of which nothing tells
            lease.lost or await self._is_noted(taken, number, plan, ended, found)
        ):
            await asyncio.sleep(AGAIN_AFTER)
        if lease.lost:
            log.warning("the job is another's by now")
        else:
            self._conclude(found, number, log)

    async def _is_noted(
        self, taken: TakenJob, number: int, plan: Plan | None, ended: Ended, found: Verdict
    ) -> bool:
        """Return whether the queue knows how an attempt ended, or need not know it any more."""
        answer, kept = stored_answer(ended.answer), 0
        if plan is not None:
            kept = max(plan.limits.per_host_delay_ms, answer.get("delay_ms") or 0)
        try:
            await self._queue.end_attempt(
                taken.id,
                number,
                found.result,
                found.reason,
                answer,
                site=taken.job.site if plan is not None else None,
                delay=kept / 1000,
                further=self._further(taken, plan, ended) if plan is not None else (),
            )
        except EngineUnusable as error:
            self._log.warning("the end of a job cannot be noted yet", error=error.message)
            return self._stopping.is_set()
        return True

    def _further(self, taken: TakenJob, plan: Plan, ended: Ended) -> list[QueuedJob]:
        return further_jobs(
            taken.job, plan, ended.answer, now=self._clock(), randomness=secrets.token_bytes(4)
        )

    def _plan(self, taken: TakenJob, before: Sequence[Attempt]) -> Plan | None:
        """Return the plan of a crawl, None of another job."""
        if taken.job.kind != "crawl":
            return None
        return resumed(
            plan_of(taken.job), before, now=self._clock(), randomness=secrets.token_bytes(4)
        )

    def _task(self, taken: TakenJob, plan: Plan | None, lease: Renewals) -> Task:
        if taken.job.kind not in get_args(Job):
            raise ValueError(f"no worker of this release does a job of kind {taken.job.kind!r}")
        terms = LeaseTerms(
            site=taken.job.site or "",
            seconds=self._queue.lease_seconds,
            renewed=lease.newest,
            begun=begun_of(taken.job),
        )
        return Task(
            job=cast("Job", taken.job.kind),
            config=self._config,
            plan=plan,
            body=taken.job.body,
            lease=terms,
            plain_logs=self._plain,
        )

    async def _rest(self, site: str) -> None:
        """Leave a site alone for as long as it is due since the last request, whoever made it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), await self._queue.rest_of(site))

    def _close_lost(self, before: Sequence[Attempt]) -> None:
        """Give an end to the runs of earlier attempts whose workers are dead."""
        for one in before:
            if one.run is not None and one.result is AttemptResult.LOST:
                self._close(None, one.run, "its worker fell silent")

    def _close(self, plan: Plan | None, run: str, reason: str) -> None:
        """Give a run an end whose child came to none."""
        with recording_end(run):
            if self._archive.refresh():
                archive, index = self._archive.archive, self._archive.index
                close_run(archive, index, plan, run, reason, clock=self._clock)

    def _conclude(self, found: Verdict, attempts: int, log: logs.Logger) -> None:
        """Raise what ends the attempt, unless the job is done."""
        if found.result is AttemptResult.OK:
            log.info("ended")
            return
        if found.is_final:
            log.error("given up", reason=found.reason, attempts=attempts)
            raise GivenUp(found.reason)
        seconds = backoff(self._config.engine, found.failures) if found.failures else 0.0
        log.warning("put back", reason=found.reason, again_in=seconds)
        raise PutBack(seconds)
