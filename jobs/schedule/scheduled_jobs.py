"""What the service does and when, as APScheduler's jobs.

One instance of a job at a time; runs that were missed are made up for by one.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler

from crawler.config import Schedule
from jobs.schedule.triggers import first_run, trigger_of

JobFunction = Callable[[], Awaitable[None]]

MAX_SCHEDULE_SPAN = timedelta(days=400)
"""How far back a last run is looked for: further than any schedule reaches."""

DEFAULTS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
"""APScheduler's settings for each job. No grace is too long: a machine that slept through a run
makes up for it, once.
"""


RETENTION_EVERY = timedelta(days=1)
"""How often captures whose time is over are removed, where the configuration gives one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """One job of the timetable."""

    name: str
    schedule: Schedule
    work: JobFunction
    last: datetime | None = None
    """When it was done last, as the archive says; None where it never was."""
    soon: timedelta = timedelta()
    """For a job that leaves no record: how long after the start it is done first."""


def set_up(
    scheduler: BaseScheduler, entries: Iterable[JobSpec], now: datetime
) -> dict[str, datetime]:
    """Give the scheduler these jobs instead of those that it has. Returns when each is due next."""
    scheduler.remove_all_jobs()
    due: dict[str, datetime] = {}
    for entry in entries:
        due[entry.name] = first_run(entry.schedule, entry.last, now) + entry.soon
        scheduler.add_job(
            entry.work,
            trigger_of(entry.schedule),
            id=entry.name,
            name=entry.name,
            next_run_time=due[entry.name],
        )
    return due


def every(span: timedelta) -> Schedule:
    """Return the schedule of an interval."""
    return Schedule(every=span)
