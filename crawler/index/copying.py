"""Many rows into PostgreSQL at once, by its COPY. No index in SQLite has a use for it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from crawler.errors import IndexUnusable

if TYPE_CHECKING:
    from psycopg import Connection as Driver

MIN_COPIED = 50
"""Rows from which on a copy is quicker than a statement for each."""


def copy_new(
    connection: Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert the rows whose primary key is not there yet.

    They are copied into a table of the transaction's own first: COPY fails at a row that is there.
    """
    driver: Driver[Any] | None = connection.connection.driver_connection
    if driver is None:
        raise IndexUnusable("the index's connection was closed")
    columns, stage = ", ".join(f'"{name}"' for name in names), f"staged_{table}"
    like = f"SELECT {columns} FROM {table} WITH NO DATA"  # noqa: S608  # names of ours
    copied = f"SELECT {columns} FROM {stage}"  # noqa: S608  # as above
    with driver.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {stage} ON COMMIT DROP AS {like}".encode())
        with cursor.copy(f"COPY {stage} ({columns}) FROM STDIN".encode()) as out:
            for row in rows:
                out.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({columns}) {copied} ON CONFLICT DO NOTHING".encode())
        cursor.execute(f"DROP TABLE {stage}".encode())
