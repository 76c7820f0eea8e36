"""Times as pages write them, made ISO 8601 and no more exact than they were."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.extract.metadata.written_dates import written
from crawler.languages.calendars import western_digits

_ISO = re.compile(
    r"^\s*(\d{4})-(\d\d?)-(\d\d?)(?:[T\s]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?\s*$",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?\s*$"
)
_EPOCH = re.compile(r"^\s*(1\d{9})(?:\.\d+)?\s*$|^\s*(1\d{9})\d{3}\s*$")
_MAX_TEXT_LENGTH = 200
_EARLIEST = date(1990, 1, 1)
_AHEAD = timedelta(days=2)
"""A page may be dated ahead by time zones, not by more."""


def moment(text: str | None, fetched_at: datetime | None = None) -> str | None:
    """Return the time that the text gives, in ISO 8601.

    None where it gives none or an implausible one.

    A day stays a day. A time keeps the offset that it was given with, zero written ``Z``; without
    an offset it stays without, as the page's local time. Fractions of a second are dropped.
    Implausible: before 1990, or more than two days after ``fetched_at``.
    """
    given = western_digits((text or "")[:_MAX_TEXT_LENGTH])
    values = (_attempt(read, given) for read in _READERS)
    return next(
        (_told(value) for value in values if value is not None and _plausible(value, fetched_at)),
        None,
    )


def _attempt(read: Callable[[str], date | None], text: str) -> date | None:
    try:
        return read(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _told(value: date) -> str:
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _plausible(value: date, fetched_at: datetime | None) -> bool:
    day = value.date() if isinstance(value, datetime) else value
    return day >= _EARLIEST and (fetched_at is None or day <= (fetched_at + _AHEAD).date())


def _iso(text: str) -> date | None:
    """2024-03-05, 2024-03-05T10:00, 2024-03-05 10:00:00.123 +0100."""
    found = _ISO.match(text)
    return _made(found) if found else None


def _compact(text: str) -> date | None:
    """20240305, 20240305T100000Z."""
    found = _COMPACT.match(text)
    return _made(found) if found else None


def _made(found: re.Match[str]) -> date:
    """Return the date, or the time, of a match.

    Its groups are year, month, day, hour, minute, second and zone.
    """
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    offset = "Z" if (zone or "").upper() in ("UTC", "GMT") else (zone or "").upper()
    return datetime.fromisoformat(
        f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}:{second or '00'}{offset}"
    )


def _epoch(text: str) -> date | None:
    """Return seconds or milliseconds since 1970."""
    found = _EPOCH.match(text)
    return datetime.fromtimestamp(int(found.group(1) or found.group(2)), UTC) if found else None


def _mail(text: str) -> date | None:
    """Tue, 05 Mar 2024 10:00:00 GMT (RFC 5322)."""
    return parsedate_to_datetime(text) if ":" in text and "," in text else None


def _written(text: str) -> date | None:
    """14 March 2026, in any language that has its months in the data files."""
    found = written(text)
    return found.day if found else None


_READERS: tuple[Callable[[str], date | None], ...] = (
    _iso,
    _compact,
    _epoch,
    _mail,
    _written,
)
