"""What the service's jobs do.

Make a plan, wait for a turn, let a child carry it out, and see to its end.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.collection import leave_uncollected
from crawler.config import Config, Schedule, SourceConfig
from crawler.errors import IndexUnusable, StoreError
from crawler.identity import site_of
from crawler.index import Index
from crawler.plan import Plan, Trigger
from jobs.children import Children, Ended, JobResult, Task
from jobs.children.close_run import close_run, recording_end
from jobs.job_queue.queue_handle import QueueHandle
from jobs.observe import logs
from jobs.observe.metrics import Metrics
from jobs.planning import make_plan, revisit_plan
from jobs.process import is_alive
from jobs.revisit.revisit_queue import DueCheck, RevisitQueue
from jobs.schedule.archive_handle import ArchiveHandle
from jobs.schedule.crawl_slots import CrawlSlots, sites_of
from jobs.schedule.metrics_feed import MetricsFeed

FORGOTTEN = timedelta(days=30)
"""Runs without an end that began longer ago are left as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceContext:
    """What all work of one service shares."""

    archive_handle: ArchiveHandle
    children: Children
    slots: CrawlSlots
    metrics: Metrics
    metrics_feed: MetricsFeed
    clock: Callable[[], datetime]
    plain_logs: bool
    quiet: bool = False
    """Whether only what may be wrong is logged."""
    queue: QueueHandle | None = None
    """The queue of jobs, where workers on other machines carry them out."""
    news: Callable[[], None] = lambda: None
    """Called when a run has ended and the index has taken it in."""


class ServiceJobs:
    """The jobs of one configuration."""

    def __init__(self, config: Config, context: ServiceContext) -> None:
        self._config, self._context = config, context
        self._queue: tuple[Index, RevisitQueue] | None = None

    def name_unscheduled(self) -> None:
        """Log which sources the service never crawls, where there are any."""
        idle = [source.name for source in self._config.sources if source.schedule is None]
        if idle:
            logs.logger().info("sources without a schedule: only `crawl` crawls them", sources=idle)

    async def crawl(self, source: SourceConfig) -> None:
        """Crawl one source.

        Where its articles are watched, those that are known are left to revisits.
        """
        await self.carry_out("crawl", self._crawl_plan(source))

    def _crawl_plan(self, source: SourceConfig) -> Plan:
        return make_plan(
            self._config,
            trigger=Trigger.SCHEDULE,
            now=self._context.clock(),
            randomness=secrets.token_bytes(4),
            sources=[source],
            leave_known=source.watch,
        )

    async def revisit(self) -> None:
        """Look at the articles that are due, but for those whose site is being crawled.

        They stay due.
        """
        context = self._context
        try:
            due = await asyncio.to_thread(self._due, context.slots.busy)
        except (StoreError, IndexUnusable) as error:
            logs.logger(job="revisit").error(
                "what is due could not be learned", error=error.message
            )
            return
        if due:
            try:
                await self.carry_out("revisit", self._revisit_plan(due))
            finally:
                self.release(due)

    def _revisit_plan(self, due: Sequence[DueCheck]) -> Plan:
        return revisit_plan(
            self._config,
            [one.target for one in due],
            now=self._context.clock(),
            randomness=secrets.token_bytes(4),
        )

    def _due(self, sites: Collection[str | None]) -> list[DueCheck]:
        """Return the checks that are due, but for those at these sites."""
        queue = self._queue_of(self._context.archive_handle.index)
        was_read = queue.is_read
        due = queue.due(self._context.clock())
        if not was_read:  # these are millions of objects
            leave_uncollected()
        busy = [one for one in due if site_of(one.url) in sites]
        queue.release(busy)
        self._context.metrics.waits("revisits", queue.waiting + len(busy))
        return [one for one in due if one not in busy]

    def release(self, checks: Sequence[DueCheck]) -> None:
        """Take back checks that were to be made: their run has ended, or there was none."""
        self._queue_of(self._context.archive_handle.index).release(checks)

    def _queue_of(self, index: Index) -> RevisitQueue:
        """Return the queue of this index. Another index, opened after a trouble, has another."""
        if self._queue is None or self._queue[0] is not index:
            self._queue = index, RevisitQueue(index, self._config)
        return self._queue[1]

    async def once(self, _: str, __: Schedule, work: Callable[[], Awaitable[None]]) -> None:
        """Do what only one of several schedulers does at a time. Here there is one."""
        await work()

    async def learn(self) -> None:
        """Learn the boilerplate of all sites."""
        await self._alone("learn")

    async def checkpoint(self) -> None:
        """Sign what the archive holds."""
        await self._alone("checkpoint")

    async def retention(self) -> None:
        """Remove the captures whose time is over."""
        await self._alone("retention")

    async def _alone(self, job: Literal["learn", "checkpoint", "retention"]) -> None:
        async with self._context.slots.turn(()) as granted:
            if granted:
                await self._child(
                    job, Task(job=job, config=self._config, plain_logs=self._context.plain_logs)
                )

    async def carry_out(self, job: str, plan: Plan) -> Ended | None:
        """Carry a plan out in a child process, when it has its turn.

        However the child ends, the run's record has an end. Returns how it ended; None where it
        was told to stop before its turn.
        """
        context = self._context
        async with context.slots.turn(sites_of(plan)) as granted:
            if not granted:
                return None
            context.metrics_feed.follow(plan.run)
            task = Task(
                job="crawl",
                config=self._config,
                plan=plan,
                plain_logs=context.plain_logs,
                quiet=context.quiet,
            )
            ended = await self._child(job, task)
            await asyncio.to_thread(self._see_to_end, plan, ended)
        context.news()
        return ended

    async def _child(self, job: str, task: Task) -> Ended:
        log = logs.logger(job=job, run=task.plan.run if task.plan else None)
        log.info("started")
        ended = await self._context.children.run(task)
        self._context.metrics.run_ended(
            job, ended.result.value, seconds=ended.seconds, memory=ended.memory
        )
        if ended.result is JobResult.FAILED:
            log.log(
                # who asked for quiet tells it in other words
                logging.INFO if self._context.quiet else logging.ERROR,
                "failed",
                reason=ended.reason,
                seconds=round(ended.seconds, 1),
                memory=ended.memory,
            )
        else:
            log.info(
                "ended",
                result=ended.result.value,
                seconds=round(ended.seconds, 1),
                memory=ended.memory,
            )
        return ended

    def _see_to_end(self, plan: Plan, ended: Ended) -> None:
        context = self._context
        with recording_end(plan.run):
            if ended.reason is not None:
                close_run(
                    context.archive_handle.archive,
                    context.archive_handle.index,
                    plan,
                    plan.run,
                    ended.reason,
                    clock=context.clock,
                )
            if context.archive_handle.refresh():
                context.metrics_feed.leave(context.archive_handle.index, plan.run)

    def close_dead_runs(self) -> None:
        """Give an end to the runs whose process was killed with nobody left to say so.

        By the service before this one, say.

        Raises the errors of store and index.
        """
        context, index = self._context, self._context.archive_handle.index
        for run in index.runs(limit=1000):
            recent = run.started is not None and context.clock() - run.started < FORGOTTEN
            if (
                run.finished is None
                and recent
                and run.process is not None
                and is_alive(run.process) is False
            ):
                reason = "its process was killed, and so was whoever watched it"
                if close_run(
                    context.archive_handle.archive,
                    index,
                    None,
                    run.run,
                    reason,
                    clock=context.clock,
                ):
                    logs.logger(run=run.run).warning("interrupted", reason=reason)
