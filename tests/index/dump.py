"""The index's whole content as text, to compare two indexes byte by byte."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crawler.codec import canonical_json, format_utc
from crawler.index import KeptNumbers
from crawler.index.open_index import Index
from crawler.index.schema import CONTENT
from crawler.index.table_names import PREFIX


def dump(index: Index) -> bytes:
    """Return one JSON line for each row: the table's name, then its columns.

    Tables by name, rows in the order of their keys.

    Two indexes that know the same stored objects give the same bytes.
    """
    lines = []
    with index.reading() as connection:
        for table in sorted(CONTENT, key=lambda table: table.name):
            rows = connection.execute(select(table).order_by(*table.primary_key.columns))
            lines += [
                canonical_json([table.name.removeprefix(PREFIX), *map(_plain, row)]) + b"\n"
                for row in rows
            ]
    return b"".join(lines)


def _plain(value: Any) -> Any:
    if isinstance(value, KeptNumbers):
        return list(value)
    return format_utc(value) if isinstance(value, datetime) else value
