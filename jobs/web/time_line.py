"""The course of one article to scale: looks, versions, when each change came about, what failed.

Pure: times in, places out. ``time_line.html.j2`` draws them. Places along the line are per cent of
its width, so that numbers and words keep their size on a telephone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise, zip_longest
from statistics import median
from typing import Literal

from crawler.index import ArticleLook, VersionMark
from crawler.model import Outcome, State
from jobs.web.time_axis import LEFT, RIGHT, TimeAxis, TimeTick

MAX_TICKS = 400
"""Looks that are drawn one by one: of more, each step of so many has one tick."""

MAX_ROWS = 4
"""Rows of numbered marks, one above the other, where they would cover each other."""

ROW = 24
"""Pixels from one row to the next."""

_ONE, _SEVERAL = 6.0, 11.0
"""Per cent of the width that a mark takes on a telephone: of one version, of several."""

_GAP_TIMES, _GAP_SHARE = 4, 0.04
"""A time without looks is a gap where it is so many times as long as usual, and so much of all."""

MAX_SPELLS = 200

SpellKind = Literal["failed", "blocked", "doubtful", "gap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpell:
    """A time in which the article's state was not seen."""

    kind: SpellKind
    since: datetime
    until: datetime | None
    """The next sure look; None where there has been none."""
    looks: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A version, and its place on the line."""

    x: float
    mark: VersionMark
    called: str
    """Its number; of a joined article with its letter."""
    address: str
    """Of its page."""
    is_beside: bool = False
    """Whether an article that was joined to the one that is shown has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedMark:
    """A version's mark, or that of several that lie too close for marks of their own."""

    first: "PlacedMark"
    last: "PlacedMark"
    count: int
    y: int

    @property
    def x(self) -> float:
        """Return its place."""
        return self.first.x

    @property
    def kind(self) -> str:
        """Return how it is drawn."""
        return "several" if self.count > 1 else _kind(self.first.mark)

    @property
    def label(self) -> str:
        """Return its number, or how many share it."""
        return self.first.called if self.count == 1 else f"×{self.count}"  # noqa: RUF001  # times


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """The whole drawing."""

    first: datetime
    last: datetime
    looks: int
    steps: int | None
    """In how many steps the looks are drawn; None where each has its own tick."""
    rows: int
    ticks: tuple[TimeTick, ...]
    sure: str
    """The looks that saw the article, as a path 10,000 wide and 1 high; so are the next two."""
    unsure: str
    changes: str
    """The times between two looks in which the versions came about."""
    spells: tuple[TimeSpell, ...]
    marks: tuple[NumberedMark, ...]

    @property
    def has_beside(self) -> bool:
        """Return whether it has versions of articles that were joined."""
        return any(mark.first.is_beside or mark.last.is_beside for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCourse:
    """Looks and versions of one article, each in the order of their times."""

    looks: Sequence[ArticleLook]
    versions: Sequence[VersionMark]
    seen_before: Mapping[int, datetime | None]
    """When the state before some versions was seen last; of the others the looks say it."""
    called: Callable[[int], str] = str
    """What its versions are called."""
    address: Callable[[int], str] = str
    """Where their pages are."""

    def times(self) -> Iterator[datetime]:
        """Yield all times that are to lie on the line."""
        yield from (one.at for one in self.looks)
        yield from (one.at for one in self.versions)
        yield from (at for at in self.seen_before.values() if at is not None)


def time_line(own: OneCourse, joined: Sequence[OneCourse] = ()) -> TimeLine:
    """Return the drawing of an article and those joined to it, as one line.

    A change came about between two looks at its own article.
    """
    courses = (own, *joined)
    times = [at for one in courses for at in one.times()]
    axis = TimeAxis(min(times), max(times))
    looks = sorted((look for one in courses for look in one.looks), key=lambda look: look.at)
    marks, rows = _marks(_placed(axis, courses))
    sure = [axis.x(one.at) for one in looks if one.outcome.confirms_head]
    unsure = [axis.x(one.at) for one in looks if not one.outcome.confirms_head]
    binned = len(looks) > MAX_TICKS
    changes = [path for one in courses for path in _intervals(axis, one)]
    return TimeLine(
        first=axis.first,
        last=axis.last,
        looks=len(looks),
        steps=MAX_TICKS if binned else None,
        rows=rows,
        ticks=axis.ticks(),
        sure=_strokes(sure, binned=binned),
        unsure=_strokes(unsure, binned=binned),
        changes="".join(dict.fromkeys(changes)),
        spells=tuple(_spells(axis, looks))[:MAX_SPELLS],
        marks=marks,
    )


def _placed(axis: TimeAxis, courses: Sequence[OneCourse]) -> list[PlacedMark]:
    placed = [
        PlacedMark(
            axis.x(mark.at), mark, one.called(mark.number), one.address(mark.number), number > 0
        )
        for number, one in enumerate(courses)
        for mark in one.versions
    ]
    return sorted(placed, key=lambda one: one.mark.at) if len(courses) > 1 else placed


def _strokes(places: Sequence[float], *, binned: bool) -> str:
    step = (RIGHT - LEFT) / MAX_TICKS
    drawn = [LEFT + (round((x - LEFT) / step)) * step for x in places] if binned else list(places)
    return "".join(f"M{round(x * 100)} 0v1" for x in dict.fromkeys(drawn))


def _intervals(axis: TimeAxis, course: OneCourse) -> Iterator[str]:
    sure = [one.at for one in course.looks if one.outcome.confirms_head]
    at = 0
    for version in course.versions[1:]:
        while at < len(sure) and sure[at] < version.at:
            at += 1
        told = course.seen_before.get(version.number)
        since = told if told is not None else sure[at - 1] if at else None
        if since is not None and since < version.at:
            begin = round(axis.x(since) * 100)
            width = max(round(axis.x(version.at) * 100) - begin, 1)
            yield f"M{begin} 0h{width}v1h-{width}z"


def _spells(axis: TimeAxis, looks: Sequence[ArticleLook]) -> Iterator[TimeSpell]:
    usual = _usual(looks)
    most = max(usual * _GAP_TIMES, (axis.last - axis.first) * _GAP_SHARE)
    for before, after in pairwise(looks):
        if after.at - before.at > most:
            yield _spell(axis, "gap", before.at, after.at, 0)
    runs = [(kind, list(group)) for kind, group in groupby(looks, key=_trouble)]
    for (kind, group), (_, following) in zip_longest(runs, runs[1:], fillvalue=(None, [])):
        if kind is not None:
            until = following[0].at if following else None
            yield _spell(axis, kind, group[0].at, until, len(group))


def _usual(looks: Sequence[ArticleLook]) -> timedelta:
    between = [(after.at - before.at).total_seconds() for before, after in pairwise(looks)]
    return timedelta(seconds=median(between)) if between else timedelta(0)


def _trouble(look: ArticleLook) -> SpellKind | None:
    if look.outcome.confirms_head:
        return None
    if look.outcome is Outcome.BLOCKED:
        return "blocked"
    return "doubtful" if look.outcome.is_doubtful else "failed"


def _spell(
    axis: TimeAxis, kind: SpellKind, since: datetime, until: datetime | None, looks: int
) -> TimeSpell:
    begin, end = axis.x(since), axis.x(until) if until else RIGHT
    return TimeSpell(
        kind=kind,
        since=since,
        until=until,
        looks=looks,
        x=begin,
        width=round(max(end - begin, 0.4), 2),
    )


def _marks(placed: Sequence[PlacedMark]) -> tuple[tuple[NumberedMark, ...], int]:
    """Return the marks, and how many rows they take.

    Each version has its own where that needs no more than ``MAX_ROWS``; else those that lie close
    share one.
    """
    alone = _in_rows([(one, one, 1) for one in placed])
    if alone is None:
        alone = _in_rows(_grouped(placed)) or []
    return tuple(alone), max((mark.y + 1 for mark in alone), default=1)


_Group = tuple[PlacedMark, PlacedMark, int]
"""The first and the last of several versions, and how many they are."""


def _grouped(placed: Sequence[PlacedMark]) -> list[_Group]:
    """Return versions that lie close as one each: no more of them than all rows can hold."""
    groups: list[_Group] = []
    for one in placed:
        if groups and one.x - groups[-1][0].x < _SEVERAL / (MAX_ROWS - 1):
            first, _, count = groups[-1]
            groups[-1] = first, one, count + 1
        else:
            groups.append((one, one, 1))
    return groups


def _in_rows(groups: Sequence[_Group]) -> list[NumberedMark] | None:
    """Return a mark for each, in the lowest row with room; None where there are too few rows."""
    rows: list[float] = []
    marks: list[NumberedMark] = []
    for first, last, count in groups:
        row = next((row for row, taken in enumerate(rows) if first.x >= taken), len(rows))
        if row == MAX_ROWS:
            return None
        marks.append(NumberedMark(first=first, last=last, count=count, y=row))
        rows[row : row + 1] = [first.x + (_ONE if count == 1 else _SEVERAL)]
    return marks


def _kind(version: VersionMark) -> str:
    if version.state is State.GONE:
        return "gone"
    return version.silence.value if version.silence else "plain"
