"""How values read in plain words, on a terminal and on a page alike: times, counts, kinds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.model import Extraction, LiveEntry, Outcome, Silence, Version

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def moment(value: datetime | None) -> str:
    """Return a time to the second, in UTC: ``2026-11-21 10:24:39Z``."""
    return f"{value.isoformat(' ', 'seconds')[:19]}Z" if value else "-"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return the number with its noun: ``1 page``, ``2 pages``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def versions_counted(number: int, redacted: int) -> str:
    """Return how many versions there are, and of how many the text was taken out."""
    return counted(number, "version") + (f" ({redacted:,} redacted)" if redacted else "")


def numbered(noun: str, names: Sequence[int | str]) -> str:
    """Return what has these numbers: ``version 2``, ``versions 1, 3 and 4``."""
    *others, last = map(str, names)
    return f"{noun}s {', '.join(others)} and {last}" if others else f"{noun} {last}"


def worded(outcome: Outcome | str | None) -> str:
    """Return an outcome as words: ``not modified``."""
    return outcome.replace("_", " ") if outcome else "-"


def interval(version: Version, before: datetime | None = None) -> str:
    """Return when a version came about.

    After the last check that saw the old state, by the first that saw the new one. ``before`` is
    when the version before a first one was captured, if that was imported since.
    """
    since, until = version.last_seen_before or before, version.captured_at
    if since is None:
        return f"by {moment(until)}"
    end = f"{until:%H:%M:%SZ}" if since.date() == until.date() else moment(until)
    return f"after {since:%Y-%m-%d %H:%M:%S}, by {end}"


def kinds(version: Version, *, follows: bool = False) -> str:
    """Return a version's kinds of change, or what else it is.

    ``follows``: whether another stands before it, which of a first one was imported since.
    """
    if version.is_first:
        later = "recorded as the first; what stood before was imported later"
        return later if follows else "first seen"
    marks = [
        *version.change.kinds,
        *(["silent"] if version.change.silence is Silence.SILENT else []),
    ]
    return ", ".join(marks) or "changed"


def imported(version: Version) -> str:
    """Return from where a version was imported; "" for one that was fetched."""
    origin = version.imported
    return f"imported from {origin.file}, SHA-256 {origin.sha256[:12]}…" if origin else ""


def words(added: int, removed: int) -> str:
    """Return how much was changed: ``34 words added, 1 removed``."""
    return f"{counted(added, 'word')} added, {removed:,} removed"


def size(number: int) -> str:
    """Return a number of bytes for people: ``1.2 MB``."""
    value = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:  # noqa: PLR2004  # SI
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def lasting(span: timedelta) -> str:
    """Return a span of time in its two largest units: ``2 h 5 min``."""
    left, told = int(span.total_seconds()), []
    for size, name in (*_UNITS, (1, "s")):
        number, left = divmod(left, size)
        if number:
            told.append(f"{number} {name}")
        elif told:
            break
    return " ".join(told[:2]) or "0 s"


def later(seconds: int | None) -> str:
    """Return a lag in its largest unit: ``2 h later``."""
    if not seconds:
        return "same time"
    number, unit = next(
        ((abs(seconds) // size, name) for size, name in _UNITS if abs(seconds) >= size),
        (abs(seconds), "s"),
    )
    return f"{number} {unit} {'later' if seconds >= 0 else 'earlier'}"


def coverage(text: Extraction) -> str:
    """Return what a live blog's page holds, and whether it goes on; "" for any other page."""
    if text.live is None:
        return ""
    ended = f"ended {text.live.ended}" if text.live.ended else "its newest entry is old"
    parts = [
        f"live blog, {counted(len(text.entries), 'entry', 'entries')} on the page",
        "older ones elsewhere" if text.live.continued else "",
        "running" if text.live.running else ended,
    ]
    return "; ".join(filter(None, parts))


def entry_note(entry: LiveEntry) -> str:
    """Return what stands above a live blog's entry: when it came, when it was changed, its id."""
    parts = [
        entry.published or "no time",
        f"changed {entry.modified}" if entry.modified else "",
        entry.id or "",
    ]
    return " · ".join(filter(None, parts))
