"""What a call or a request asks for, from its text to values."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from crawler import identity
from crawler.codec import parse_utc
from crawler.config import is_duration, parse_duration
from crawler.errors import BadUrl, UsageError
from crawler.model import ChangeFilter, Silence, VersionRange

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DATE = re.compile(r"(?:19|20)[0-9]{6}")
"""ISO 8601 without hyphens. As seconds, it would be the better part of a year."""
_PAIR = 2


def age(text: str, option: str) -> timedelta:
    """Return the span of time that an option's text such as ``7d`` means.

    Raises ``UsageError`` that names the option.
    """
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r}: {error}") from error


def check_urls(urls: Iterable[str]) -> None:
    """Raise one ``UsageError`` for all the URLs of a call that none can fetch."""
    problems = []
    for url in urls:
        try:
            identity.normalise(url)
        except BadUrl as error:
            problems.append(error)
    if problems:
        raise UsageError("\n".join(error.message for error in problems), hint=problems[0].hint)


def change_filter(
    *,
    at: datetime,
    since: str | None = None,
    until: str | None = None,
    kind: str | None = None,
    source: str | None = None,
    host: str | None = None,
    silent: bool = False,
    limit: int | None = None,
) -> ChangeFilter:
    """Return the filter of changes that a call made ``at`` a time asks for.

    Raises ``UsageError``.
    """
    return ChangeFilter(
        since=beginning(since, "--since", at=at) if since is not None else None,
        until=beginning(until, "--until", at=at) if until is not None else None,
        kind=kind,
        source=source,
        host=host.lower() if host is not None else None,
        silence=Silence.SILENT if silent else None,
        limit=limit,
    )


def one_version(number: int | None, at: str | None = None) -> VersionRange:
    """Return the one version that a call asks for: by its number, or by a time."""
    if number is not None and at is not None:
        raise UsageError("--version and --at both name a version; give one of them")
    return VersionRange(new=number, at=instant(at, "--at") if at is not None else None)


def two_versions(old: int | None, new: int | None, moments: Sequence[str] = ()) -> VersionRange:
    """Return the older and the newer version that a call asks for.

    By their numbers, by one moment, which means the older one, or by two, in any order.
    """
    if len(moments) > _PAIR:
        raise UsageError("--at may be given twice, for the older and the newer version")
    if moments and old is not None:
        raise UsageError("--from and --at both name the older version; give one of them")
    if len(moments) == _PAIR and new is not None:
        raise UsageError("--to and the second --at both name the newer version; give one of them")
    old_at, at = (*sorted(instant(text, "--at") for text in moments), None, None)[:_PAIR]
    return VersionRange(old=old, new=new, old_at=old_at, at=at)


def instant(text: str, option: str) -> datetime:
    """Return the time that an option's text means. Raises ``UsageError`` that names the option."""
    hint = "Give an ISO 8601 time in UTC, such as 2026-11-21T10:00:00Z."
    try:
        datetime.fromisoformat(text)
    except ValueError as error:  # in words of Python's own
        raise UsageError(f"{option} {text!r} is no time", hint=hint) from error
    if len(text) <= len("2026-11-21"):
        raise UsageError(
            f"{option} {text!r} is a day, and no time of it",
            hint="Write a time of that day in UTC, such as 2026-11-21T23:59:59Z for its end.",
        )
    try:
        return parse_utc(text)
    except ValueError as error:
        raise UsageError(f"{option} {error}", hint=hint) from error


def beginning(text: str, option: str, *, at: datetime) -> datetime:
    """Return the time that an age such as ``24h`` before ``at``, a date or a time means.

    Raises ``UsageError`` that names the option.
    """
    hint = (
        "Give an age such as 90m, 24h or 7d, a date such as 2026-11-21, or a time such "
        "as 2026-11-21T10:00:00Z (UTC)."
    )
    if _YEAR.fullmatch(text):
        raise UsageError(
            f"{option} {text!r} may be a year, or seconds",
            hint=f"Write {text}-01-01 for the year, {text}s for the seconds.",
        )
    try:
        if not _DATE.fullmatch(text) and is_duration(text):
            return at - parse_duration(text)
        day = datetime.fromisoformat(text)
        return day.replace(tzinfo=UTC) if len(text) <= len("2026-11-21") else parse_utc(text)
    except ValueError as error:
        said = f": {error}" if is_duration(text) else " is no age and no time"
        raise UsageError(f"{option} {text!r}{said}", hint=hint) from error
