"""Opening an index, making one where there is none, and throwing one away."""

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, inspect, select, update

from crawler.errors import IndexOutdated, IndexUnusable
from crawler.index.database import Database
from crawler.index.dialect import can_search, file_of, insert_new, make_engine, parse_url
from crawler.index.ownership import OwnershipQueries
from crawler.index.queries import Queries
from crawler.index.schema import SCHEMA, meta
from crawler.index.table_names import BASELINE, PREFIX, REVISION, metadata
from crawler.index.text_tables import TEXTS, WORDS, join_words, make_text_tables
from crawler.index.writes import IndexWrites

THROWAWAY = "sqlite://"
"""The URL of an index that lives as long as its opener, in a folder for temporary files."""


class Index(IndexWrites, OwnershipQueries, Queries):
    """The cache of what the store holds.

    Safe to share between threads; many processes may open the same one.
    """

    clean_up: Callable[[], object] | None = None
    """Of a throwaway index: deletes its folder. Runs by itself when nobody has the
    index any more.
    """

    def close(self) -> None:
        """Close the connections that are not in use; of a throwaway index, delete it."""
        super().close()
        if self.clean_up is not None:
            self.clean_up()

    def start_over(self) -> None:
        """Empty the index in one transaction: others who use it never meet one without tables."""

        def work(connection: Connection) -> None:
            _drop(connection)
            _set_up(connection)

        self.owner = None
        self.write(work)

    @property
    def complete(self) -> bool:
        """True when all of the store was read into this index at some time.

        From then on, catching up is enough.
        """
        with self.reading() as connection:
            return (
                connection.execute(select(meta.c.value).where(meta.c.name == "complete")).scalar()
                is not None
            )

    def mark_complete(self) -> None:
        """Note that all of the store was read, and make searching it quick."""

        def work(connection: Connection) -> None:
            insert_new(connection, meta, [{"name": "complete", "value": "yes"}])
            _join_words(connection)

        self.write(work)

    @property
    def can_search(self) -> bool:
        """Whether full texts are indexed."""
        return can_search(self.engine)

    def join_words(self) -> None:
        """Make searching quick, now that all texts are there.

        The room that this frees is taken by whatever is added next.
        """
        self.write(_join_words)


def _join_words(connection: Connection) -> None:
    if can_search(connection.engine):
        join_words(connection)


def open_index(url: str) -> Index:
    """Return the index at ``url``; an empty one is made where there is none.

    ``sqlite://`` is a throwaway one of the caller's own.

    Raises ``IndexOutdated`` for one that another release made or that is damaged, and can be thrown
    away with ``discard``; ``IndexUnusable`` where none can be had.
    """
    if url == THROWAWAY:
        folder = tempfile.mkdtemp(prefix="palimpsest-")
        index = open_index(f"sqlite:///{folder}/index.db")
        index.clean_up = weakref.finalize(index, shutil.rmtree, folder, ignore_errors=True)
        return index
    parsed = parse_url(url)
    file = file_of(parsed)
    if file is not None:
        _make_folder(file)
    index = Index(make_engine(parsed))
    try:
        with index.reading() as connection:
            current = _is_current(connection)
        if not current:
            index.write(_set_up)
    except BaseException:
        index.close()
        raise
    return index


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Set index.url in config.yaml to a place that this user may write."
        raise IndexUnusable(
            f"the folder of the index {file} cannot be made: {error.strerror}", hint=hint
        ) from error


def _is_current(connection: Connection) -> bool:
    """Return True for an index of this shape, False where there is none, or one to be migrated.

    Raises ``IndexOutdated`` for one that must be rebuilt, and ``IndexUnusable`` for one of a later
    release: others may be using it.
    """
    found = _found(connection)
    ours = _shape(connection)
    if found is None or found == ours:
        return found is not None
    number, kind = _parted(found)
    if kind == _parted(ours)[1] and number is not None:
        if BASELINE <= number < SCHEMA:
            return False
        if number > SCHEMA:
            hint = "Use that release. To go back to this one for good, run `palimpsest reindex`."
            raise IndexUnusable(
                f"a later release made the index: it is of shape {found}, this one's is {ours}",
                hint=hint,
            )
    hint = "Run `palimpsest reindex`."
    raise IndexOutdated(
        f"the index is of shape {found or 'unknown'}; this release uses {ours}", hint=hint
    )


def _found(connection: Connection) -> str | None:
    """Return the shape that an index says it has: nothing if it does not say, None without one."""
    names = set(inspect(connection).get_table_names())
    if not any(name.startswith(PREFIX) for name in names):
        return None
    if meta.name not in names:
        return ""
    return connection.execute(_SCHEMA).scalar() or ""


def _parted(shape: str) -> tuple[int | None, str]:
    """Return the number of a shape, and which kind of it this is."""
    number, _, kind = shape.partition(" ")
    return (int(number) if number.isdecimal() else None), kind


_SCHEMA = select(meta.c.value).where(meta.c.name == "schema")


def _shape(connection: Connection) -> str:
    """Return the shape that an index has here.

    One made where SQLite lacked FTS5 is rebuilt where it doesn't, so that all is found.
    """
    return str(SCHEMA) if can_search(connection.engine) else f"{SCHEMA} without full texts"


def _set_up(connection: Connection) -> None:
    """Make the tables, or migrate those that are there, unless another process was faster."""
    if _is_current(connection):
        return
    found = _parted(_found(connection) or "")[0]
    if found is not None:
        from crawler.index.migrating import migrate

        migrate(connection, found, SCHEMA)
        shape = _shape(connection)
        connection.execute(update(meta).where(meta.c.name == "schema").values(value=shape))
        return
    metadata.create_all(connection)
    if can_search(connection.engine):
        make_text_tables(connection)
    connection.exec_driver_sql(
        f"CREATE TABLE {REVISION} (version_num VARCHAR(32) NOT NULL, "
        f"CONSTRAINT {REVISION}_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"INSERT INTO {REVISION} VALUES ('{SCHEMA}')")  # noqa: S608  # ours
    insert_new(connection, meta, [{"name": "schema", "value": _shape(connection)}])


def discard(url: str) -> None:
    """Throw the index away: drop its tables, and nobody else's.

    A file that is no database any more is moved aside.

    Other processes that use it go on with the next one. Raises ``IndexUnusable`` where it cannot be
    done.
    """
    parsed = parse_url(url)
    database = Database(make_engine(parsed))
    try:
        database.write(_drop, is_last=True)
    except IndexOutdated:
        database.close()
        _move_aside(file_of(parsed))
    finally:
        database.close()


def _drop(connection: Connection) -> None:
    for name in (WORDS, TEXTS):  # FTS5's first: it takes those that it keeps for itself with it
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for name in inspect(connection).get_table_names():
        if name.startswith(PREFIX):
            Table(name, MetaData()).drop(connection)


def _move_aside(file: Path | None) -> None:
    """Rename a damaged file.

    Its companions go first: they must not be taken for those of the next file of this name.
    """
    if file is None:
        return
    try:
        for companion in ("-wal", "-shm"):
            Path(f"{file}{companion}").unlink(missing_ok=True)
        file.replace(f"{file}.damaged")
    except OSError as error:
        raise IndexUnusable(
            f"the damaged index {file} cannot be moved aside: {error.strerror}",
            hint="Delete it by hand.",
        ) from error
