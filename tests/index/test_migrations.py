"""An index of an earlier release becomes one of this in place: once, whole or not at all."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from crawler.errors import IndexOutdated, IndexUnusable
from crawler.index import discard, migrating, open_index
from crawler.index.database import Database
from crawler.index.dialect import make_engine, parse_url
from crawler.index.schema import SCHEMA
from crawler.index.table_names import BASELINE, PREFIX, REVISION, metadata
from crawler.index.text_tables import make_text_tables
from tests.index.making import ARTICLE, version

NEXT = SCHEMA + 1
REVISION_OF = f"""
import os, signal
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{NEXT}", "{SCHEMA}"
branch_labels = depends_on = None
MUST_REBUILD = False

def upgrade():
    op.add_column("{PREFIX}versions", sa.Column("novelty", sa.Integer()))
    op.execute("UPDATE {PREFIX}versions SET novelty = version * 7")
    if os.environ.get("DIE_IN_MIGRATION"):
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get("FAIL_IN_MIGRATION"):
        op.execute("SELECT nothing FROM nowhere")
"""


OPENING: Any = import_module("crawler.index.open_index")  # a function of the package has its name


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make this release one that has a further revision, and give its file."""
    file = tmp_path / "revisions" / "next.py"
    file.parent.mkdir()
    file.write_text(REVISION_OF)
    _become_later(file, monkeypatch.setattr)
    return file


def _become_later(file: Path, put: Callable[[Any, str, Any], None]) -> None:
    put(OPENING, "SCHEMA", NEXT)
    put(migrating, "REVISIONS", (migrating.REVISIONS[0], file.parent))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Provide a connection to a database."""
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def shape(connection: Connection) -> dict[str, Any]:
    """Return everything that a database knows of our tables."""
    seen = inspect(connection)
    return {
        name: (
            [
                (one["name"], str(one["type"]), one["nullable"], one["default"])
                for one in seen.get_columns(name)
            ],
            seen.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (str(one["name"]), one["column_names"], sorted(map(str, _options(one))))
                for one in seen.get_indexes(name)
            ),
            sorted(map(str, seen.get_unique_constraints(name))),
        )
        for name in seen.get_table_names()
        if name.startswith(PREFIX)
    }


def _options(found: Any) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in found.get("dialect_options", {}).items()]


def novelties(url: str) -> list[tuple[int, int]]:
    """Return what the further revision made."""
    with connected(url) as connection:
        rows = connection.execute(text(f"SELECT version, novelty FROM {PREFIX}versions ORDER BY 1"))
        return [(row.version, row.novelty) for row in rows]


def test_an_index_that_was_migrated_is_one_that_was_made(url: str) -> None:
    """All revisions from the first make the tables and indexes that an index gets today."""
    open_index(url).close()
    with connected(url) as connection:
        made = shape(connection)
    discard(url)
    database = Database(make_engine(parse_url(url)))

    def upgrade(connection: Connection) -> None:
        command.upgrade(migrating.migration_config(connection), str(SCHEMA))
        make_text_tables(connection)

    database.write(upgrade, is_last=True)
    with connected(url) as connection:
        assert shape(connection) == made
        known = MigrationContext.configure(
            connection,
            opts={
                "version_table": REVISION,
                "include_object": lambda one, _name, kind, *_: (
                    kind != "table" or one.name in metadata.tables
                ),
            },
        )
        assert known.get_current_revision() == str(SCHEMA)
        differences = [one for one in compare_metadata(known, metadata) if one[0] not in KNOWN]
        assert differences == []
    database.close()
    assert BASELINE <= SCHEMA


KNOWN = ("remove_index",)
"""Indexes that SQLAlchemy makes by statements of ours, so that metadata does not name them."""


def test_what_an_index_holds_outlives_a_migration(url: str, later: Path) -> None:
    """A later release finds the rows of an earlier one, changed as its revision says, and reads
    nothing of the store for it.
    """
    _made_earlier(url)
    index = open_index(url)
    assert [number for number, _ in index.fingerprints(ARTICLE)] == [1, 2]
    assert index.complete
    index.close()
    assert novelties(url) == [(1, 7), (2, 14)]
    open_index(url).close()
    with connected(url) as connection:
        known = connection.execute(text(f"SELECT version_num FROM {REVISION}")).scalars().all()
    assert known == [str(NEXT)]
    assert later.exists()


def _made_earlier(url: str) -> None:
    """Make an index as the release before the later one does."""
    now, OPENING.SCHEMA = OPENING.SCHEMA, SCHEMA
    index = open_index(url)
    index.add_versions([version(1), version(2)])
    index.mark_complete()
    index.close()
    OPENING.SCHEMA = now


def test_a_revision_may_ask_for_a_rebuild(url: str, later: Path) -> None:
    """What cannot be made in place is said to be outdated, as any other shape is."""
    later.write_text(REVISION_OF.replace("MUST_REBUILD = False", "MUST_REBUILD = True"))
    _made_earlier(url)
    with pytest.raises(IndexOutdated, match=f"shape {SCHEMA} cannot become one of {NEXT}"):
        open_index(url)
    discard(url)
    assert open_index(url).counts().versions == 0


@pytest.mark.parametrize("how", ["FAIL", pytest.param("DIE", marks=pytest.mark.slow)])
def test_a_migration_that_was_interrupted_left_nothing(url: str, later: Path, how: str) -> None:
    """Where a revision fails, or its process is killed, the index is as it was before, and the
    next one who opens it migrates it.
    """
    _made_earlier(url)
    opener = _start(url, later, {f"{how}_IN_MIGRATION": "yes"})
    opener.join(60)
    assert opener.exitcode == (-signal.SIGKILL if how == "DIE" else 3)
    with connected(url) as connection:
        columns = [one["name"] for one in inspect(connection).get_columns(f"{PREFIX}versions")]
    assert "novelty" not in columns
    open_index(url).close()
    assert novelties(url) == [(1, 7), (2, 14)]


@pytest.mark.slow
def test_processes_that_open_at_once_migrate_once(url: str, later: Path) -> None:
    """Of several processes that meet an earlier index, one migrates it and all go on."""
    _made_earlier(url)
    openers = [_start(url, later, {}) for _ in range(4)]
    for opener in openers:
        opener.join(120)
    assert [opener.exitcode for opener in openers] == [0] * 4
    assert novelties(url) == [(1, 7), (2, 14)]


def _start(url: str, later: Path, environment: dict[str, str]) -> Any:
    started = multiprocessing.get_context("forkserver").Process(
        target=_open, args=(url, later, environment)
    )
    started.start()
    return started


def _open(url: str, later: Path, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    _become_later(later, setattr)
    try:
        open_index(url).close()
    except IndexUnusable:
        sys.exit(3)


def test_an_index_of_a_later_release_is_left_alone(url: str, later: Path) -> None:
    """Who meets an index that a later release made says so, and does not throw it away: others use
    it.
    """
    open_index(url).close()
    OPENING.SCHEMA = SCHEMA
    with pytest.raises(IndexUnusable, match="later release") as caught:
        open_index(url)
    assert not isinstance(caught.value, IndexOutdated)
    assert "Use that release" in str(caught.value.hint)
    assert later.exists()


def test_a_current_index_is_opened_without_alembic(url: str) -> None:
    """What migrates is not loaded where there is nothing to migrate."""
    open_index(url).close()
    code = (
        "import sys; from crawler.index import open_index; open_index(sys.argv[1]);"
        "sys.exit('alembic' in sys.modules)"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", code, url]) == 0
