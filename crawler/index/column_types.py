"""The column types of the index's tables, which sort and compare alike in every database."""

import json
import struct
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Dialect, LargeBinary, Text, TypeDecorator, func

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes in every database."""

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


def holds_text(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Return the condition that a column of ``TEXT`` holds a text, in small letters or great.

    SQLite knows these of ASCII alone, and so does PostgreSQL of text that sorts by its bytes.
    """
    return func.lower(column, type_=TEXT).contains(text.translate(_SMALL), autoescape=True)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970.

    It sorts and compares alike in every database.
    """

    impl = BigInteger
    cache_ok = True

    # the interface's
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return microseconds since 1970."""
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    # the interface's
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Return an aware UTC time."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[tuple[str, ...]]):
    """Several strings in order, kept as a JSON list; the empty tuple as NULL."""

    impl = Text
    cache_ok = True

    # as above
    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return a JSON list."""
        return json.dumps(value, ensure_ascii=False) if value else None

    # as above
    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ANN401, ARG002
        """Return the strings."""
        return tuple(json.loads(value)) if value else ()


class Tallies(TypeDecorator[tuple[tuple[str, int], ...]]):
    """Names with a number each, in order, kept as a JSON list of pairs."""

    impl = Text
    cache_ok = True

    # as above
    def process_bind_param(
        self,
        value: tuple[tuple[str, int], ...] | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> str | None:
        """Return a JSON list."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    # as above
    def process_result_value(
        self,
        value: Any,  # noqa: ANN401
        dialect: Dialect,  # noqa: ARG002
    ) -> tuple[tuple[str, int], ...] | None:
        """Return the pairs."""
        return (
            None if value is None else tuple((name, number) for name, number in json.loads(value))
        )


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Signed numbers of 64 bits in order, kept as eight bytes each."""

    impl = LargeBinary
    cache_ok = True

    # as above
    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the bytes, the highest of each number first."""
        return None if value is None else struct.pack(f">{len(value)}q", *value)

    # as above
    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[int, ...]:  # noqa: ANN401, ARG002
        """Return the numbers."""
        return struct.unpack(f">{len(value) // 8}q", value) if value else ()
