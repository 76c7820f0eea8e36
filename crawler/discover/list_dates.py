"""The dates that lists give, in the forms that they are given in."""

from datetime import UTC, datetime


def parse_date(text: str | None) -> datetime | None:
    """Return a time in UTC from an ISO 8601 or W3C date (https://www.w3.org/TR/NOTE-datetime).

    None where there is none to be read.

    A date without a time is its first moment, and a time without a zone is taken as UTC.
    """
    if not text:
        return None
    try:
        return in_utc(datetime.fromisoformat(_whole(text.strip())))
    except (ValueError, OverflowError):
        return None


def _whole(text: str) -> str:
    """W3C dates may stop after the year or the month; ``fromisoformat`` wants the day too."""
    return text + {4: "-01-01", 7: "-01"}.get(len(text), "")


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a naive one is taken as UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
