"""The guard against naive datetimes."""

from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any


def require_utc(value: object) -> None:
    """Refuse naive and non-UTC datetimes in the fields of a dataclass instance."""
    kind: Any = type(value)  # mypy takes no class for hashable, and a cache wants one
    for name in _times(kind):
        moment = getattr(value, name)
        if isinstance(moment, datetime) and moment.utcoffset() != UTC.utcoffset(None):
            raise ValueError(
                f"{type(value).__name__}.{name} must be an aware UTC time, not {moment!r}"
            )


@cache
def _times(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # as above
    return tuple(spec.name for spec in fields(kind) if "datetime" in str(spec.type))


@cache
def field_names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401  # as above
    """Return the names of a dataclass's fields. Every record is looked through by them."""
    return tuple(spec.name for spec in fields(kind))
