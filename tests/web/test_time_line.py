"""The time line of an article: to scale, bounded, with what was not seen."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from crawler.index import ArticleLook, VersionMark
from crawler.model import Outcome, Silence, State
from jobs.web import time_axis
from jobs.web.time_axis import LEFT, RIGHT, TimeAxis
from jobs.web.time_line import MAX_ROWS, MAX_TICKS, OneCourse, TimeLine
from jobs.web.time_line import time_line as line_of

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def _look(hours: float, outcome: Outcome = Outcome.UNCHANGED) -> ArticleLook:
    return ArticleLook(at=_at(hours), outcome=outcome)


def _version(number: int, hours: float, silence: Silence | None = None) -> VersionMark:
    return VersionMark(number=number, at=_at(hours), state=State.PRESENT, silence=silence)


def time_line(
    looks: Sequence[ArticleLook],
    versions: Sequence[VersionMark],
    seen_before: Mapping[int, datetime],
) -> TimeLine:
    """Return the line of one article to which none was joined."""
    return line_of(OneCourse(looks=looks, versions=versions, seen_before=seen_before))


def _drawn(path: str) -> list[tuple[float, float]]:
    """Return begin and width of the bars of a path, in per cent."""
    return [(int(x) / 100, int(w) / 100) for x, w in re.findall(r"M(\d+) 0h(\d+)v1h-\d+z", path)]


def test_marks_stand_to_scale() -> None:
    """A version halfway in time is halfway in place, the first and last at the ends."""
    line = time_line([], [_version(1, 0), _version(2, 5), _version(3, 10)], {})
    assert [mark.x for mark in line.marks] == [LEFT, (LEFT + RIGHT) / 2, RIGHT]
    assert [mark.label for mark in line.marks] == ["1", "2", "3"]


def test_a_change_came_about_between_two_looks() -> None:
    """The bar runs from the last look that saw the old state to the one that saw the new one."""
    looks = [_look(0), _look(4), _look(5, Outcome.FAILED), _look(10, Outcome.CHANGED)]
    versions = [_version(1, 0), _version(2, 10)]
    axis = TimeAxis(_at(0), _at(10))
    assert _drawn(time_line(looks, versions, {}).changes) == [
        (axis.x(_at(4)), round(axis.x(_at(10)) - axis.x(_at(4)), 2))
    ]
    told = time_line(looks, versions, {2: _at(8)})
    assert _drawn(told.changes)[0][0] == axis.x(_at(8)), "the record knows it better"


def test_outages_and_walls_are_spells() -> None:
    """Looks that saw nothing make a spell each, until the next look of another kind or now."""
    looks = [
        *(_look(0), _look(1), _look(2, Outcome.FAILED), _look(3, Outcome.REFUSED), _look(4)),
        *(_look(5, Outcome.BLOCKED), _look(6, Outcome.SUSPECT), _look(7, Outcome.UNREADABLE)),
    ]
    spells = time_line(looks, [_version(1, 0)], {}).spells
    assert [(one.kind, one.since, one.until, one.looks) for one in spells] == [
        ("failed", _at(2), _at(4), 2),
        ("blocked", _at(5), _at(6), 1),
        ("doubtful", _at(6), _at(7), 1),
        ("failed", _at(7), None, 1),
    ]


def test_long_times_without_looks_are_gaps() -> None:
    """What is four times as long as usual is a gap; what is usual is none."""
    even = [_look(hour) for hour in range(10)]
    assert time_line(even, [_version(1, 0)], {}).spells == ()
    gaps = time_line([*even, _look(30)], [_version(1, 0)], {}).spells
    assert [(one.kind, one.since, one.until) for one in gaps] == [("gap", _at(9), _at(30))]


def test_many_looks_are_drawn_in_steps() -> None:
    """Up to the limit each look has a tick of its own; beyond it each step has one, as is said."""

    def ticks(line: TimeLine) -> int:
        return line.sure.count("M")

    few = time_line([_look(hour) for hour in range(MAX_TICKS)], [_version(1, 0)], {})
    assert (few.steps, ticks(few)) == (None, MAX_TICKS)
    many = time_line([_look(number / 9) for number in range(9_000)], [_version(1, 0)], {})
    assert (many.steps, many.looks) == (MAX_TICKS, 9_000)
    assert MAX_TICKS <= ticks(many) <= MAX_TICKS + 1


def test_versions_that_lie_close_share_marks() -> None:
    """A thousand versions make few marks in few rows; each version is in one of them, in order."""
    versions = [_version(number, number / 7, Silence.SILENT) for number in range(1, 1_001)]
    line = time_line([], versions, {})
    assert line.rows <= MAX_ROWS
    assert 20 < len(line.marks) < 40
    assert line.marks[3].label != str(line.marks[3].first.mark.number)
    ends = [(mark.first.mark.number, mark.last.mark.number) for mark in line.marks]
    assert ends[0][0] == 1
    assert ends[-1][1] == 1_000
    assert all(after[0] == before[1] + 1 for before, after in pairwise(ends))
    for row in range(MAX_ROWS):
        places = [mark.x for mark in line.marks if mark.y == row]
        assert all(later - earlier >= 11 for earlier, later in pairwise(places))


def test_kinds_of_marks() -> None:
    """A mark says whether its change was announced, and that the article went."""
    gone = VersionMark(number=4, at=_at(9), state=State.GONE, silence=None)
    marks = time_line(
        [],
        [_version(1, 0), _version(2, 3, Silence.SILENT), _version(3, 6, Silence.ANNOUNCED), gone],
        {},
    ).marks
    assert [mark.kind for mark in marks] == ["plain", "silent", "announced", "gone"]


@pytest.mark.parametrize(
    "span",
    [timedelta(0), timedelta(seconds=1)]
    + [timedelta(minutes=count) for count in (3, 7, 40, 61, 300, 1_000)]
    + [timedelta(days=count) for count in (1, 2, 5, 9, 20, 40, 70, 200, 400, 2_000, 40_000)],
)
def test_ticks_stand_at_round_times(span: timedelta) -> None:
    """There are few ticks, in order, within the axis; the first names its day."""
    axis = TimeAxis(NOON + timedelta(minutes=7, seconds=13), NOON + timedelta(minutes=7) + span)
    ticks = axis.ticks()
    assert len(ticks) <= time_axis.MAX_TICKS
    places = [tick.x for tick in ticks]
    assert places == sorted(places)
    assert all(LEFT <= place <= RIGHT for place in places)
    assert not ticks or ticks[0].day
    assert all(re.fullmatch(r"(\d\d:\d\d)?", tick.time) for tick in ticks)
    if span > timedelta(minutes=2):
        assert len(ticks) >= 2


def test_joined_articles_are_on_one_line() -> None:
    """Marks of all stand in the order of time, each leads to its own page, and a change came about
    between two looks at its own article.
    """
    own = OneCourse(
        looks=[_look(0), _look(6)],
        versions=[_version(1, 0), _version(2, 6)],
        seen_before={},
        address="own/{}".format,
    )
    other = OneCourse(
        looks=[_look(2), _look(3), _look(10)],
        versions=[_version(1, 2), _version(2, 10)],
        seen_before={},
        called="{}b".format,
        address="other/{}".format,
    )
    line = line_of(own, [other])
    assert [(mark.label, mark.last.address) for mark in line.marks] == [
        *(("1", "own/1"), ("1b", "other/1"), ("2", "own/2"), ("2b", "other/2"))
    ]
    assert (line.looks, line.has_beside) == (5, True)
    scale = TimeAxis(_at(0), _at(10))
    spans = ((0, 6), (3, 10))
    for (x, width), (begin, end) in zip(_drawn(line.changes), spans, strict=True):
        assert x == scale.x(_at(begin))
        assert width == pytest.approx(scale.x(_at(end)) - x, abs=0.02)
