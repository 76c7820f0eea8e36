"""The dates that lists give, in the forms that they are given in. The one door of dateparser."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from crawler.languages.calendars import other_calendar, western_digits

MAX_TEXT = 100
"""Signs of the longest text that is taken for a date."""

MAX_MISSES = 50
"""Texts of one list that dateparser may fail on. Each costs it some ten milliseconds."""

_UNIX = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")
_W3C = re.compile(r"(\d{4})(?:-(\d{2}))?")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/\d{4}(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[:時点시時]\s?(\d{2})(?:\s?[:分]\s?(\d{2}))?(?!\d)")
_NOON = re.compile(r"\b[ap]\.?m\b", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_OFFSET = re.compile(r"(?<!\d)([+-]\d{2}):?(\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4}|\d{2})(?!\d)")
_MONTHS = 12

_PLACEHOLDERS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC))
"""What systems write that know no date: the first moments of their counting."""
_YEARS = range(1900, 2070)
_DAY = timedelta(days=1)

_ZONES = {
    name: offset
    for offset, names in {
        "+0000": "UT UTC GMT WET Z",
        "+0100": "CET MET MEZ BST WEST WAT",
        "+0200": "CEST MEST MESZ EET SAST CAT",
        "+0300": "EEST MSK TRT EAT",
        "+0330": "IRST",
        "+0400": "GST",
        "+0500": "PKT",
        "+0530": "IST",
        "+0545": "NPT",
        "+0600": "BDT",
        "+0700": "ICT WIB",
        "+0800": "AWST HKT SGT MYT PHT WITA",
        "+0900": "JST KST WIT",
        "+0930": "ACST",
        "+1000": "AEST",
        "+1030": "ACDT",
        "+1100": "AEDT",
        "+1200": "NZST",
        "+1300": "NZDT",
        "-0200": "BRST",
        "-0230": "NDT",
        "-0300": "ADT ART BRT CLST",
        "-0330": "NST",
        "-0400": "EDT AST CLT VET",
        "-0500": "EST CDT COT PET",
        "-0600": "CST MDT",
        "-0700": "MST PDT",
        "-0800": "PST AKDT",
        "-0900": "AKST",
        "-1000": "HST",
    }.items()
    for name in names.split()
}
"""Names of time zones. Where RFC 822, section 5.1, has a name, it counts; IST is India's and BST
Britain's, where most feeds that write so come from.
"""
_ZONE = re.compile(rf"(?<=[\d\s])({'|'.join(sorted(_ZONES, key=len, reverse=True))})(?!\w)")


class DateReader:
    """Reads the dates of one list.

    A date without a time is its first moment. A time without a zone is taken as UTC where a
    standard's form or numbers give it. In words it is that of a clock somewhere, and no instant.
    Days and months that could be either way round are no date, nor are the first moments of a
    system's own counting.
    """

    def __init__(self) -> None:
        self._misses = 0
        self._known: dict[str, datetime | None] = {}

    def read(self, text: str | None) -> datetime | None:
        """Return a time in UTC, or None where the text holds none that can be trusted.

        Read are ISO 8601 and W3C dates (https://www.w3.org/TR/NOTE-datetime), RFC 822 dates with
        named zones, Unix times in seconds or milliseconds, the languages that dateparser knows, and
        the calendars of ``crawler.languages.calendars``.
        """
        text = " ".join((text or "").split())
        if not text or len(text) > MAX_TEXT:
            return None
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> datetime | None:
        plain = western_digits(text)
        found = _standard(plain)
        if found is not None and _plausible(found):
            return found
        found = _attempt(_calendar, text) or (
            _attempt(self._written, plain) if found is None else None
        )
        return found if found is not None and _plausible(found) else None

    def _written(self, text: str) -> datetime | None:
        """Return the time of a date in words, or in numbers of no standard."""
        slashed = _SLASHED.search(text)
        if slashed and slashed[1] != slashed[2] and max(map(int, slashed.groups())) <= _MONTHS:
            return None
        years = {int(year) % 100 for year in _YEAR.findall(text)}
        if not years or self._misses >= MAX_MISSES:
            return None
        found = _dateparser(_zoned(text))
        self._misses += found is None
        if found is None or found.year % 100 not in years:
            return None
        return None if found.tzinfo is None and _on_some_wall(text) else found


def _standard(text: str) -> datetime | None:
    """Return the time of a text in a standard's form, else None."""
    return next(
        (found for read in (_unix, _iso, _mail) if (found := _attempt(read, text)) is not None),
        None,
    )


def _attempt(read: Callable[[str], datetime | None], text: str) -> datetime | None:
    """Return in UTC what the reader finds; None where the numbers make no date."""
    try:
        found = read(text)
        return None if found is None else _in_utc(found)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _zoned(text: str) -> str:
    """Return the text with its named time zone as an offset."""
    return _ZONE.sub(lambda zone: _ZONES[zone[1]], text)


def _dateparser(text: str) -> datetime | None:
    import dateparser  # noqa: PLC0415  # it loads its languages, for the few lists that need them

    settings: Any = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    found: datetime | None = dateparser.parse(text, settings=settings)
    return found


def _unix(text: str) -> datetime | None:
    found = _UNIX.fullmatch(text)
    if not found:
        return None
    return datetime.fromtimestamp(int(found[1]) if found[1] else int(found[2]) // 1000, UTC)


def _iso(text: str) -> datetime | None:
    whole = _W3C.fullmatch(text)
    if whole:  # W3C dates may stop after the year or the month
        return datetime(int(whole[1]), int(whole[2] or 1), 1, tzinfo=UTC)
    return datetime.fromisoformat(text)


def _mail(text: str) -> datetime | None:
    """Tue, 03 Mar 2026 08:00:00 GMT (RFC 5322), or with a named zone."""
    return parsedate_to_datetime(_zoned(text))


def _calendar(text: str) -> datetime | None:
    found = other_calendar(text)
    if found is None:
        return None
    day, rest = found
    time, offset = _TIME.search(rest), _OFFSET.search(rest)
    if time is None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    if offset is None and _on_some_wall(text):
        return None
    zone = UTC
    if offset:
        zone = timezone(timedelta(hours=int(offset[1]), minutes=int(offset[1][0] + offset[2])))
    hour, minute, second = (int(part or 0) for part in time.groups())
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)


def _on_some_wall(text: str) -> bool:
    """Return whether a text without a zone tells a time in words: that of a clock somewhere."""
    return bool(_TIME.search(text) and _LETTER.search(_NOON.sub("", text)))


def _plausible(moment: datetime) -> bool:
    return moment.year in _YEARS and not any(
        abs(moment - placeholder) <= _DAY for placeholder in _PLACEHOLDERS
    )


def _in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a naive one is taken as UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
