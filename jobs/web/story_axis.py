"""A story on one time axis, to scale: a lane for each member, a mark for each version.

Pure: times in, places in per cent of the width out. A template draws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from jobs.web.time_axis import LEFT, RIGHT, TimeAxis, TimeTick

LANE = 40
"""Pixels from one lane to the next."""

TOP = 42
"""Pixels above the first lane, for the labels of the axis: hours above days."""

MAX_LANES = 40
"""Lanes of one picture: more are in the list below it only."""

MAX_MARKS = 40
"""Marks of one lane. Of more versions the first, the last and some between have one."""

_ROOM = 0.04
"""Of the whole time, left free before the first event and after the last."""

_MIN_GAP = 0.6
"""Per cent of the width below which two marks are one."""


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
class StoryAxis:
    """The whole picture."""

    height: int
    ticks: tuple[TimeTick, ...]
    lanes: tuple[Lane, ...]


def story_axis(members: Sequence[Sequence[LaneEvent]]) -> StoryAxis:
    """Return the picture of these members' events, one lane each, in this order."""
    shown = members[:MAX_LANES]
    times = [event.at for events in shown for event in events]
    room = max((max(times) - min(times)) * _ROOM, timedelta(minutes=2))
    axis = TimeAxis(min(times) - room, max(times) + room)
    lanes = tuple(_lane(axis, number, events) for number, events in enumerate(shown))
    return StoryAxis(height=TOP + LANE * len(lanes) + 6, ticks=axis.ticks(), lanes=lanes)


def _lane(axis: TimeAxis, number: int, events: Sequence[LaneEvent]) -> Lane:
    seen = sorted((one for one in events if one.kind != "published"), key=lambda one: one.at)
    published = [one for one in events if one.kind == "published"]
    ends = axis.x(seen[-1].at) if seen[-1].kind == "gone" else RIGHT
    marks = [LaneMark(x=axis.x(one.at), event=one) for one in published]
    return Lane(
        y=TOP + LANE * number + LANE - 12,
        start=axis.x(seen[0].at),
        end=ends,
        marks=(*marks, *_joined(axis, seen)),
    )


def _joined(axis: TimeAxis, seen: Sequence[LaneEvent]) -> list[LaneMark]:
    """Return the marks of versions; those that would lie upon each other as one."""
    gap = max(_MIN_GAP, (RIGHT - LEFT) / MAX_MARKS if len(seen) > MAX_MARKS else 0)
    marks: list[LaneMark] = []
    for event in seen:
        x = axis.x(event.at)
        if marks and x - marks[-1].x < gap and event.kind == marks[-1].event.kind:
            last = marks[-1]
            marks[-1] = LaneMark(x=last.x, event=last.event, more=last.more + 1)
        else:
            marks.append(LaneMark(x=x, event=event))
    return marks
