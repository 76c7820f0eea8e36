"""The guard against naive datetimes."""

from dataclasses import fields
from datetime import UTC, datetime


def require_utc(value: object) -> None:
    """Refuse naive and non-UTC datetimes in the fields of a dataclass instance."""
    for spec in fields(value):  # type: ignore[arg-type]  # every caller is a dataclass
        moment = getattr(value, spec.name)
        if isinstance(moment, datetime) and moment.utcoffset() != UTC.utcoffset(None):
            raise ValueError(
                f"{type(value).__name__}.{spec.name} must be an aware UTC time, not {moment!r}"
            )
