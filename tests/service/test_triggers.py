"""When a job is due: from its schedule, its last recorded run, and the present."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Schedule
from jobs.schedule.triggers import first_run, longest_gap, trigger_of


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
QUARTER = Schedule(cron="*/15 * * * *")
HALF_HOUR = Schedule(every=minutes(30))
SPANS = st.timedeltas(timedelta(seconds=1), timedelta(days=30))


@pytest.mark.parametrize("schedule", [QUARTER, HALF_HOUR], ids=["cron", "every"])
def test_what_never_ran_is_due_at_once(schedule: Schedule) -> None:
    """A source that is new does not wait for its first quarter of an hour."""
    assert first_run(schedule, None, NOON) == NOON


@pytest.mark.parametrize(
    ("schedule", "last", "due"),
    [
        (QUARTER, minutes(-3), minutes(0)),
        (QUARTER, minutes(0), minutes(15)),
        (QUARTER, minutes(-40), minutes(0)),
        (HALF_HOUR, minutes(-10), minutes(20)),
        (HALF_HOUR, minutes(-31), minutes(0)),
        (HALF_HOUR, timedelta(days=-9), minutes(0)),
        (Schedule(cron="0 3 * * *"), minutes(-60), timedelta(hours=15)),
    ],
)
def test_the_next_run_counts_from_the_last_recorded_one(schedule: Schedule, last: timedelta, due: timedelta) -> None:
    """What was missed is made up for once, at once; what was done is not done again before its time."""
    assert first_run(schedule, NOON + last, NOON) == NOON + due


def test_a_run_in_the_future_silences_nothing() -> None:
    """A run that was recorded by a clock years ahead counts as one of now."""
    assert first_run(HALF_HOUR, NOON + timedelta(days=4000), NOON) == NOON + minutes(30)


@given(every=SPANS, age=st.timedeltas(timedelta(days=-60), timedelta(days=60)))
def test_an_interval_is_never_late_nor_early(every: timedelta, age: timedelta) -> None:
    """The next run is never in the past, never further off than the interval, and never sooner after the last one than that."""
    last, schedule = NOON - age, Schedule(every=every)
    due = first_run(schedule, last, NOON)
    assert NOON <= due <= NOON + every
    assert due >= min(last, NOON) + every or due == NOON


def test_a_cron_line_holds_in_its_time_zone() -> None:
    """Eight o'clock in Berlin is seven in UTC in winter and six in summer, and the gap between two is 25 hours in October."""
    berlin = Schedule(cron="0 8 * * *", timezone="Europe/Berlin")
    assert first_run(berlin, NOON, NOON) == datetime(2026, 11, 22, 7, tzinfo=UTC)
    june = datetime(2026, 6, 21, 12, tzinfo=UTC)
    assert first_run(berlin, june, june) == datetime(2026, 6, 22, 6, tzinfo=UTC)
    assert longest_gap(berlin, datetime(2026, 10, 20, tzinfo=UTC)) == timedelta(hours=25)


@pytest.mark.parametrize(
    ("schedule", "gap"),
    [
        (QUARTER, minutes(15)),
        (HALF_HOUR, minutes(30)),
        (Schedule(every=minutes(30), jitter=minutes(5)), minutes(35)),
        (Schedule(cron="0 9 * * mon-fri"), timedelta(days=3)),
        (Schedule(cron="0 9,17 * * *"), timedelta(hours=16)),
    ],
)
def test_the_longest_gap_tells_when_a_source_is_late(schedule: Schedule, gap: timedelta) -> None:
    """A line for workdays is not late on Sunday; jitter counts."""
    assert longest_gap(schedule, NOON) == gap


@pytest.mark.parametrize(
    "schedule", [Schedule(every=minutes(10), jitter=minutes(2)), Schedule(cron="*/10 * * * *", jitter=minutes(2))], ids=["every", "cron"]
)
def test_jitter_only_delays(schedule: Schedule) -> None:
    """A run comes up to the jitter later than the schedule says, never earlier, and not always at the same time."""
    trigger = trigger_of(schedule)
    found = {trigger.get_next_fire_time(NOON, NOON + timedelta(seconds=1)) for _ in range(50)}
    assert len(found) > 1
    assert all(NOON + minutes(10) <= moment <= NOON + minutes(12) for moment in found)
