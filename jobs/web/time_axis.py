"""An axis of time: places in per cent of a width, and marks at round times of the calendar in UTC.

Pure: times in, numbers and labels out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta

from crawler.html.moments import to_minute

LEFT, RIGHT = 2.5, 97.5
"""Places of the first and the last time: beside them there is room for half a mark."""

MAX_TICKS = 7
"""A phone's width holds so many labels."""

_EDGE = 8.0
_SPANS = (
    *(timedelta(minutes=count) for count in (1, 2, 5, 10, 15, 30)),
    *(timedelta(hours=count) for count in (1, 2, 3, 6, 12)),
    *(timedelta(days=count) for count in (1, 2, 3, 7, 14)),
)
_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200)
_MONTH = timedelta(days=30.44)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTick:
    """A round time on the axis."""

    x: float
    anchor: str
    """Of its labels: those at the edges are turned inward."""
    time: str
    """The hour; empty where only days are told apart."""
    day: str
    """The day, or what is longer; empty where it is that of the tick before."""


class TimeAxis:
    """Times to places, to scale."""

    def __init__(self, first: datetime, last: datetime) -> None:
        if last <= first:
            first, last = first - timedelta(minutes=30), first + timedelta(minutes=30)
        self.first, self.last = first.astimezone(UTC), last.astimezone(UTC)

    def x(self, at: datetime) -> float:
        """Return the place of a time, in per cent of the width; outside the axis its nearer end."""
        share = (at - self.first) / (self.last - self.first)
        return round(LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT), 2)

    def ticks(self) -> tuple[TimeTick, ...]:
        """Return the marks, at most ``MAX_TICKS``: minutes, hours, days, months or years apart."""
        span = self.last - self.first
        step = next((one for one in _SPANS if span / one <= MAX_TICKS - 1), None)
        if step is not None:
            times = self._every(step)
        else:
            count = next((one for one in _MONTHS if span / (_MONTH * one) <= MAX_TICKS - 1), 1200)
            times = self._months(count)
        found: list[TimeTick] = []
        day = ""
        for at in times:
            new = _day(at, step)
            x = self.x(at)
            found.append(
                TimeTick(
                    x=x,
                    anchor="start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle",
                    time=to_minute(at)[11:] if step and step < timedelta(days=1) else "",
                    day=new if new != day else "",
                )
            )
            day = new
        return tuple(found)

    def _every(self, step: timedelta) -> Iterator[datetime]:
        begin = self.first.replace(hour=0, minute=0, second=0, microsecond=0)
        at = begin + -((begin - self.first) // step) * step
        while at <= self.last:
            yield at
            at += step

    def _months(self, count: int) -> Iterator[datetime]:
        begin = self.first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        number = begin.year * 12 + begin.month - 1
        number -= number % count
        while (at := _month(begin, number)) is not None and at <= self.last:
            if at >= self.first:
                yield at
            number += count


def _month(like: datetime, number: int) -> datetime | None:
    """Return the beginning of a month, counted from the year 0; None where no calendar has it."""
    year, month = divmod(number, 12)
    return like.replace(year=max(year, 1), month=month + 1) if year <= MAXYEAR else None


def _day(at: datetime, step: timedelta | None) -> str:
    if step is not None:
        return f"{at.day} {at:%b}"
    return f"{at:%b %Y}"
