"""How busy each day was: changes by day, over some months."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crawler.model import ChangeFilter
from jobs.reading.change_list import check_kind, check_source
from jobs.reading.opened import OpenedArchive

MAX_MONTHS = 12


@dataclass(frozen=True, slots=True)
class BusyDays:
    """The changes of each day of some whole months that had any."""

    first: date
    last: date
    """Both are shown."""
    changes: Mapping[date, int]

    @property
    def total(self) -> int:
        """Return how many changes these months had."""
        return sum(self.changes.values())

    @property
    def most(self) -> int:
        """Return how many changes the busiest day had."""
        return max(self.changes.values(), default=0)

    def document(self) -> dict[str, Any]:
        """Return the days as JSON has them."""
        days = [{"day": day.isoformat(), "changes": n} for day, n in self.changes.items()]
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "total": self.total,
            "days": days,
        }


def busy_days(opened: OpenedArchive, wanted: ChangeFilter, last: date, months: int) -> BusyDays:
    """Return the changes that fit by day, in the month of ``last`` and those before it.

    Whatever the filter says of times counts too. Raises ``UsageError`` as ``change_list`` does.
    """
    if wanted.kind is not None:
        check_kind(wanted.kind)
    if wanted.source is not None:
        check_source(opened, wanted.source)
    first, end = month_before(last, min(months, MAX_MONTHS) - 1), month_before(last, -1)
    since, until = _midnight(first), _midnight(end)
    bounded = replace(
        wanted,
        since=max(since, wanted.since) if wanted.since else since,
        until=min(until, wanted.until) if wanted.until else until,
        cursor=None,
        limit=None,
    )
    return BusyDays(first, end - timedelta(days=1), opened.index.change_days(bounded))


def month_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before, or after where it is below zero."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(min(max(year, date.min.year), date.max.year), month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
