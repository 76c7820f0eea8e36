"""What a service does at which times, by its configuration and by what was done last."""

from datetime import datetime, timedelta
from functools import partial

from crawler.config import Config
from jobs.schedule.archive_handle import ArchiveHandle
from jobs.schedule.health_monitor import HealthMonitor
from jobs.schedule.queued_jobs import QueuedJobs
from jobs.schedule.scheduled_jobs import MAX_SCHEDULE_SPAN, RETENTION_EVERY, JobSpec, every
from jobs.schedule.service_jobs import ServiceJobs

LOOK_EVERY = timedelta(minutes=1)
"""How often, besides after each run of our own, the index is brought up to date, sources are seen
to, and alerts sent.
"""
ROUNDS = ("look", "alerts")
LEARN_AFTER = timedelta(minutes=5)
"""Learning leaves a record only where there was something to learn: a service that was just started
has better things to do.
"""
QUEUE_EVERY = timedelta(seconds=15)
"""How often the figures of the queue are brought up to date."""
TIDY_EVERY = timedelta(hours=1)
"""How often jobs that ended long ago are forgotten."""


def timetable(
    config: Config,
    work: ServiceJobs,
    monitor: HealthMonitor,
    archive_handle: ArchiveHandle,
    *,
    now: datetime,
) -> list[JobSpec]:
    """Return the jobs of a configuration. Blocking. Raises ``IndexUnusable``."""
    scheduled = [source for source in config.sources if source.schedule is not None]
    last = archive_handle.index.last_crawls(
        [source.name for source in scheduled], now - MAX_SCHEDULE_SPAN
    )
    entries = [
        JobSpec(
            name=f"crawl {source.name}",
            schedule=source.schedule,
            work=partial(work.crawl, source),
            last=last.get(source.name),
        )
        for source in scheduled
        if source.schedule is not None
    ]
    entries += [
        JobSpec(name="look", schedule=every(LOOK_EVERY), work=monitor.around),
        JobSpec(name="revisit", schedule=every(config.service.revisit_every), work=work.revisit),
        JobSpec(
            name="learn",
            schedule=every(config.service.learn_every),
            work=work.learn,
            soon=LEARN_AFTER,
        ),
    ]
    return [*entries, *_chosen(config, work, monitor, archive_handle)]


def _chosen(
    config: Config, work: ServiceJobs, monitor: HealthMonitor, archive_handle: ArchiveHandle
) -> list[JobSpec]:
    """Return the jobs that a configuration may do without."""
    entries = []
    if isinstance(work, QueuedJobs):
        entries += [
            JobSpec(name="queue", schedule=every(QUEUE_EVERY), work=work.look_at_queue),
            JobSpec(name="tidy", schedule=every(TIDY_EVERY), work=work.tidy, soon=LEARN_AFTER),
        ]
    if config.retention.is_set:
        entries.append(
            JobSpec(
                name="retention",
                schedule=every(RETENTION_EVERY),
                work=work.retention,
                soon=LEARN_AFTER,
            )
        )
    if config.alerts:
        entries.append(
            JobSpec(
                name="alerts",
                schedule=every(LOOK_EVERY),
                work=partial(work.once, "alerts", every(LOOK_EVERY), monitor.tell),
            )
        )
    if config.checkpoint.schedule is not None:
        entries.append(
            JobSpec(
                name="checkpoint",
                schedule=config.checkpoint.schedule,
                work=work.checkpoint,
                last=archive_handle.last_checkpoint(),
            )
        )
    return entries
