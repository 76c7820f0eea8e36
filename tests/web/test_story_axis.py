"""The time axis of a story, without a page."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs.web.story_axis import MAX_LANES, MAX_MARKS, LaneEvent, story_axis

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def seen(*hours: float) -> list[LaneEvent]:
    """Return versions, seen so many hours after noon."""
    return [
        LaneEvent(at=NOON + timedelta(hours=hour), kind="version", number=number)
        for number, hour in enumerate(hours, 1)
    ]


def test_places_are_to_scale() -> None:
    """Equal times lie equally far apart, in all lanes, and everything lies within the picture."""
    axis = story_axis([seen(0, 10, 20), seen(5)])
    first, second = ([mark.x for mark in lane.marks] for lane in axis.lanes)
    assert first[1] - first[0] == pytest.approx(first[2] - first[1], abs=0.02)
    assert second[0] == pytest.approx((first[0] + first[1]) / 2, abs=0.02)
    assert all(0 < x < 100 for x in (*first, *second))
    assert axis.lanes[0].y < axis.lanes[1].y < axis.height


def test_one_moment_is_a_picture_too() -> None:
    """All at once leaves one mark a lane, and an axis."""
    axis = story_axis([seen(0), seen(0)])
    assert [len(lane.marks) for lane in axis.lanes] == [1, 1]
    assert axis.ticks


def test_a_lane_ends_where_the_article_does() -> None:
    """What was taken down ends there; what stands goes on to the edge."""
    gone = LaneEvent(at=NOON + timedelta(hours=3), kind="gone", number=2)
    lane, other = story_axis([[*seen(0), gone], seen(10)]).lanes
    assert lane.end == lane.marks[-1].x < other.end


def test_lanes_and_marks_are_bounded() -> None:
    """Of many versions those that would lie upon each other have one mark, that counts them."""
    axis = story_axis([seen(*range(1000))] + [seen(1)] * 200)
    assert len(axis.lanes) == MAX_LANES
    marks = axis.lanes[0].marks
    assert len(marks) <= MAX_MARKS + 1
    assert sum(1 + mark.more for mark in marks) == 1000
