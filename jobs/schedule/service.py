"""The composition root of the service.

One event loop with the scheduler, the web answers and the watch over crawls.
"""

import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.config import Config
from crawler.errors import BadRecord, IndexUnusable, PalimpsestError, StoreError, StoreUnavailable
from jobs.children import REST, Children
from jobs.job_queue.queue_handle import QueueHandle
from jobs.notify import all_targets
from jobs.observe import logs
from jobs.observe.metrics import Metrics
from jobs.reading.opened import CaptureReaders
from jobs.schedule.archive_handle import ArchiveHandle
from jobs.schedule.archive_orders import ArchiveOrders, Workshop
from jobs.schedule.crawl_slots import CrawlSlots
from jobs.schedule.health_monitor import HealthMonitor
from jobs.schedule.metrics_feed import MetricsFeed
from jobs.schedule.queued_jobs import jobs_of
from jobs.schedule.reloading import Reload, changes, require_same_archive, settled
from jobs.schedule.scheduled_jobs import DEFAULTS, JobSpec, set_up
from jobs.schedule.service_jobs import ServiceContext, ServiceJobs
from jobs.schedule.timetable import ROUNDS, timetable
from jobs.web import application, health_routes, open_pages, serve

RETRY_AFTER = 10.0
"""Seconds between two tries to open an archive whose store does not answer yet."""


class Service:
    """``palimpsest run``.

    ``load`` reads the configuration, and again on SIGHUP; ``file`` is where from, if from a file.
    """

    def __init__(
        self,
        load: Callable[[], Config],
        environ: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        plain_logs: bool,
        captures: CaptureReaders,
        file: Path | None = None,
    ) -> None:
        self._file, self._reloading = file, asyncio.Lock()
        self._last_reload: Reload | None = None
        self._load, self._environ, self._clock, self._plain = load, environ, clock, plain_logs
        self._config = self._loaded()
        self._queue = QueueHandle.of(self._config)
        self._pages = open_pages(
            self._config,
            self._config.service.host,
            environ,
            captures,
            ArchiveOrders(self._workshop, clock=clock),
        )
        self._log = logs.logger()
        self._metrics = Metrics()
        self._stopping = asyncio.Event()
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=DEFAULTS)
        self._context = self._new_context(
            CrawlSlots(self._config.service.crawls), Children(rest=REST)
        )
        self._jobs, self._monitor = self._for(self._config)

    def _new_context(self, slots: CrawlSlots, children: Children) -> ServiceContext:
        return ServiceContext(
            archive_handle=ArchiveHandle(self._config, clock=self._clock),
            children=children,
            slots=slots,
            metrics=self._metrics,
            metrics_feed=MetricsFeed(self._metrics),
            clock=self._clock,
            plain_logs=self._plain,
            queue=self._queue,
            news=self._look_soon,
        )

    def _for(self, config: Config) -> tuple[ServiceJobs, HealthMonitor]:
        return jobs_of(config, self._context), HealthMonitor(config, self._context, self._environ)

    def _workshop(self) -> Workshop:
        return Workshop(
            config=self._config, jobs=self._jobs, archive_handle=self._context.archive_handle
        )

    def _loaded(self) -> Config:
        """Return the configuration as it is now.

        Raises ``ConfigError``, for what the environment holds for it too.
        """
        config = self._load()
        all_targets(config, self._environ)
        return config

    async def run(self) -> int:
        """Serve until SIGTERM or SIGINT.

        Returns the exit status.

        Raises ``UsageError`` where the port is taken, and the errors of store and index that no
        waiting mends.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self._reload()))
        host, port = self._config.service.host, self._config.service.port
        answers = application(health_routes(self), self._pages)
        async with serve(host, port, answers, section="service") as taken:
            self._log.info("the service answers", host=host, port=taken)
            try:
                if await self._opened():
                    await self._serve()
            finally:
                self._context.children.stop()
                await self._context.children.gone()
        self._pages.close()
        self._context.archive_handle.close()
        if self._queue is not None:
            await self._queue.close()
        self._log.info("the service has ended")
        return 0

    async def _opened(self) -> bool:
        """Open the archive, waiting for a store that does not answer. False: told to stop."""
        while not self._stopping.is_set():
            if await asyncio.to_thread(self._context.archive_handle.refresh):
                return True
            trouble = self._context.archive_handle.trouble
            if trouble is not None and not isinstance(trouble, StoreUnavailable | IndexUnusable):
                raise trouble
            self._monitor.waits(str(trouble))
            self._log.error(
                "the archive cannot be opened yet", error=str(trouble), again_in_seconds=RETRY_AFTER
            )
            await _unless(self._stopping, RETRY_AFTER)
        return False

    async def _serve(self) -> None:
        await asyncio.to_thread(self._close_dead_runs)
        self._scheduler.start()
        await self._set_up()
        await self._stopping.wait()
        self._log.info("stopping", running=self._context.children.running)
        self._scheduler.pause()
        self._monitor.stop()
        self._context.children.stop()
        await self._context.slots.close()
        await self._context.slots.idle()
        self._scheduler.shutdown(wait=False)

    def _close_dead_runs(self) -> None:
        try:
            self._jobs.close_dead_runs()
        except (StoreError, IndexUnusable, BadRecord) as error:
            self._log.error("runs that were killed could not be given an end", error=error.message)

    async def _set_up(self) -> None:
        entries = await asyncio.to_thread(self._entries)
        due = set_up(self._scheduler, entries, self._clock())
        self._log.info(
            "timetable",
            jobs={name: moment.isoformat(timespec="seconds") for name, moment in due.items()},
        )
        self._jobs.name_unscheduled()

    def _entries(self) -> list[JobSpec]:
        return timetable(
            self._config,
            self._jobs,
            self._monitor,
            self._context.archive_handle,
            now=self._clock(),
        )

    def _look_soon(self) -> None:
        """Make the next round now: a run has ended."""
        for name in ROUNDS:
            job = self._scheduler.get_job(name)
            if job is not None and not self._stopping.is_set():
                job.modify(next_run_time=self._clock())

    async def _reload(self) -> None:
        """Take over a changed configuration; keep the old one where the new one is wrong.

        Crawls that run end with what they were given.
        """
        async with self._reloading:
            try:
                config = await asyncio.to_thread(self._reloaded)
            except PalimpsestError as error:
                problems = error.message.splitlines()
                self._metrics.reloaded(well=False)
                self._last_reload = Reload(at=self._clock(), taken=False, problems=tuple(problems))
                self._log.error(
                    "the changed configuration is wrong; the old one stays in force",
                    problems=problems,
                )
                return
            await self._take_over(config)

    def _reloaded(self) -> Config:
        config = settled(self._file, self._loaded)
        require_same_archive(self._config, config)
        return config

    async def _take_over(self, config: Config) -> None:
        old, self._config = self._config, config
        address = (config.service.host, config.service.port)
        if (*address, config.web) != (old.service.host, old.service.port, old.web):
            self._log.warning("a new address and changes of web hold from the next start on")
        self._context.slots.places = config.service.crawls
        self._pages.archive.reconfigure(config)
        if (config.store, config.index) != (old.store, old.index):
            self._context = self._new_context(self._context.slots, self._context.children)
            await asyncio.to_thread(self._context.archive_handle.refresh)
        self._jobs, self._monitor = self._for(config)
        self._metrics.forget_sources()
        self._metrics.reloaded(well=True)
        self._last_reload = Reload(at=self._clock(), taken=True)
        self._log.info("the configuration was taken over", **changes(old, config))
        if (
            self._scheduler.running
        ):  # else the archive is still waited for, and the timetable comes with it
            await self._set_up()

    def _stop(self) -> None:
        if self._stopping.is_set():
            self._context.children.kill()
        self._stopping.set()

    def alive(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the service does its rounds. What ``/healthz`` answers."""
        return self._monitor.alive(self._clock())

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Return whether store and index can be used. What ``/readyz`` answers."""
        return self._monitor.ready()

    def details(self) -> dict[str, Any]:
        """Return how the archive and each source are, and what came of the last reload.

        What ``/healthz?verbose`` adds.
        """
        return {
            **self._monitor.details(),
            "last_reload": self._last_reload.as_json() if self._last_reload else None,
        }

    def figures(self) -> bytes:
        """Return what ``/metrics`` answers."""
        self._metrics.waits("crawls", self._context.slots.waiting)
        return self._metrics.text()


async def _unless(event: asyncio.Event, seconds: float) -> None:
    """Wait for so long, or until the event."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
