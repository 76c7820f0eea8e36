"""Schedules: cron lines and intervals."""

import importlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.config import Schedule
from crawler.config.schedule import parse_cron


@pytest.mark.parametrize(
    ("given_as", "schedule"),
    [
        ("*/15 * * * *", Schedule(cron="*/15 * * * *")),
        ("15m", Schedule(every=timedelta(minutes=15))),
        ("hourly", Schedule(every=timedelta(hours=1))),
        ("Daily", Schedule(every=timedelta(days=1))),
        (900, Schedule(every=timedelta(minutes=15))),
        ("900", Schedule(every=timedelta(minutes=15))),
        ("1h 30m", Schedule(every=timedelta(minutes=90))),
        (
            {"every": "15m", "jitter": "1m"},
            Schedule(every=timedelta(minutes=15), jitter=timedelta(minutes=1)),
        ),
        ({"cron": "0 6 * * 1", "timezone": "UTC"}, Schedule(cron="0 6 * * mon")),
    ],
)
def test_forms(given_as: Any, schedule: Schedule) -> None:
    """Text is a cron line, a duration or its name, a number is seconds; a mapping says which."""
    assert Schedule.model_validate(given_as) == schedule


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"every": "0s"},
        {"every": "-5m"},
        {"every": "5m", "cron": "* * * * *"},
        {"every": "5m", "jitter": "5m"},
        {"cron": "* * * * *", "timezone": "Mars/Olympus"},
        {"cron": "* * * * *", "timezone": "../etc/passwd"},
        {"cron": "* * * * *", "timezone": ""},
        "weekly",
        "@daily",
        0,
        [],
        True,
    ],
)
def test_no_schedules(value: object) -> None:
    """Neither, both, a zero interval, a jitter as long as the interval, or an unknown zone is
    refused.
    """
    with pytest.raises(ValidationError):
        Schedule.model_validate(value)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("0 6 * * 0", "0 6 * * sun"),
        ("0 6 * * 7", "0 6 * * sun"),
        ("0 6 * * 1-5", "0 6 * * mon,tue,wed,thu,fri"),
        ("0 6 * * SAT-SUN", "0 6 * * sun,sat"),
        ("0 6 * * */2", "0 6 * * sun,tue,thu,sat"),
        ("0 6 * jan-mar *", "0 6 * 1,2,3 *"),
        ("  5/15   8-18/2  1,15 * * ", "5,20,35,50 8,10,12,14,16,18 1,15 * *"),
    ],
)
def test_cron_lines(line: str, form: str) -> None:
    """Days of the week come out as names, so that no program can count them its own way."""
    assert parse_cron(line) == form


@pytest.mark.parametrize(
    "line",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * moon",
        "*/0 * * * *",
        "5-1 * * * *",
        "1, * * * *",
        "-1 * * * *",
        "*-5 * * * *",
        "* * 1 * 1",
        "٣ * * * *",
    ],
)
def test_no_cron_lines(line: str) -> None:
    """A wrong number of fields, a number out of range, an empty range, or both kinds of day are
    refused.
    """
    with pytest.raises(ValueError, match=r"cron line|is no |disagree"):
        parse_cron(line)


def _field(lowest: int, highest: int) -> st.SearchStrategy[str]:
    number = st.integers(lowest, highest)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    stepped = st.tuples(st.one_of(st.just("*"), span), st.integers(1, 70)).map(
        lambda pair: f"{pair[0]}/{pair[1]}"
    )
    return st.one_of(
        st.just("*"),
        st.lists(st.one_of(number.map(str), span, stepped), min_size=1, max_size=3).map(",".join),
    )


_days = st.one_of(st.tuples(_field(1, 31), st.just("*")), st.tuples(st.just("*"), _field(0, 7)))


@given(_field(0, 59), _field(0, 23), _field(1, 12), _days)
def test_the_scheduler_takes_what_is_accepted(
    minute: str, hour: str, month: str, days: tuple[str, str]
) -> None:
    """Every accepted line is one that the scheduler reads, and reading it again changes nothing."""
    form = parse_cron(f"{minute} {hour} {days[0]} {month} {days[1]}")
    assert parse_cron(form) == form
    importlib.import_module("apscheduler.triggers.cron").CronTrigger.from_crontab(
        form, timezone="UTC"
    )


@pytest.mark.parametrize("text", ["1 d", "90  m", " 2 h "])
def test_a_duration_with_a_space(text: str) -> None:
    """A duration in two words is not taken for a cron line that lacks fields."""
    with pytest.raises(ValidationError, match="a duration has no space in it"):
        Schedule.model_validate(text)
