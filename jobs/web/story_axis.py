"""A story on one time axis, to scale: a lane for each member, a mark for each version.

Pure: times in, places in per cent of the width out. A template draws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

LANE = 40
"""Pixels from one lane to the next."""

TOP = 30
"""Pixels above the first lane, for the axis."""

MAX_LANES = 40
"""Lanes of one picture: more are in the list below it only."""

MAX_MARKS = 40
"""Marks of one lane. Of more versions the first, the last and some between have one."""

_LEFT, _RIGHT, _FULL = 1.5, 98.5, 100.0
_MIN_GAP = 0.6
"""Per cent of the width below which two marks are one."""

_STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=30),
    timedelta(days=90),
    timedelta(days=365),
)
_MAX_TICKS = 4
_EDGE = 12.0
"""Per cent from either side within which a label would be cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneEvent:
    """Something that happened to one member."""

    at: datetime
    kind: Literal["version", "gone", "published"]
    number: int = 0
    """Of the version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneMark:
    """An event at its place."""

    x: float
    event: LaneEvent
    more: int = 0
    """Further versions that this mark stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One member's line: from its first event to the last, or to the end where it still stands."""

    y: int
    start: float
    end: float
    marks: tuple[LaneMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisTick:
    """A time on the axis. Near the edges it has no label."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAxis:
    """The whole picture."""

    height: int
    ticks: tuple[AxisTick, ...]
    lanes: tuple[Lane, ...]


def story_axis(members: Sequence[Sequence[LaneEvent]]) -> StoryAxis:
    """Return the picture of these members' events, one lane each, in this order."""
    shown = members[:MAX_LANES]
    times = [event.at for events in shown for event in events]
    scale = _Scale(min(times), max(times))
    lanes = tuple(_lane(scale, number, events) for number, events in enumerate(shown))
    return StoryAxis(height=TOP + LANE * len(lanes) + 6, ticks=tuple(scale.ticks()), lanes=lanes)


class _Scale:
    """Times to places."""

    def __init__(self, first: datetime, last: datetime) -> None:
        room = max((last - first) * 0.04, timedelta(minutes=2))
        self._first, self._last = first - room, last + room

    def x(self, at: datetime) -> float:
        share = (at - self._first) / (self._last - self._first)
        return round(_LEFT + share * (_RIGHT - _LEFT), 2)

    def ticks(self) -> list[AxisTick]:
        span = self._last - self._first
        step = next((one for one in _STEPS if span / one <= _MAX_TICKS), span / _MAX_TICKS)
        since_midnight = self._first - self._first.replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        at = self._first - since_midnight % step + step
        if step >= timedelta(days=1):
            at = at.replace(hour=0, minute=0, second=0, microsecond=0)
        found: list[AxisTick] = []
        day = None
        while at <= self._last:
            x = self.x(at)
            is_room = _EDGE <= x <= _FULL - _EDGE
            found.append(AxisTick(x=x, label=_label(at, step, day) if is_room else ""))
            day = at.date() if is_room else day
            at += step
        return found


def _label(at: datetime, step: timedelta, day: object) -> str:
    at = at.astimezone(UTC)
    if step >= timedelta(days=365):
        return f"{at:%Y}"
    if step >= timedelta(days=1):
        return f"{at.day} {at:%b}"
    if at.hour == at.minute == 0:
        return f"{at.day} {at:%b}"
    return f"{at.day} {at:%b} {at:%H:%M}" if day is None else f"{at:%H:%M}"


def _lane(scale: _Scale, number: int, events: Sequence[LaneEvent]) -> Lane:
    seen = sorted((one for one in events if one.kind != "published"), key=lambda one: one.at)
    published = [one for one in events if one.kind == "published"]
    ends = scale.x(seen[-1].at) if seen[-1].kind == "gone" else _RIGHT
    marks = [LaneMark(x=scale.x(one.at), event=one) for one in published]
    return Lane(
        y=TOP + LANE * number + LANE - 12,
        start=scale.x(seen[0].at),
        end=ends,
        marks=(*marks, *_joined(scale, seen)),
    )


def _joined(scale: _Scale, seen: Sequence[LaneEvent]) -> list[LaneMark]:
    """Return the marks of versions; those that would lie upon each other as one."""
    gap = max(_MIN_GAP, (_RIGHT - _LEFT) / MAX_MARKS if len(seen) > MAX_MARKS else 0)
    marks: list[LaneMark] = []
    for event in seen:
        x = scale.x(event.at)
        if marks and x - marks[-1].x < gap and event.kind == marks[-1].event.kind:
            last = marks[-1]
            marks[-1] = LaneMark(x=last.x, event=last.event, more=last.more + 1)
        else:
            marks.append(LaneMark(x=x, event=event))
    return marks
