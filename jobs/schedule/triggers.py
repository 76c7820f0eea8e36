"""From a schedule of the configuration to APScheduler's triggers, and to when a job is due."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from crawler.config import Schedule
from jobs.schedule.wallclock import WallClockTrigger

LOOKED_AHEAD = 50
"""Runs of a cron line that are looked at for its longest gap: a line for workdays has its weekend
among them.
"""


def trigger_of(schedule: Schedule) -> BaseTrigger:
    """Return the trigger, with its jitter.

    An interval's first run is an interval from now: see ``first_run``.
    """
    jitter = schedule.jitter.total_seconds() if schedule.jitter else None
    if schedule.cron is not None:
        return WallClockTrigger(schedule.cron, ZoneInfo(schedule.timezone), jitter)
    if schedule.every is None:
        raise ValueError("a schedule without cron and every")  # the configuration sees to it
    return IntervalTrigger(seconds=schedule.every.total_seconds(), timezone=UTC, jitter=jitter)


def first_run(schedule: Schedule, last: datetime | None, now: datetime) -> datetime:
    """Return when a job is to run next, whose last recorded run began at ``last``.

    Now, if that is due or it never ran.

    So a service that is restarted more often than its interval still runs on time, and one that was
    down catches up once.
    """
    if last is None or last > now:  # a clock that went wrong must not silence a source
        return now if last is None else _after(schedule, now)
    return max(now, _after(schedule, last))


def due_moment(schedule: Schedule, fired: datetime | None, now: datetime) -> datetime | None:
    """Return the moment as which a job fires that fired at ``fired`` last; None before it is due.

    For schedulers that run beside each other, whose timetables differ by their starts. Half the
    time to the next run is let pass as jitter and delay; the moment that is noted is never before
    the one that the schedule names, so it fires no more often.
    """
    if fired is None:
        return now
    following = _after(schedule, fired)
    return max(now, following) if now >= following - (following - fired) / 2 else None


def _after(schedule: Schedule, moment: datetime) -> datetime:
    if schedule.every is not None:
        return moment + schedule.every
    plain = schedule.model_copy(update={"jitter": None})
    following = trigger_of(plain).get_next_fire_time(moment, moment + timedelta(microseconds=1))
    return moment + timedelta(days=366) if following is None else following.astimezone(UTC)


def longest_gap(schedule: Schedule, now: datetime) -> timedelta:
    """Return the longest time between two runs that a schedule gives, its jitter included.

    After it, a source is late.
    """
    jitter = schedule.jitter or timedelta()
    if schedule.every is not None:
        return schedule.every + jitter
    moments = [_after(schedule, now)]
    for _ in range(LOOKED_AHEAD):
        moments.append(_after(schedule, moments[-1]))
    return max(later - earlier for earlier, later in pairwise(moments)) + jitter
