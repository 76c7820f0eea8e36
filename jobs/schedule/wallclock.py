"""A cron line by the clock on the wall, where that clock jumps.

APScheduler's ``CronTrigger`` leaves out the whole day when clocks go forward at midnight, and runs
02:30 twice when they go back. So it is asked only for what it does well: matching fields in a time
without jumps. What a wall clock's time means as an instant is settled here.
"""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

MAX_JUMP = timedelta(hours=3)
"""No clock goes forward by more."""
_MICROSECOND, _SECOND = timedelta(microseconds=1), timedelta(seconds=1)
_NO_TIME = timedelta()


class WallClockTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """A cron line in a time zone.

    A line that names its hours runs once for each time that it names: at the first instant after a
    jump that swallows it, and the first of two where the clock shows it twice. A line for every
    hour runs as time passes: it has nothing to make up for.
    """

    def __init__(self, cron: str, zone: ZoneInfo, jitter: float | None = None) -> None:
        self._cron, self._zone, self.jitter = cron, zone, jitter
        self._hourly = cron.split()[1].startswith("*")
        self._wall = CronTrigger.from_crontab(cron, timezone=UTC)  # its UTC is the time on the wall

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """Return when to run next after the previous time, or from now on where there was none.

        None for never.
        """
        # In UTC: adding to a local time forgets which of two hours it was in.
        start = (
            now.astimezone(UTC)
            if previous_fire_time is None
            else previous_fire_time.astimezone(UTC) + _MICROSECOND
        )
        found = self._passing(start) if self._hourly else self._named(start)
        if found is None:
            return None
        return cast("datetime", self._apply_jitter(found, self.jitter, now)).astimezone(self._zone)

    def _named(self, start: datetime) -> datetime | None:
        """Return the instant of the first time on the wall that is not before ``start``."""
        wall = self._next(self._wall, start.astimezone(self._zone).replace(tzinfo=UTC) - MAX_JUMP)
        while wall is not None and (instant := self._instant(wall.replace(tzinfo=None))) < start:
            wall = self._next(self._wall, wall + _MICROSECOND)
        return None if wall is None else instant

    def _instant(self, wall: datetime) -> datetime:
        """Return when the clock first shows this time.

        Where it never does, when it has jumped over it.
        """
        early, late = (
            wall.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        if early <= late:
            return early
        return self._change(late - _SECOND, early)

    def _passing(self, start: datetime) -> datetime | None:
        """Return the first instant that matches, by one offset from UTC after the other."""
        while True:
            offset = self._offset(start)
            found = self._next(
                CronTrigger.from_crontab(self._cron, timezone=timezone(offset)), start
            )
            if found is None or self._offset(found) == offset:
                return found
            start = self._change(start, found)

    def _change(self, before: datetime, after: datetime) -> datetime:
        """Return the first whole second at which the offset is no longer the one before."""
        offset, low, high = self._offset(before), before.replace(microsecond=0), after
        while high - low > _SECOND:
            middle = (low + (high - low) / 2).replace(microsecond=0)
            low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
        return high

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self._zone).utcoffset() or _NO_TIME

    @staticmethod
    # APScheduler has no types
    def _next(trigger: Any, start: datetime) -> datetime | None:  # noqa: ANN401
        found: datetime | None = trigger.get_next_fire_time(None, start)
        return None if found is None else found.astimezone(UTC)
