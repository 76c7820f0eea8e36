"""A PostgreSQL server of a bench's own, with the rows of an index in SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Boolean, Engine, create_engine, select, text

from crawler.index import open_index
from crawler.index.schema import versions
from crawler.index.table_names import PREFIX, metadata
from crawler.index.text_tables import join_words
from crawler.index.texts import add_texts, text_of
from crawler.index.values import head_of
from tests.servers.postgres import running

_META = metadata.tables[f"{PREFIX}meta"].name

BATCH = 1_000
"""Versions whose texts are added at a time."""


@contextmanager
def postgres_with(index: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Run a server whose index holds what the file does. Gives its URL and its process.

    Two indexes of one store are equal, so the rows can be copied, which is quicker than reading
    the store again. Full texts have another form here: they are made of the records in the rows.
    """
    with running() as url:
        open_index(url).close()
        copy(index, url)
        yield url, _process(url)


def copy(index: Path, url: str) -> None:
    """Copy all rows."""
    engine = create_engine(url)
    with engine.connect() as target, sqlite3.connect(f"file:{index}?mode=ro", uri=True) as source:
        cursor = target.connection.driver_connection.cursor()
        shape = cursor.execute(f"SELECT value FROM {_META} WHERE name = 'schema'").fetchone()
        for table in metadata.sorted_tables:
            cursor.execute(f"TRUNCATE {table.name}")
            names = [column.name for column in table.columns]
            truths = [at for at, one in enumerate(table.columns) if isinstance(one.type, Boolean)]
            with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as out:
                for row in source.execute(f"SELECT {', '.join(names)} FROM {table.name}"):
                    out.write_row(_typed(list(row), truths))
        # another shape, where SQLite lacks FTS5
        cursor.execute(f"UPDATE {_META} SET value = %s WHERE name = 'schema'", shape)
        target.connection.driver_connection.commit()
    add_all_texts(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as target:
        target.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def add_all_texts(engine: Engine) -> None:
    """Make all versions' texts searchable, in the order in which they came."""
    wanted = select(versions.c.record, versions.c.sha256).order_by(
        versions.c.confirmed_at, versions.c.article, versions.c.version
    )
    with engine.connect() as source, engine.begin() as target:
        rows = source.execution_options(yield_per=BATCH).execute(wanted)
        for some in rows.partitions():
            add_texts(target, [text_of(head_of(row).record) for row in some])
        join_words(target)


def _typed(row: list[Any], truths: list[int]) -> list[Any]:
    for at in truths:
        row[at] = None if row[at] is None else bool(row[at])
    return row


def _process(url: str) -> psutil.Process:
    """Return the server's first process: the one that listens at the port."""
    engine = create_engine(url)
    with engine.connect() as connection:
        worker = psutil.Process(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        found = worker.parent()
    engine.dispose()
    if found is None:
        raise SystemExit("the PostgreSQL server is gone")
    return found
