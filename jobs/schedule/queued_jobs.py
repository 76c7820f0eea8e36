"""What the service's jobs do where the configuration names an engine.

They put plans into the queue, for workers on any number of machines, and follow what comes of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from crawler.config import Config, Schedule, SourceConfig
from crawler.errors import EngineUnusable, IndexUnusable, PalimpsestError, StoreError
from crawler.identity import site_of
from crawler.plan import Plan
from jobs.children import ChildAnswer, Ended, EndedBy
from jobs.job_queue import Enqueued, JobQueue, JobState, JobStatus, QueuedJob, crawl_jobs
from jobs.job_queue.queue_handle import QueueHandle
from jobs.job_queue.site_plans import URGENT
from jobs.observe import logs
from jobs.revisit.revisit_queue import DueCheck
from jobs.schedule.scheduled_jobs import RETENTION_EVERY, every
from jobs.schedule.service_jobs import ServiceContext, ServiceJobs
from jobs.schedule.triggers import due_moment

AGAIN_AFTER = 5.0
"""Seconds after which a database that is away is asked again."""


class QueuedJobs(ServiceJobs):
    """The jobs of one configuration, carried out by workers."""

    def __init__(self, config: Config, context: ServiceContext, handle: QueueHandle) -> None:
        super().__init__(config, context)
        self._handle = handle
        self._following: set[asyncio.Task[None]] = set()

    async def crawl(self, source: SourceConfig) -> None:
        """Enqueue the crawl of one source, once over all schedulers, and see how it ends."""
        if source.schedule is None:
            return
        entry = f"crawl {source.name}"
        jobs = crawl_jobs(self._crawl_plan(source), entry, once=entry)
        enqueued = await self._fire(entry, source.schedule, jobs)
        if enqueued:
            await self._follow("crawl", [one.id for one in enqueued])

    async def revisit(self) -> None:
        """Enqueue the articles that are due, but for those whose site has a job. They stay due."""
        try:
            queue = await self._handle.get()
            busy = await queue.busy_sites()
            due = await asyncio.to_thread(self._due, busy)
        except (StoreError, IndexUnusable, EngineUnusable) as error:
            logs.logger(job="revisit").error(
                "what is due could not be learned", error=error.message
            )
            return
        if not due:
            return
        jobs = crawl_jobs(self._revisit_plan(due), "revisit", once="revisit")
        enqueued = await self._fire("revisit", every(self._config.service.revisit_every), jobs)
        taken = {
            job.site: one.id for job, one in zip(jobs, enqueued, strict=bool(enqueued)) if one.fresh
        }
        for site, checks in _by_site(due).items():
            if site in taken:
                self._beside(self._revisited(taken[site], checks))
            else:
                self.release(checks)

    async def _revisited(self, job: int, checks: Sequence[DueCheck]) -> None:
        try:
            await self._follow("revisit", [job])
        finally:
            self.release(checks)

    def _beside(self, work: Awaitable[None]) -> None:
        """Do this beside the timetable: one slow site must not hold up the others."""
        task = asyncio.ensure_future(work)
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _alone(self, job: Literal["learn", "checkpoint", "retention"]) -> None:
        """Do what one process does for the whole archive: here, once over all schedulers."""
        schedules = {
            "learn": every(self._config.service.learn_every),
            "checkpoint": self._config.checkpoint.schedule,
            "retention": every(RETENTION_EVERY),
        }
        schedule = schedules[job]
        if schedule is None or await self._is_fired(job, schedule):
            await super()._alone(job)

    async def once(
        self, entry: str, schedule: Schedule, work: Callable[[], Awaitable[None]]
    ) -> None:
        """Do what only one of several schedulers does at a time."""
        if await self._is_fired(entry, schedule):
            await work()

    async def _is_fired(self, entry: str, schedule: Schedule) -> bool:
        """Return whether this scheduler is the one that fires an entry now."""
        fired = []

        def is_due(last: datetime | None, now: datetime) -> datetime | None:
            moment = due_moment(schedule, last, now)
            fired.append(moment is not None)
            return moment

        try:
            await (await self._handle.get()).fire(entry, is_due, ())
        except PalimpsestError as error:
            logs.logger(job=entry).error("it could not be fired", error=error.message)
        return any(fired)

    async def _fire(
        self, entry: str, schedule: Schedule, jobs: Sequence[QueuedJob]
    ) -> list[Enqueued]:
        """Enqueue an entry's jobs, unless another scheduler has. Returns those that wait now."""
        enqueued = await self._surely_fired(entry, schedule, jobs)
        if enqueued:
            logs.logger(entry=entry).info(
                "enqueued",
                jobs=[one.id for one in enqueued if one.fresh],
                waiting=[one.id for one in enqueued if not one.fresh],
            )
        return enqueued

    async def _surely_fired(
        self, entry: str, schedule: Schedule, jobs: Sequence[QueuedJob]
    ) -> list[Enqueued]:
        """Fire an entry as soon as the database lets it: its next time may be a day away."""
        while not self._context.children.stopping:
            try:
                queue = await self._handle.get()
                return await queue.fire(
                    entry, lambda last, now: due_moment(schedule, last, now), jobs
                )
            except PalimpsestError as error:
                logs.logger(entry=entry).error("it cannot be enqueued yet", error=error.message)
                await asyncio.sleep(AGAIN_AFTER)
        return []

    async def carry_out(self, job: str, plan: Plan) -> Ended | None:
        """Have a plan carried out by workers. Returns how it ended.

        None where the service was told to stop before that: the jobs stay in the queue.
        """
        try:
            queue = await self._handle.get()
            enqueued = await queue.enqueue(crawl_jobs(plan, job, once=None, priority=URGENT))
        except PalimpsestError as error:
            return _failed(error)
        return await self._follow(job, [one.id for one in enqueued])

    async def _follow(self, job: str, numbers: Sequence[int]) -> Ended | None:
        """Wait until jobs are done, count them, and learn what they wrote."""
        states = await self._waited(numbers)
        if states is None:
            return None
        await asyncio.to_thread(self._learn_of, states)
        for state in states:
            seconds = sum(
                (one.ended - one.started for one in state.attempts if one.ended), timedelta()
            ).total_seconds()
            result = "ok" if state.status is JobStatus.SUCCEEDED else "failed"
            self._context.metrics.run_ended(job, result, seconds=seconds, memory=0)
        self._context.news()
        return ended_of(states)

    async def _waited(self, numbers: Sequence[int]) -> list[JobState] | None:
        """Return how jobs ended; None where the service was told to stop before."""
        stopping = asyncio.create_task(self._context.children.told_to_stop())
        try:
            while not stopping.done():
                waiting = asyncio.create_task(self._ended(numbers))
                await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not waiting.done():
                    waiting.cancel()
                    return None
                try:
                    return list(waiting.result().values())
                except PalimpsestError as error:
                    logs.logger().error("the engine cannot be asked", error=error.message)
                    await asyncio.wait({stopping}, timeout=AGAIN_AFTER)
            return None
        finally:
            stopping.cancel()

    async def _ended(self, numbers: Sequence[int]) -> dict[int, JobState]:
        queue: JobQueue = await self._handle.get()
        return await queue.wait(numbers, lambda _: None)

    def _learn_of(self, states: Sequence[JobState]) -> None:
        context = self._context
        try:
            if context.archive_handle.refresh():
                for run in (run for state in states for run in state.runs):
                    context.metrics_feed.follow(run)
                    context.metrics_feed.leave(context.archive_handle.index, run)
        except (StoreError, IndexUnusable) as error:
            logs.logger().error("what jobs wrote could not be learned", error=error.message)

    async def look_at_queue(self) -> None:
        """Set the figures of the queue."""
        try:
            overview = await (await self._handle.get()).overview()
        except PalimpsestError as error:
            logs.logger().error("the engine cannot be asked", error=error.message)
            self._context.metrics.engine_usable(yes=False)
            return
        self._context.metrics.engine_usable(yes=True)
        self._context.metrics.queued(
            overview.counts, oldest=overview.oldest, workers=len(overview.workers)
        )

    async def tidy(self) -> None:
        """Forget jobs that ended long ago."""
        try:
            await (await self._handle.get()).tidy()
        except PalimpsestError as error:
            logs.logger().error("the engine cannot be asked", error=error.message)


def jobs_of(config: Config, context: ServiceContext) -> ServiceJobs:
    """Return the jobs of a configuration: carried out here, or by workers."""
    if context.queue is None:
        return ServiceJobs(config, context)
    return QueuedJobs(config, context, context.queue)


def _by_site(due: Sequence[DueCheck]) -> dict[str | None, list[DueCheck]]:
    found: dict[str | None, list[DueCheck]] = {}
    for one in due:
        found.setdefault(site_of(one.url), []).append(one)
    return found


def ended_of(states: Sequence[JobState]) -> Ended:
    """Return how a plan ended that several jobs carried out."""
    answers = [one.last.answer or {} for one in states if one.last is not None]
    failed = next((one for one in states if one.status is JobStatus.FAILED), None)
    times = [one for state in states for one in state.attempts]
    begun = min((one.started for one in times), default=None)
    over = max((one.ended for one in times if one.ended), default=None)
    reason = failed.last.reason if failed is not None and failed.last is not None else None
    return Ended(
        by=EndedBy.ITSELF if failed is None else EndedBy.ERROR,
        reason=reason,
        seconds=(over - begun).total_seconds() if begun and over else 0.0,
        memory=0,
        answer=ChildAnswer(
            error=(reason or "it was given up") if failed is not None else None,
            exit_code=max((int(one.get("exit_code", 0)) for one in answers), default=0),
            list_pages=tuple(page for one in answers for page in one.get("list_pages", ())),
        ),
    )


def _failed(error: PalimpsestError) -> Ended:
    answer = ChildAnswer(error=error.message, hint=error.hint, exit_code=error.exit_code)
    return Ended(by=EndedBy.ERROR, reason=error.message, seconds=0.0, memory=0, answer=answer)
