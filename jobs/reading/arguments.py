"""What a call or a request asks for, from its text to values."""

from datetime import UTC, datetime, timedelta

from crawler.codec import parse_utc
from crawler.config import parse_duration
from crawler.errors import UsageError
from crawler.model import ChangeFilter, Silence, VersionRange


def age(text: str, option: str) -> timedelta:
    """Return the span of time that an option's text such as ``7d`` means.

    Raises ``UsageError`` that names the option.
    """
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r}: {error}") from error


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
        since=beginning(since, "--since", at=at) if since else None,
        until=beginning(until, "--until", at=at) if until else None,
        kind=kind,
        source=source,
        host=host.lower() if host else None,
        silence=Silence.SILENT if silent else None,
        limit=limit,
    )


def one_version(number: int | None, at: str | None = None) -> VersionRange:
    """Return the one version that a call asks for: by its number, or by a time."""
    if number is not None and at is not None:
        raise UsageError("--version and --at both name a version; give one of them")
    return VersionRange(new=number, at=instant(at, "--at") if at is not None else None)


def two_versions(old: int | None, new: int | None) -> VersionRange:
    """Return the older and the newer version that a call asks for."""
    return VersionRange(old=old, new=new)


def instant(text: str, option: str) -> datetime:
    """Return the time that an option's text means. Raises ``UsageError`` that names the option."""
    try:
        return parse_utc(text)
    except ValueError as error:
        raise UsageError(
            f"{option} takes an ISO 8601 time such as 2026-11-21T10:00:00Z: {error}"
        ) from error


def beginning(text: str, option: str, *, at: datetime) -> datetime:
    """Return the time that an age such as ``24h`` before ``at``, a date or a time means.

    Raises ``UsageError`` that names the option.
    """
    hint = (
        "Give an age such as 90m, 24h or 7d, a date such as 2026-11-21, or a time such "
        "as 2026-11-21T10:00:00Z (UTC)."
    )
    try:
        return at - parse_duration(text)
    except OverflowError as error:
        raise UsageError(f"{option} {text!r} lies before all time", hint=hint) from error
    except ValueError:
        pass
    try:
        day = datetime.fromisoformat(text)
        return day.replace(tzinfo=UTC) if len(text) <= len("2026-11-21") else parse_utc(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no age and no time", hint=hint) from error
