"""Places in the list of changes as text, for addresses: ``2026-11-27T12:00:00Z,<article>,3``."""

import re

from crawler.codec import format_utc, parse_utc
from crawler.errors import UsageError
from crawler.model import ChangePosition

_CURSOR = re.compile(r"(?P<at>[^,\s]{1,40}),(?P<article>[^,\s]{1,300}),(?P<version>[0-9]{1,9})")


def cursor_text(place: ChangePosition) -> str:
    """Return the place as text."""
    return f"{format_utc(place.confirmed_at)},{place.article},{place.version}"


def cursor_place(text: str) -> ChangePosition:
    """Return the inverse of ``cursor_text``. Raises ``UsageError`` for anything else."""
    found = _CURSOR.fullmatch(text)
    try:
        if found is not None:
            return ChangePosition(
                confirmed_at=parse_utc(found["at"]),
                article=found["article"],
                version=int(found["version"]),
            )
    except ValueError:
        pass
    raise UsageError(
        f"cursor {text!r} names no place in the list",
        hint="Take it as a page gave it, or leave it away to begin with the newest change.",
    )
