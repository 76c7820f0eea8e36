"""``/calendar``: how many changes each day had, month by month."""

from calendar import monthcalendar
from datetime import date, timedelta
from typing import Any

from crawler.errors import UsageError
from jobs.reading.busy_days import BusyDays, busy_days, month_before
from jobs.reading.opened import OpenedArchive
from jobs.web.change_query import change_filter_of, filter_in_words, filter_query, given_filters
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

MONTHS = 6
SHADES = 4

_EARLIEST, _LATEST = date(1990, 1, 1), date(2999, 12, 1)


def calendar(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page."""
    given = given_filters(request)
    given = {name: value for name, value in given.items() if name not in {"since", "until"}}
    today = opened.at.date()
    last = _month(request.value("month"), today)
    found = busy_days(opened, change_filter_of(opened, request, given, at=opened.at), last, MONTHS)
    earlier, later = month_before(last, MONTHS), month_before(last, -MONTHS)
    return page(
        request,
        "calendar.html.j2",
        found=found,
        months=_months(found, given, last, today),
        shades=range(1, SHADES + 1),
        chosen=given,
        in_words=filter_in_words(given),
        changes=f"/?{filter_query(given)}".rstrip("?"),
        earlier=request.link(month=f"{earlier:%Y-%m}") if earlier >= _EARLIEST else None,
        later=request.link(month=f"{later:%Y-%m}") if last < today.replace(day=1) else None,
    )


def _months(
    found: BusyDays, given: dict[str, str], last: date, today: date
) -> list[dict[str, Any]]:
    """Return the months, the latest first, without the empty ones before the first change."""
    shown = 1 + (last.year - min(found.changes, default=last).year) * 12
    shown += last.month - min(found.changes, default=last).month
    return [_weeks(found, given, month_before(last, back), today) for back in range(shown)]


def _month(text: str | None, today: date) -> date:
    """Return the first day of the month that is asked for: ``2026-11``. Raises ``UsageError``."""
    if text is None:
        return today.replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found <= _LATEST:
        raise UsageError(f"month is a month such as {today:%Y-%m}, not {text!r}")
    return found


def _weeks(found: BusyDays, given: dict[str, str], first: date, today: date) -> dict[str, Any]:
    """Return a month as the template draws it: weeks from Monday to Sunday, no day as None."""
    weeks = [
        [_day(found, given, first.replace(day=day), today) if day else None for day in week]
        for week in monthcalendar(first.year, first.month)
    ]
    total = sum(day["changes"] for week in weeks for day in week if day)
    return {"first": first, "weeks": weeks, "total": total}


def _day(found: BusyDays, given: dict[str, str], day: date, today: date) -> dict[str, Any]:
    count = found.changes.get(day, 0)
    shade = 1 + (count - 1) * SHADES // found.most if count else 0
    span = {"since": day.isoformat(), "until": (day + timedelta(days=1)).isoformat()}
    return {
        "day": day,
        "changes": count,
        "shade": shade,
        "address": f"/?{filter_query(span | given)}" if count else None,
        "today": day == today,
    }
