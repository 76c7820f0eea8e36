"""The words of versions in PostgreSQL, which finds by them what FTS5 finds in SQLite.

Nothing that only reads imports this module, and no index in SQLite has a use for it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from crawler.errors import IndexUnusable
from crawler.index.text_tables import TEXT_SUMS, TEXTS, WORDS

if TYPE_CHECKING:
    from psycopg import Cursor

    from crawler.index.texts import Text

PLACES = 256
"""As in SQLite: the numbers of both are the same."""

MAX_LEXEME = 255
"""Characters of a word, the first ones, that the vector holds. PostgreSQL takes 2,046 bytes."""

MAX_VECTOR = 1_000_000
"""Bytes of a text's different words, the first by name, that the vector holds. PostgreSQL takes
1 MiB; the longest story has a twentieth.
"""

# All names are ours.
_KNOWN = f"SELECT id FROM {TEXTS} WHERE article = %s AND version = %s"  # noqa: S608
_LAST = f"SELECT max(id) FROM {TEXTS} WHERE id >= %s AND id < %s"  # noqa: S608
_ADD_TEXT = f"INSERT INTO {TEXTS} VALUES (%s, %s, %s, %s, array_to_tsvector(%s::text[]))"  # noqa: S608
_ADD_WORDS = f"INSERT INTO {WORDS} VALUES (%s, %s, %s, %s)"  # noqa: S608
_COUNT = f"UPDATE {TEXT_SUMS} SET texts = texts + %s, words = words + %s"  # noqa: S608
_TAKE = f"DELETE FROM {TEXTS} WHERE article = %s AND version = %s RETURNING id, size"  # noqa: S608
_TAKE_WORDS = f"DELETE FROM {WORDS} WHERE id = %s"  # noqa: S608


def add_server_texts(connection: Connection, texts: Sequence["Text | None"]) -> None:
    """Add the texts that are not there yet, under numbers that ascend with time."""
    rows, spread, sizes = [], [], []
    with _cursor(connection) as cursor:
        taken: dict[int, int] = {}
        seen: set[tuple[str, int]] = set()
        for minute, article, version, *parts in sorted(one for one in texts if one is not None):
            if (article, version) in seen or _first(cursor, _KNOWN, article, version) is not None:
                continue
            seen.add((article, version))
            number = _free_number(cursor, minute, taken)
            words = [part.split() for part in parts]
            sizes.append(sum(map(len, words)))
            held = lexemes_of(word for some in words for word in some)
            rows.append((number, article, version, sizes[-1], held))
            spread.append((number, *map(spaced, words)))
        cursor.executemany(_ADD_TEXT, rows)
        cursor.executemany(_ADD_WORDS, spread)
        if sizes:
            cursor.execute(_COUNT, (len(sizes), sum(sizes)))


def remove_server_texts(connection: Connection, texts: Sequence["Text | None"]) -> None:
    """Remove the texts that are there."""
    with _cursor(connection) as cursor:
        for found in texts:
            if found is None:
                continue
            gone = cursor.execute(_TAKE, (found.article, found.version)).fetchone()
            if gone is not None:
                cursor.execute(_TAKE_WORDS, gone[:1])
                cursor.execute(_COUNT, (-1, -gone[1]))


def lexemes_of(words: Iterable[str]) -> list[str]:
    """Return the different words as a vector holds them, in order."""
    held, room = [], MAX_VECTOR
    for word in sorted({word[:MAX_LEXEME] for word in words}):
        room -= len(word.encode())
        if room < 0:
            break
        held.append(word)
    return held


def spaced(words: Sequence[str]) -> str:
    """Return words with a space on either side of each, so that neighbours share none."""
    return f" {'  '.join(words)} " if words else ""


def _free_number(cursor: "Cursor", minute: int, taken: dict[int, int]) -> int:
    """Return the next number of a minute. ``taken``: the last one given to each in this call."""
    while True:
        first = minute * PLACES
        last = taken.get(minute)
        if last is None:
            last = _first(cursor, _LAST, first, first + PLACES)
        number = first if last is None else last + 1
        if number < first + PLACES:
            taken[minute] = number
            return number
        minute += 1


def _first(cursor: "Cursor", statement: str, *arguments: object) -> int | None:
    row = cursor.execute(statement, arguments).fetchone()
    return None if row is None else row[0]


def _cursor(connection: Connection) -> "Cursor":
    driver = connection.connection.driver_connection
    if driver is None:
        raise IndexUnusable("the index's connection was closed")
    return driver.cursor()  # type: ignore[no-any-return]
