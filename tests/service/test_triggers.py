"""When a job is due: from its schedule, its last recorded run, and the present."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
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
def test_the_next_run_counts_from_the_last_recorded_one(
    schedule: Schedule, last: timedelta, due: timedelta
) -> None:
    """What was missed is made up for once, at once.

    What was done is not done again before its time.
    """
    assert first_run(schedule, NOON + last, NOON) == NOON + due


def test_a_run_in_the_future_silences_nothing() -> None:
    """A run that was recorded by a clock years ahead counts as one of now."""
    assert first_run(HALF_HOUR, NOON + timedelta(days=4000), NOON) == NOON + minutes(30)


@given(every=SPANS, age=st.timedeltas(timedelta(days=-60), timedelta(days=60)))
def test_an_interval_is_never_late_nor_early(every: timedelta, age: timedelta) -> None:
    """The next run is never in the past, never further off than the interval, and never sooner
    after the last one than that.
    """
    last, schedule = NOON - age, Schedule(every=every)
    due = first_run(schedule, last, NOON)
    assert NOON <= due <= NOON + every
    assert due >= min(last, NOON) + every or due == NOON


def test_a_cron_line_holds_in_its_time_zone() -> None:
    """Eight o'clock in Berlin is seven in UTC in winter and six in summer, and the gap between two
    is 25 hours in October.
    """
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
    "schedule",
    [
        Schedule(every=minutes(10), jitter=minutes(2)),
        Schedule(cron="*/10 * * * *", jitter=minutes(2)),
    ],
    ids=["every", "cron"],
)
def test_jitter_only_delays(schedule: Schedule) -> None:
    """A run comes up to the jitter later than the schedule says, never earlier, and not always at
    the same time.
    """
    trigger = trigger_of(schedule)
    found = {trigger.get_next_fire_time(NOON, NOON + timedelta(seconds=1)) for _ in range(50)}
    assert len(found) > 1
    assert all(NOON + minutes(10) <= moment <= NOON + minutes(12) for moment in found)


JUMPING = (
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Santiago",
    "America/Havana",
    "America/Asuncion",
    "Europe/Berlin",
    "Australia/Lord_Howe",
)
DAILY = st.sampled_from(
    [(0, 0), (0, 15), (0, 30), (1, 0), (1, 45), (2, 0), (2, 15), (2, 30), (3, 0), (23, 30)]
)


def fired(schedule: Schedule, begin: datetime, end: datetime) -> list[datetime]:
    """Return all firings from one instant to another, in the zone of the schedule."""
    trigger, found = trigger_of(schedule), []
    moment = trigger.get_next_fire_time(None, begin)
    while moment is not None and moment < end:
        found.append(moment)
        moment = trigger.get_next_fire_time(moment, moment)
    return found


@given(
    zone=st.sampled_from(JUMPING),
    time=DAILY,
    year=st.integers(2015, 2026),
    weekday=st.sampled_from(["*", "fri", "sat", "sun"]),
)
@settings(max_examples=40, deadline=None)
def test_every_matching_day_has_one_firing(
    zone: str, time: tuple[int, int], year: int, weekday: str
) -> None:
    """Whatever the clocks do, a daily or weekly line fires once on each local day that it names,
    and not before its time on the wall.
    """
    schedule = Schedule(cron=f"{time[1]} {time[0]} * * {weekday}", timezone=zone)
    begin = datetime(year, 1, 1, 12, tzinfo=UTC)
    days = [(begin + timedelta(days=count)).date() for count in range(1, 364)]
    wanted = [day for day in days if weekday == "*" or f"{day:%a}".lower() == weekday]
    moments = [
        moment
        for moment in fired(schedule, begin, begin + timedelta(days=366))
        if days[0] <= moment.date() <= days[-1]
    ]
    assert [moment.date() for moment in moments] == wanted
    assert all((moment.hour, moment.minute) >= time for moment in moments)
    off = [moment for moment in moments if (moment.hour, moment.minute) != time]
    assert len(off) <= 1, "only the day of the jump"
    assert all(moment.fold == 0 for moment in moments)


@pytest.mark.parametrize(
    ("cron", "zone", "begin", "firing"),
    [
        ("0 0 * * *", "Africa/Cairo", (2026, 4, 23, 12), "2026-04-24T01:00:00+03:00"),
        ("0 0 * * fri", "Africa/Cairo", (2026, 4, 18, 12), "2026-04-24T01:00:00+03:00"),
        ("0 0 * * *", "Asia/Beirut", (2026, 3, 28, 12), "2026-03-29T01:00:00+03:00"),
        ("0 0 * * *", "America/Santiago", (2026, 9, 5, 12), "2026-09-06T01:00:00-03:00"),
        ("0 0 * * *", "America/Havana", (2026, 3, 7, 12), "2026-03-08T01:00:00-04:00"),
        ("30 2 * * *", "Europe/Berlin", (2026, 10, 24, 12), "2026-10-25T02:30:00+02:00"),
        ("30 2 * * *", "Europe/Berlin", (2026, 10, 25, 0, 45), "2026-10-26T02:30:00+01:00"),
    ],
)
def test_a_jump_over_the_time(
    cron: str, zone: str, begin: tuple[int, int, int, int], firing: str
) -> None:
    """A time that the clock jumps over is the first one after the jump.

    One that it shows twice is the first.
    """
    moment = trigger_of(Schedule(cron=cron, timezone=zone)).get_next_fire_time(
        None, datetime(*begin, tzinfo=UTC)
    )
    assert moment is not None
    assert moment.isoformat() == firing


def test_hourly_lines_run_as_time_passes() -> None:
    """A line for every hour fires 23 times on the day of the jump and 25 times when the hour comes
    twice.
    """
    schedule = Schedule(cron="30 * * * *", timezone="Europe/Berlin")
    for day, begin, count in (
        (29, datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (25, datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ):
        found = fired(schedule, begin, begin + timedelta(hours=count))
        assert {moment.day for moment in found} == {day}
        assert len(found) == count
