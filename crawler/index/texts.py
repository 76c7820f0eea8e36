"""What a version's text leaves in the index: its words, for search, and its passages, for copies.

The words are cut and folded by ``crawler.search``, so FTS5 has only to split at spaces: its
``ascii`` tokenizer takes every character outside ASCII for a letter. What FTS5 keeps depends on the
order of feeding, what it answers doesn't; so its tables are no part of the index's content as
``dump`` shows it.

Nothing is read here, and no command that only reads imports this module.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, select

from crawler.codec import sha256
from crawler.errors import IndexUnusable
from crawler.identity import registrable
from crawler.index import texts_postgres
from crawler.index.dialect import insert_new
from crawler.index.import_tables import imported_versions
from crawler.index.ready_statements import ready
from crawler.index.schema import (
    passage_fingerprints,
    passages,
    shingles,
    versions,
)
from crawler.index.text_tables import TEXTS, WORDS
from crawler.model import State, Version, VersionPlace, in_capture_order
from crawler.passages import passage_fingerprints as fingerprints_of
from crawler.passages import shingles as shingles_of
from crawler.search import indexed

PLACES = 256
"""Numbers that a minute has for the texts of versions that were confirmed in it. What comes beyond
these takes those of the minutes after.
"""

_KNOWN = f"SELECT id FROM {TEXTS} WHERE article = ? AND version = ?"  # noqa: S608  # our own names

_LAST = f"SELECT max(id) FROM {TEXTS} WHERE id >= ? AND id < ?"  # noqa: S608  # as above

_NUMBER = f"INSERT INTO {TEXTS} (id, article, version) VALUES (?, ?, ?)"  # noqa: S608  # as above


# as above
_ADD = f"INSERT INTO {WORDS} (rowid, title, byline, body) VALUES (?, ?, ?, ?)"  # noqa: S608


# as above
_TAKE = f"DELETE FROM {TEXTS} WHERE article = ? AND version = ? RETURNING id"  # noqa: S608


# as above
_UNSAY = f"INSERT INTO {WORDS} ({WORDS}, rowid, title, byline, body) VALUES ('delete', ?, ?, ?, ?)"  # noqa: S608

MAX_NUMBER = 1_000_000
"""Characters of a text, the first ones, that can be searched, and by which copies are found: more
than a book of 500 pages has.
"""


class Text(NamedTuple):
    """The folded words of one version."""

    minute: int
    """When the version was confirmed, in minutes since 1970."""
    article: str
    version: int
    title: str
    byline: str
    body: str


def text_of(record: Version) -> Text | None:
    """Return what of a Version can be searched, or None where nothing can.

    It says that the article is gone.
    """
    extraction = record.extraction
    if extraction is None:
        return None
    title, byline, body = (
        indexed(part[:MAX_NUMBER])
        for part in (extraction.title or "", extraction.byline, extraction.text)
    )
    minute = int(record.confirmed_at.timestamp()) // 60
    return Text(minute, record.article, record.version, title, byline, body)


def add_texts(connection: Connection, texts: Sequence[Text | None]) -> None:
    """Add the texts that are not there yet.

    Their numbers ascend with time, so those of many hits that are newest are found without looking
    at the rest. In their order FTS5 writes them at once.
    """
    if connection.dialect.name != "sqlite":
        texts_postgres.add_server_texts(connection, texts)
        return
    execute = _execute_of(connection)
    for found in sorted(one for one in texts if one is not None):
        minute, article, version, *words = found
        if execute(_KNOWN, (article, version)).fetchone() is None:
            number = _free_number(execute, minute)
            execute(_NUMBER, (number, article, version))
            execute(_ADD, (number, *words))


def _execute_of(connection: Connection) -> Callable[[str, Sequence[Any]], sqlite3.Cursor]:
    """Return what carries out a statement.

    There are four a text, and SQLAlchemy takes longer over each than SQLite.
    """
    driver: sqlite3.Connection | None = connection.connection.driver_connection
    if driver is None:
        raise IndexUnusable("the index's connection was closed")
    return driver.execute


def _free_number(execute: Callable[[str, Sequence[Any]], sqlite3.Cursor], minute: int) -> int:
    while True:
        first = minute * PLACES
        last = execute(_LAST, (first, first + PLACES)).fetchone()[0]
        number = first if last is None else int(last) + 1
        if number < first + PLACES:
            return number
        minute += 1


def remove_texts(connection: Connection, texts: Sequence[Text | None]) -> None:
    """Remove the texts that are there.

    FTS5 keeps no texts, so it must be told the words that it is to forget.
    """
    if connection.dialect.name != "sqlite":
        texts_postgres.remove_server_texts(connection, texts)
        return
    for found in texts:
        if found is not None:
            number = connection.exec_driver_sql(_TAKE, (found.article, found.version)).scalar()
            if number is not None:
                connection.exec_driver_sql(_UNSAY, (number, *found[3:]))


def passages_of(records: Iterable[Version]) -> list[dict[str, Any]]:
    """Return the rows of the newest of each article's records that hold a text."""
    found: dict[str, dict[int, Version]] = {}
    for record in records:
        if record.extraction is not None:
            found.setdefault(record.article, {})[record.version] = record
    return [
        _row(some[in_capture_order(map(VersionPlace.of, some.values()))[-1].number])
        for some in found.values()
    ]


def _row(record: Version) -> dict[str, Any]:
    text = record.extraction.text[:MAX_NUMBER] if record.extraction else ""
    ordered = shingles_of(text)
    return {
        "article": record.article,
        "number": int.from_bytes(
            bytes.fromhex(sha256(record.article.encode())[:16]), "big", signed=True
        ),
        "site": registrable(record.article.partition("/")[0]),
        "version": record.version,
        "fingerprints": tuple(sorted(fingerprints_of(ordered))),
        "shingles": ordered,
    }


def add_passages(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add the rows, each in the place of an older version's.

    One that is not newer than what is there changes nothing.
    """
    there = {
        row.article: row
        for name in rows
        for row in connection.execute(_THERE, {"article": name["article"]})
    }
    newer = [
        row
        for row in rows
        if row["article"] not in there
        or _stood_before(connection, row["article"], there[row["article"]].version, row["version"])
    ]
    for row in newer:
        if row["article"] in there:
            _remove(connection, row["article"], row["number"], there[row["article"]].fingerprints)
    held = [{"article": row["article"], "shingles": row.pop("shingles")} for row in newer]
    insert_new(connection, shingles, held)
    insert_new(connection, passages, newer)
    insert_new(
        connection,
        passage_fingerprints,
        [
            {"fingerprint": fingerprint, "number": row["number"]}
            for row in newer
            for fingerprint in row["fingerprints"]
        ],
    )


def _stood_before(connection: Connection, article: str, one: int, other: int) -> bool:
    """Return whether one of two versions that are there stood before the other."""
    rows = connection.execute(_BOTH, {"article": article, "numbers": [one, other]}).all()
    places = [
        VersionPlace(
            number=row.version,
            captured_at=row.captured_at,
            state=State.PRESENT,
            fingerprint="",
            is_imported=row.imported is not None,
        )
        for row in rows
    ]
    return one != other and in_capture_order(places)[-1].number == other


def remove_passages(connection: Connection, article: str) -> None:
    """Remove the article's row and its fingerprints."""
    for row in connection.execute(_PLACE, {"article": article}).all():
        _remove(connection, article, row.number, row.fingerprints)


_PLACE = ready(
    select(passages.c.number, passages.c.fingerprints).where(
        passages.c.article == bindparam("article")
    )
)

_THERE = ready(
    select(passages.c.article, passages.c.version, passages.c.fingerprints).where(
        passages.c.article == bindparam("article")
    )
)

_BOTH = ready(
    select(
        versions.c.version, versions.c.captured_at, imported_versions.c.version.label("imported")
    )
    .outerjoin(
        imported_versions,
        and_(
            imported_versions.c.article == versions.c.article,
            imported_versions.c.version == versions.c.version,
        ),
    )
    .where(
        versions.c.article == bindparam("article"),
        versions.c.version.in_(bindparam("numbers", expanding=True)),
    )
)

_FORGET = delete(passages).where(passages.c.article == bindparam("article"))

_FORGET_SHINGLES = delete(shingles).where(shingles.c.article == bindparam("article"))

_FORGET_FINGERPRINTS = delete(passage_fingerprints).where(
    passage_fingerprints.c.fingerprint.in_(bindparam("fingerprints", expanding=True)),
    passage_fingerprints.c.number == bindparam("number"),
)


def _remove(connection: Connection, article: str, number: int, known: Sequence[int]) -> None:
    connection.execute(_FORGET, {"article": article})
    connection.execute(_FORGET_SHINGLES, {"article": article})
    if known:
        connection.execute(_FORGET_FINGERPRINTS, {"fingerprints": known, "number": number})
