"""A place in a list of changes, as addresses write it."""

import base64
import binascii
import json
from typing import TypeVar

from crawler.codec import format_utc, parse_utc
from crawler.errors import UsageError
from crawler.model import ChangePosition

T = TypeVar("T")


def written(position: ChangePosition) -> str:
    """Return the place for an address."""
    parts = [format_utc(position.confirmed_at), position.article, position.version]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def position_of(text: str) -> ChangePosition:
    """Return the place that an address names. Raises ``UsageError``."""
    try:
        padded = text + "=" * (-len(text) % 4)
        at, article, version = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return ChangePosition(
            confirmed_at=parse_utc(at),
            article=_checked(article, str),
            version=_checked(version, int),
        )
    except (binascii.Error, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            "cursor is no place in this list",
            hint="Begin at the first page, and follow its links.",
        ) from error


def _checked(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(value)
    return value
