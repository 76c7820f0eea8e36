"""The queue's tables: procrastinate's, and what it does not keep, in a schema of their own."""

import importlib.metadata
import re
from pathlib import Path
from typing import Any

import psycopg
from procrastinate import schema
from psycopg import sql

from crawler.config import EngineConfig
from crawler.errors import EngineUnusable
from jobs.job_queue.engine_address import connection_text
from jobs.job_queue.job_values import TablesState

_MAKING = 7_026_170_281
"""Number of the database's lock for making the tables. Several processes may start at once."""

_CALLS = "CREATE TABLE palimpsest_calls (call text PRIMARY KEY, jobs bigint[] NOT NULL)"
"""Calls that wait for jobs, with those. A queue of an early release lacks it."""

_OWN = """
CREATE TABLE palimpsest_queue (procrastinate text NOT NULL);
CREATE TABLE palimpsest_workers (
    worker_id bigint PRIMARY KEY REFERENCES procrastinate_workers ON DELETE CASCADE,
    host text NOT NULL, pid integer NOT NULL, release text NOT NULL, places integer NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE palimpsest_attempts (
    job_id bigint NOT NULL REFERENCES procrastinate_jobs ON DELETE CASCADE,
    number integer NOT NULL, run text, worker text NOT NULL,
    started timestamptz NOT NULL DEFAULT now(), ended timestamptz,
    result text, reason text, answer jsonb,
    PRIMARY KEY (job_id, number)
);
CREATE INDEX palimpsest_attempts_again ON palimpsest_attempts (started) WHERE number > 1;
CREATE TABLE palimpsest_sites (
    site text PRIMARY KEY, free_at timestamptz NOT NULL, delay double precision
);
CREATE TABLE palimpsest_entries (entry text PRIMARY KEY, fired timestamptz NOT NULL);
CREATE INDEX palimpsest_jobs_lock ON procrastinate_jobs (lock, priority DESC, id)
    WHERE status = ANY (ARRAY['todo'::procrastinate_job_status, 'doing']);
"""
"""``palimpsest_jobs_lock``: fetching a job asks of each candidate whether another one of its lock
comes first. Procrastinate's own index begins with the job's number, and so reads all that wait.
"""


async def require_tables(config: EngineConfig) -> None:
    """Make the tables, or bring them up to the installed release of procrastinate.

    Raises ``EngineUnusable``.
    """
    try:
        async with await psycopg.AsyncConnection.connect(connection_text(config)) as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
            known = await _known(connection, config.namespace)
            installed = importlib.metadata.version("procrastinate")
            if known is None:
                await _make(connection, config.namespace, installed)
            elif _number(known) < _number(installed):
                await _upgrade(connection, known, installed)
            if not await _is_there(connection, f"{config.namespace}.palimpsest_calls"):
                await connection.execute(_CALLS)
    except psycopg.Error as error:
        raise unusable(config, error) from error


async def tables_state(config: EngineConfig) -> TablesState:
    """Return how the tables stand, and change nothing. Raises ``EngineUnusable``."""
    try:
        async with await psycopg.AsyncConnection.connect(connection_text(config)) as connection:
            known = await _known(connection, config.namespace)
            whole = await _is_there(connection, f"{config.namespace}.palimpsest_calls")
            installed = importlib.metadata.version("procrastinate")
            is_behind = known is not None and (not whole or _number(known) < _number(installed))
            return TablesState(made_for=known, installed=installed, is_behind=is_behind)
    except psycopg.Error as error:
        raise unusable(config, error) from error


def unusable(config: EngineConfig, error: Exception) -> EngineUnusable:
    """Return the error that people see."""
    cause = error.__cause__ or error
    words = " ".join(str(cause).split()) or type(cause).__name__
    hint = "Is the server running, and may this user connect?"
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        hint = (
            f"The tables lie in the schema {config.namespace}: let this user create it, "
            "or create it for the user."
        )
    return EngineUnusable(f"the engine {config.shown_url} cannot be used: {words}", hint=hint)


async def _known(connection: psycopg.AsyncConnection[Any], namespace: str) -> str | None:
    """Return the release of procrastinate whose tables are there; None where there are none."""
    if not await _is_there(connection, f"{namespace}.palimpsest_queue"):
        return None
    cursor = await connection.execute("SELECT procrastinate FROM palimpsest_queue")
    row = await cursor.fetchone()
    return str(row[0]) if row is not None else None


async def _is_there(connection: psycopg.AsyncConnection[Any], table: str) -> bool:
    cursor = await connection.execute("SELECT to_regclass(%s)", (table,))
    row = await cursor.fetchone()
    return row is not None and row[0] is not None


async def _make(connection: psycopg.AsyncConnection[Any], namespace: str, installed: str) -> None:
    cursor = await connection.execute("SELECT to_regnamespace(%s)", (namespace,))
    row = await cursor.fetchone()
    if row is None or row[0] is None:  # a user may have no right to what is done already
        await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(namespace)))
    await connection.execute(schema.SchemaManager.get_schema())
    await connection.execute(_OWN)
    await connection.execute("INSERT INTO palimpsest_queue VALUES (%s)", (installed,))


async def _upgrade(connection: psycopg.AsyncConnection[Any], known: str, installed: str) -> None:
    for path in migrations(known, installed):
        await connection.execute(path.read_bytes())
    await connection.execute("UPDATE palimpsest_queue SET procrastinate = %s", (installed,))


def migrations(known: str, installed: str) -> list[Path]:
    """Return procrastinate's migrations between two of its releases, in order."""
    folder = Path(schema.SchemaManager.get_migrations_path())
    found = sorted(folder.glob("*.sql"), key=lambda path: path.name)
    return [path for path in found if _number(known) < _number(path.name[:8]) <= _number(installed)]


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release)[:3])
