"""What differs between databases, in one place.

How to connect, how writers take turns, how to insert only what is new.

SQLite runs in WAL mode, so readers never wait; a writer takes its turn when it begins, so it never
has to give way half-way. PostgreSQL writers take turns on an advisory lock, because a summary is
made from rows that another writer must not be adding.
"""

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from math import ceil
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Dialect,
    Engine,
    Integer,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from crawler.errors import IndexUnusable
from crawler.index.column_types import Moment
from crawler.index.copying import MIN_COPIED, copy_new
from crawler.index.time_limit import TimeLimit, current_limit
from crawler.model import storable

BUSY_SECONDS = 60
"""How long a writer waits for the others before it gives up."""

KEPT_OPEN = 16
"""Connections: as many as pages are made at once. To open one takes longer than most questions."""

PAGE_BYTES = 8192
"""Of the file of a new index: two or three records fill one. Of half the size, a third stays empty.
"""

STEPS = 200_000
"""Steps of SQLite's machine between two looks at a time limit: some milliseconds'. For each look
the thread waits until all others let it go on.
"""

TRUSTED_SECONDS = 2.0
"""For so long a page believes that PostgreSQL has not ended a connection."""

_EXACT_SECONDS = 2.0
_USED, _TIMEOUT = "palimpsest_used", "palimpsest_timeout"
"""What is noted of a connection: when it was given back, and its ``statement_timeout``."""

_TURN = 0x50414C494D505345  # the bytes of PALIMPSE, an advisory lock of our own
_WRITES = "palimpsest_writes"


def parse_url(url: str) -> URL:
    """Return the index's URL, parsed.

    Raises ``IndexUnusable`` for one that names no database this index can live in.
    """
    hint = (
        "Set index.url in config.yaml to sqlite:///path/to/index.db or "
        "postgresql+psycopg://user@host/database."
    )
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise IndexUnusable("index.url is not a database URL", hint=hint) from error
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise IndexUnusable(f"the index cannot live in {parsed.get_backend_name()!r}", hint=hint)
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise IndexUnusable(
            "the index needs a file: a database in memory is lost with its connection", hint=hint
        )
    return parsed


def file_of(url: URL) -> Path | None:
    """Return the file that the index lives in, or None where a server keeps it."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def is_file(url: str) -> bool:
    """Return whether the index at a URL lives in a file. Raises as ``parse_url`` does."""
    return file_of(parse_url(url)) is not None


def make_engine(url: URL) -> Engine:
    """Return an engine for many threads, whose transactions are begun by us.

    Raises ``IndexUnusable`` where the driver is missing.
    """
    lite = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}} if lite else {}
    try:
        engine = create_engine(url, pool_size=KEPT_OPEN, max_overflow=-1, **options)
    except ModuleNotFoundError as error:
        raise IndexUnusable(
            f"the index needs the driver {error.name!r}", hint=f"pip install '{error.name}'"
        ) from error
    if lite:
        event.listen(engine, "connect", _set_up_sqlite)
    else:
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_see_whether_it_lives, engine))
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    connection.set_progress_handler(_is_over, STEPS)
    connection.execute(f"PRAGMA page_size={PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "PRAGMA synchronous=NORMAL"
    )  # a power cut may lose the last rows, never the file; the store has them


def _is_over() -> bool:
    """Return whether SQLite is to end what it does: nobody waits for it any more."""
    limit = current_limit()
    return limit is not None and limit.over


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED] = time.monotonic()


def _see_whether_it_lives(
    engine: Engine, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Ask the server before a connection is used again, unless a page used it a moment ago."""
    used = record.info.get(_USED)
    if used is None or (current_limit() is not None and time.monotonic() - used < TRUSTED_SECONDS):
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error  # the pool then opens another


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
        return
    known = connection.info.get(_TIMEOUT, 0)
    if writes:
        if known:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    elif known != (wanted := _milliseconds(current_limit())):
        connection.exec_driver_sql(f"SET statement_timeout = {wanted}")
        connection.info[_TIMEOUT] = wanted


def _milliseconds(limit: TimeLimit | None) -> int:
    """Return for how long a statement may run: 0 for ever.

    In whole seconds where there are several, so that one page has the same as the next, and a
    connection need not be told again.
    """
    if limit is None:
        return 0
    left = limit.left()
    return 1000 * ceil(left) if left > _EXACT_SECONDS else max(1, round(1000 * left))


def for_reading(engine: Engine) -> Engine:
    """Return an engine over the same connections, for whoever only reads.

    PostgreSQL begins and ends no transaction then. By its default, each statement sees what was
    committed before it, in a transaction or out of one; and each message takes time.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def for_writing(connection: Connection) -> Connection:
    """Return the connection, whose next transaction is going to write."""
    return connection.execution_options(**{_WRITES: True})


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet.

    All rows name the same columns.

    A text that no database could hold, which a forger or an earlier release may have stored, goes
    in with U+FFFD for what cannot stand.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":
        made = _makers(table, names, connection.dialect)
        connection.exec_driver_sql(_insertion(table, names), list(map(made, rows)))
        return
    if len(rows) >= MIN_COPIED:
        made = _makers(table, names, connection.dialect)
        copy_new(connection, table.name, names, map(made, rows))
        return
    from sqlalchemy.dialects import postgresql  # most archives have no use for it

    connection.execute(
        postgresql.insert(table).on_conflict_do_nothing(),
        [{name: _holdable(value) for name, value in row.items()} for row in rows],
    )


@cache
def _insertion(table: Table, names: tuple[str, ...]) -> str:
    """Return the statement for SQLite. SQLAlchemy takes longer over a row than SQLite does."""
    marks = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    # names of ours
    return f"INSERT INTO {table.name} ({quoted}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608


@lru_cache(maxsize=256)
def _makers(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return what makes the values of a row that a driver is given: once for each engine."""
    columns = [(name, _made_of(table.c[name], dialect)) for name in names]
    return lambda row: tuple(
        [row[name] if made is None else made(row[name]) for name, made in columns]
    )


def _made_of(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes the value that a driver is given; None where it takes it as it is."""
    if isinstance(column.type, Integer | Boolean):  # Python's numbers and truth are theirs
        return None
    made = column.type.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(column.type, Moment):
        return made
    return _holdable if made is None else lambda value: made(_holdable(value))


def _holdable(value: Any) -> Any:  # noqa: ANN401  # whatever a column takes
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return value
    return storable(value)


def can_search(engine: Engine) -> bool:
    """Return whether full texts can be indexed: in SQLite only where it has its module FTS5."""
    return engine.dialect.name != "sqlite" or _has_fts5()


@cache
def _has_fts5() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        return (
            connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
            is not None
        )
    finally:
        connection.close()
