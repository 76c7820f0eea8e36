"""Transactions on the index.

A short one to read, a short one to write, and every vendor error made one of ours.
"""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Engine, bindparam, select, update
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from crawler.errors import IndexForeign, IndexOutdated, IndexUnusable
from crawler.index.asking_connection import AskingConnection, Question
from crawler.index.column_types import TEXT
from crawler.index.dialect import BUSY_SECONDS, for_reading, for_writing, insert_new
from crawler.index.ready_statements import ready
from crawler.index.schema import meta

T = TypeVar("T")
AHEAD = timedelta(minutes=5)
"""A check or a run that lies further in the future was recorded by a clock that was wrong. Clocks
of several machines differ by less.
"""
LAST = datetime.max.replace(tzinfo=UTC)
MAX_NAMES = 500
"""Articles that one statement names: far below what any database allows as parameters."""

OWNER = "archive"
"""What the index says under this name in ``meta`` is whose it is."""

STATE = "state"
"""And under this one, which of its states it is in."""


_DAMAGE = ("not a database", "malformed", "no such column", "file is encrypted", "no such module")
"""What SQLite says of a file that is damaged, was made by somebody else, or by an SQLite with
modules that this one lacks.
"""


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Make ``IndexUnusable`` of a vendor's error, with the cause kept and a way out."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _unusable(url, error) from error


class _Answering:
    """A connection that is held, for one question. A page or check asks many: no generator."""

    def __init__(self, url: str, connection: Connection) -> None:
        self._url, self._connection = url, connection

    def __enter__(self) -> Connection:
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SQLAlchemyError | sqlite3.Error):
            raise _unusable(self._url, error) from error


def _unusable(url: str, error: Exception) -> IndexUnusable:
    cause = str(getattr(error, "orig", None) or error)
    kind = IndexOutdated if any(sign in cause for sign in _DAMAGE) else IndexUnusable
    return kind(f"the index {url} cannot be used: {cause}", hint=_way_out(cause))


def _way_out(message: str) -> str:
    ways = {
        "readonly": (
            "Give this user the right to write the index file and its folder, or set "
            "index.url to another place."
        ),
        "unable to open": (
            "Make the folder in index.url, with the right to write it, or set index.url to "
            "another place."
        ),
        "locked": f"Another process held the index for more than {BUSY_SECONDS} s. Try again.",
        "full": "Make room on the disk that holds the index.",
        "no such table": "Another process threw the index away. Run the command again.",
        "does not exist": (
            "Another process threw the index away: run the command again. Or the server "
            "has no such database: make it."
        ),
        "connection": "See whether the database server in index.url is up and lets this user in.",
    }
    default = (
        "The index is only a cache: `palimpsest reindex` throws it away and rebuilds "
        "it from the store."
    )
    return next((way for sign, way in ways.items() if sign in message), default)


def is_busy(error: Exception) -> bool:
    """Return True for an error that is gone when another process has finished."""
    return "locked" in str(error) or "busy" in str(error)


def in_chunks(names: Iterable[str], *, times: int = 1) -> Iterator[list[str]]:
    """Yield the names in order, in lists that fit into one statement.

    ``times``: so often it names each.
    """
    ordered, most = sorted(names), MAX_NAMES // times
    for start in range(0, len(ordered), most):
        yield ordered[start : start + most]


class Database:
    """The index's connections. Safe to share between threads."""

    clock: Callable[[], datetime] | None = None
    """What time it is, for whoever schedules by what the index says: then what lies in the future
    is not believed.
    """

    owner: str | None = None
    """The archive that this process uses the index for. Another process may give the index to
    another archive at any time.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = for_reading(engine)
        self.url = engine.url.render_as_string(hide_password=True)

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection to read from. Raises ``IndexUnusable``."""
        held = self._held()
        return self._opened() if held is None else _Answering(self.url, held.connection)

    def _held(self) -> "_Held | None":
        """Return the connection that this thread holds, or None."""
        held = _HELD.get()
        return held if held is not None and held.database is self else None

    @contextmanager
    def _opened(self) -> Iterator[AskingConnection]:
        with translated(self.url):
            connection = AskingConnection(self._readers)
            with connection:
                yield connection

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Have all that this thread reads meanwhile come over one connection, in one transaction.

        So it is of one moment where the database is SQLite, and costs less: a page asks a dozen
        questions. Raises ``IndexUnusable``.
        """
        if self._held() is not None:
            yield
            return
        with self._opened() as connection:
            token = _HELD.set(_Held(self, connection, self.believed_until()))
            try:
                yield
            finally:
                _HELD.reset(token)

    def ask_ahead(self, questions: Sequence[Question]) -> None:
        """Ask a server at once what this thread is going to ask while it holds its connection.

        Raises ``IndexUnusable``.
        """
        held = self._held()
        if held is not None:
            with self.reading():
                held.connection.ask_ahead(questions)

    def believed_until(self) -> datetime:
        """Return the time after which nothing is believed for scheduling.

        Without a clock, the end of time. It does not pass while a connection is held.
        """
        held = self._held()
        if held is not None:
            return held.until
        return LAST if self.clock is None else self.clock() + AHEAD

    def write(self, work: Callable[[Connection], T], *, is_last: bool = False) -> T:
        """Do ``work`` in one transaction, from its beginning again while others hold the file.

        ``is_last``: afterwards there is no index. Raises ``IndexUnusable``.
        """
        deadline = time.monotonic() + BUSY_SECONDS
        pause = 0.01
        with translated(self.url):
            while True:
                try:
                    connection = AskingConnection(self.engine)
                    with connection, for_writing(connection).begin():
                        self.require_owner(connection, write=True)
                        done = work(connection)
                        if not is_last:
                            _note_state(connection)
                        return done
                except (DatabaseError, sqlite3.Error) as error:
                    if not is_busy(error) or time.monotonic() > deadline:
                        raise
                    # SQLite says "locked" at once while another process sets WAL mode
                    time.sleep(pause)
                    pause = min(2 * pause, 1.0)

    def state(self) -> str | None:
        """Return a word that is another one whenever something was written since."""
        with self.reading() as connection:
            return connection.execute(STATE_OF_INDEX).scalar()

    def require_owner(self, connection: Connection, *, write: bool = False) -> None:
        """Raise ``IndexForeign`` where the index belongs to another archive than this process's."""
        if self.owner is None:
            return
        found = connection.execute(_OWNER).scalar()
        if found is None and write:  # it was just made anew
            insert_new(connection, meta, [{"name": OWNER, "value": self.owner}])
        elif found not in {None, self.owner}:
            hint = "Give each archive an index of its own: index.url in config.yaml."
            raise IndexForeign(
                f"the index {self.url} was given to another archive meanwhile", hint=hint
            )

    def close(self) -> None:
        """Close the connections that are not in use."""
        self.engine.dispose()


@dataclass(frozen=True, slots=True)
class _Held:
    """A connection that a thread holds."""

    database: Database
    connection: AskingConnection
    until: datetime
    """After which nothing is believed."""


_HELD: ContextVar[_Held | None] = ContextVar("held_connection", default=None)
_OWNER = ready(select(meta.c.value).where(meta.c.name == OWNER))
STATE_OF_INDEX = ready(select(meta.c.value).where(meta.c.name == STATE))
_NEW_STATE = ready(
    update(meta).where(meta.c.name == STATE).values(value=bindparam("named", type_=TEXT))
)


def _note_state(connection: Connection) -> None:
    """Name the state that this transaction makes. Never as an earlier one, of any index."""
    named = secrets.token_hex(8)
    if not connection.execute(_NEW_STATE, {"named": named}).rowcount:
        insert_new(connection, meta, [{"name": STATE, "value": named}])
