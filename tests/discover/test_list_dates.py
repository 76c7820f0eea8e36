"""The dates of lists, as the world writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover.list_dates import MAX_MISSES, DateReader
from crawler.languages.calendars import other_calendar

NINE = datetime(2026, 3, 14, 9, tzinfo=UTC)
DAY = datetime(2026, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-14T10:00:00+01:00", NINE),
        ("2026-03-14 09:00", NINE),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("1773478800", NINE),
        ("1773478800000", NINE),
        ("1773478800.25", NINE),
        ("Sat, 14 Mar 2026 11:00:00 CEST", NINE),
        ("Sat, 14 Mar 2026 10:00:00 BST", NINE),
        ("Sat, 14 Mar 2026 18:00:00 JST", NINE),
        ("Sat, 14 Mar 2026 19:00:00 AEST", NINE),
        ("Sat, 14 Mar 2026 14:30:00 IST", NINE),
        ("Sat Mar 14 10:00:00 CET 2026", NINE),
        ("Sat, 14 Mar 2026 09:00:00 NOZONE", NINE),
        ("Sa, 14 Mär 2026 10:00:00 +0100", NINE),
        ("sam., 14 mars 2026 10:00:00 +0100", NINE),
        ("Сб, 14 мар 2026 12:00:00 +0300", NINE),  # noqa: RUF001
        ("Σάβ, 14 Μαρ 2026 11:00:00 +0200", NINE),  # noqa: RUF001
        ("토, 14 3월 2026 18:00:00 +0900", NINE),
        ("السبت, 14 مارس 2026 12:00:00 +0300", NINE),
        ("شنبه, 23 اسفند 1404 12:30:00 +0330", NINE),
        ("2026年3月14日", DAY),
        ("令和8年3月14日", DAY),
        ("民國115年3月14日", DAY),
        ("14 มี.ค. 2569", DAY),
        ("วันเสาร์ที่ 14 มีนาคม พ.ศ. 2569", DAY),
        ("١٤ مارس ٢٠٢٦", DAY),
        ("14 آذار 2026", DAY),
        ("۲۳ اسفند ۱۴۰۴", DAY),
        ("1404/12/23 09:00", NINE),
        ("१४ मार्च २०२६", DAY),
        ("३० फागुन २०८२", DAY),
        ("२०८२-११-३०", DAY),
        ("31/03/2026 09:00", datetime(2026, 3, 31, 9, tzinfo=UTC)),
    ],
)
def test_dates_that_are_read(text: str, moment: datetime) -> None:
    """Standards' forms, named zones, Unix times, words of many languages, other calendars."""
    assert DateReader().read(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        None,
        " ",
        "0",
        "-1",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00+00:00",
        "1969-12-31T19:00:00-05:00",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "1900-01-01",
        "1899-12-30",
        "9999-12-31",
        "2082-12-01",
        "1773",
        "yesterday",
        "5 minutes ago",
        "Saturday",
        "03/04/2026",
        "2026年03月14日 09:00",
        "14 มีนาคม 2569 09:00",
        "14 марта 2026 09:00",
        "32 اسفند 1404",
        "Sat, 31 Feb 2026 09:00:00 GMT",
        "9" * 300,
    ],
)
def test_dates_that_are_none(text: str | None) -> None:
    """Placeholders, what could be either way round, clocks somewhere, and what is no date."""
    assert DateReader().read(text) is None


def test_strange_dates_cost_a_list_a_bounded_time() -> None:
    """A list of nonsense does not keep a worker busy: after some failures nothing more is tried."""
    reader = DateReader()
    for number in range(MAX_MISSES):
        assert reader.read(f"the {number}th of Nonember 2026") is None
    assert reader.read("14 mars 2026") is None
    assert reader.read("2026-03-14") == DAY


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_a_thai_year_is_543_more(day: date) -> None:
    """The same day by the Thai era, with its digits or ours."""
    written = f"{day.day}/{day.month}/{day.year + 543}"
    thai = written.translate({ord("0") + digit: chr(0x0E50 + digit) for digit in range(10)})
    assert other_calendar(written) == other_calendar(thai) == (day, " ")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever stands in a date, it is a time in UTC or none."""
    found = DateReader().read(text)
    assert found is None or found.tzinfo is UTC
