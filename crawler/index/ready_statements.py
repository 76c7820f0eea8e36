"""Statements that are put together once, and asked from then on with as little ado as possible.

SQLAlchemy writes the SQL, and knows how each column's values are kept. What it does for every
single execution takes longer than SQLite takes to answer, and a page asks a dozen questions. So for
statements that were marked as ``ready`` its text, the order of its values and what makes them are
kept, and the driver is asked.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase

Statement = SelectBase | UpdateBase | TextClause
S = TypeVar("S", bound=Statement)
T = TypeVar("T")

Made = Callable[[Any], Any] | None
"""What makes a value from what stands in the other place; None where it is the same."""

_READY: dict[Statement, "_Ready"] = {}

_CURSOR = "palimpsest_cursor"
"""What a connection's cursor is noted under."""


def ready(statement: S) -> S:
    """Return the statement, which is one for as long as the process runs."""
    _READY[statement] = _Ready(statement)
    return statement


def ready_statements() -> tuple[Statement, ...]:
    """Return all of them."""
    return tuple(_READY)


def asked_of_driver(
    statement: object, dialect: Dialect, values: Mapping[str, Any]
) -> "AskedStatement | None":
    """Return what asks a statement; None for one that is not ready, or where a list is empty."""
    known = _READY.get(statement)  # type: ignore[call-overload]  # whatever is asked
    return known.asked(dialect, values) if known is not None else None


class Rows(list[T]):
    """All rows of an answer, with the ways to take them that SQLAlchemy's results have."""

    rowcount = -1
    """How many rows a statement has changed."""

    def all(self) -> "Rows[T]":
        """Return all."""
        return self

    def first(self) -> T | None:
        """Return the first, or None."""
        return self[0] if self else None

    def one(self) -> T:
        """Return the only one."""
        (row,) = self
        return row

    def scalar(self) -> Any:  # noqa: ANN401  # a column's value
        """Return the first value of the first row, or None."""
        return self[0][0] if self else None  # type: ignore[index]

    def scalar_one(self) -> Any:  # noqa: ANN401  # a column's value
        """Return the first value of the only row."""
        return self.one()[0]  # type: ignore[index]

    def scalars(self) -> Iterator[Any]:
        """Yield the first value of each row."""
        return (row[0] for row in self)  # type: ignore[index]


class _Ready:
    """A statement for each way to write it."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._asked: dict[tuple[str, tuple[int, ...]], AskedStatement] = {}

    def asked(self, dialect: Dialect, values: Mapping[str, Any]) -> "AskedStatement | None":
        """Return the statement for so many values; None where a list is empty."""
        sizes = tuple(
            [
                1 << (len(value) - 1).bit_length() if value else 0
                for value in values.values()
                if isinstance(value, list | tuple)
            ]
        )
        if 0 in sizes:
            return None
        found = self._asked.get((dialect.name, sizes))
        if found is None:
            found = AskedStatement(self._statement, dialect, values)
            self._asked[dialect.name, sizes] = found
        return found


class AskedStatement:
    """A statement's text, and how its values are made and its rows are read.

    A list of values is made longer, by its last one, to the next power of two: else there would be
    as many texts as lengths.
    """

    def __init__(self, statement: Statement, dialect: Dialect, values: Mapping[str, Any]) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        state = compiled.construct_expanded_state(
            {name: _filled(value) for name, value in values.items()}
        )
        self.text: str = state.statement
        sources = {
            one: (name, place)
            for name, ones in state.parameter_expansion.items()
            if name in values
            for place, one in enumerate(ones)
        }
        origin = {one: name for name, ones in state.parameter_expansion.items() for one in ones}
        self._values: list[tuple[str | None, int | None, Made, Any]] = []
        self.names = list(state.positiontup if compiled.positional else state.parameters)
        self._named = not compiled.positional
        for one in self.names:
            name, place = sources.get(one, (one, None))
            kind = compiled.binds[origin.get(one, one)].type
            made = kind.dialect_impl(dialect).bind_processor(dialect)
            fixed = None if name in values else _made(state.parameters[one], made)
            self._values.append((name if name in values else None, place, made, fixed))
        columns = statement.selected_columns if isinstance(statement, SelectBase) else None
        self.columns: list[Any] = list(columns or ())
        self._read: list[Made] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in self.columns
        ]
        self._is_plain = not any(self._read)
        self._has_rows = not isinstance(statement, UpdateBase)
        self._row = None if columns is None else _row_of(columns.keys())

    def answer(self, connection: Connection, values: Mapping[str, Any]) -> Rows[Any]:
        """Return the rows. Raises as SQLAlchemy does."""
        given = self.given(values)
        told = dict(zip(self.names, given, strict=True)) if self._named else given
        return self.read(*asked_rows(connection, self.text, told, has_rows=self._has_rows))

    def given(self, values: Mapping[str, Any]) -> list[Any]:
        """Return what the driver is given, in the order of ``names``."""
        return [
            fixed
            if name is None
            else _made(values[name] if place is None else _at(values[name], place), made)
            for name, place, made, fixed in self._values
        ]

    def read(self, rows: Iterable[Sequence[Any]], cursor: Any = None) -> Rows[Any]:  # noqa: ANN401  # any driver's
        """Return the rows that the driver gave, as ours."""
        if self._row is None:
            self._row = _row_of([column[0] for column in cursor.description or ()])
        found = Rows(map(self._row, rows if self._is_plain else map(self._made_of, rows)))
        if cursor is not None:
            found.rowcount = cursor.rowcount
        return found

    def _made_of(self, row: Sequence[Any]) -> list[Any]:
        return [
            value if made is None else made(value)
            for value, made in zip(row, self._read, strict=True)
        ]


def asked_rows(
    connection: Connection,
    text: str,
    given: Any,  # noqa: ANN401  # any driver's
    *,
    has_rows: bool = True,
) -> tuple[Sequence[Any], Any]:
    """Return the driver's rows for a text, and its cursor. Raises as SQLAlchemy does."""
    cursor = _cursor_of(connection)
    try:
        cursor.execute(text, given)
        return cursor.fetchall() if has_rows else (), cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, text, error, cursor) from error


def _raised(connection: Connection, text: str, error: Exception, cursor: Any) -> BaseException:  # noqa: ANN401  # any driver's
    driver = connection.connection.dbapi_connection
    is_lost = connection.dialect.is_disconnect(error, driver, cursor)  # type: ignore[arg-type]
    raised = DBAPIError.instance(
        text,
        None,
        error,
        connection.dialect.loaded_dbapi.Error,
        connection_invalidated=is_lost,
        dialect=connection.dialect,
    )
    if is_lost:
        connection.invalidate(error)
    return raised


def _cursor_of(connection: Connection) -> Any:  # noqa: ANN401  # any driver's
    """Return the one cursor of a driver's connection: psycopg takes as long to make one as to ask.

    Its rows are taken before it is asked again.
    """
    held = connection.connection
    cursor = held.info.get(_CURSOR)
    if cursor is None:
        driver: Any = held.driver_connection
        cursor = held.info[_CURSOR] = driver.cursor()
    return cursor


def _filled(value: Any) -> Any:  # noqa: ANN401  # whatever a statement takes
    if not isinstance(value, list | tuple):
        return value
    return [*value, *repeat(value[-1], (1 << (len(value) - 1).bit_length()) - len(value))]


def _at(values: Sequence[Any], place: int) -> Any:  # noqa: ANN401  # whatever a statement takes
    return values[place] if place < len(values) else values[-1]


def _made(value: Any, made: Made) -> Any:  # noqa: ANN401  # whatever a column takes
    return value if made is None else made(value)


def _row_of(names: Sequence[str]) -> Callable[..., Any]:
    named = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024  # the names are the database's
    row: Any = type("Row", (named,), {"__slots__": (), "_mapping": property(named._asdict)})
    made: Callable[..., Any] = row._make
    return made
