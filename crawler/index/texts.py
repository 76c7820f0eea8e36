"""The full texts of all versions in the embedded index.

An FTS5 table that keeps words and their places, not the texts.

The words are cut and folded by ``crawler.search``, so FTS5 has only to split at spaces: its
``ascii`` tokenizer takes every character outside ASCII for a letter. What FTS5 keeps depends on the
order of feeding, what it answers doesn't; so these tables are no part of the index's content as
``dump`` shows it. Elsewhere than in SQLite there are no such tables, and nothing is added.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from crawler.index.dialect import can_search
from crawler.index.schema import PREFIX
from crawler.model import Version
from crawler.search import Query, indexed

TEXTS, WORDS = f"{PREFIX}texts", f"{PREFIX}words"

_TABLES = (
    (
        f"CREATE TABLE {TEXTS} (id INTEGER PRIMARY KEY, article TEXT NOT NULL, version "
        "INTEGER NOT NULL, UNIQUE (article, version))"
    ),
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5 (title, byline, body, content='', tokenize='ascii')",
)
_NUMBER = (
    # names of our own
    f"INSERT INTO {TEXTS} (article, version) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id"  # noqa: S608
)
# as above
_ADD = f"INSERT INTO {WORDS} (rowid, title, byline, body) VALUES (?, ?, ?, ?)"  # noqa: S608

# as above
_TAKE = f"DELETE FROM {TEXTS} WHERE article = ? AND version = ? RETURNING id"  # noqa: S608
# as above
_UNSAY = f"INSERT INTO {WORDS} ({WORDS}, rowid, title, byline, body) VALUES ('delete', ?, ?, ?, ?)"  # noqa: S608

FOUND = text(f"""
    WITH hits AS MATERIALIZED (
        SELECT rowid AS id, bm25({WORDS}, 8.0, 4.0, 1.0) AS rank FROM {WORDS} WHERE {WORDS} MATCH :words
    )
    SELECT texts.article, group_concat(texts.version) AS versions, max(texts.version) AS newest,
           max(texts.version) = articles.head AS current, count(*) OVER () AS total
    FROM hits JOIN {TEXTS} AS texts USING (id) JOIN {PREFIX}articles AS articles USING (article)
    GROUP BY texts.article
    ORDER BY current DESC, min(rank), texts.article LIMIT :limit
""")  # noqa: S608  # as above
"""Articles with the versions that answer a query, those whose newest version does first, then by
BM25 (title 8, byline 4, body 1).
"""


MAX_NUMBER = 1_000_000
"""Characters of a text, the first ones, that can be searched, and by which copies are found: more
than a book of 500 pages has.
"""


class Text(NamedTuple):
    """The folded words of one version."""

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
    return Text(record.article, record.version, title, byline, body)


def make_texts(connection: Connection) -> None:
    """Make the tables, where the database can have them."""
    if can_search(connection.engine):
        for statement in _TABLES:
            connection.exec_driver_sql(statement)


def drop_texts(connection: Connection) -> None:
    """Drop the tables, where there are any.

    FTS5's goes first, and takes those that it keeps for itself with it.
    """
    for name in (WORDS, TEXTS):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def add_texts(connection: Connection, texts: Sequence[Text | None]) -> None:
    """Add the texts that are not there yet."""
    for found in texts:
        if found is None:
            continue
        number = connection.exec_driver_sql(_NUMBER, (found.article, found.version)).scalar()
        if number is not None:
            connection.exec_driver_sql(_ADD, (number, *found[2:]))


def remove_texts(connection: Connection, texts: Sequence[Text | None]) -> None:
    """Remove the texts that are there.

    FTS5 keeps no texts, so it must be told the words that it is to forget.
    """
    for found in texts:
        if found is not None:
            number = connection.exec_driver_sql(_TAKE, (found.article, found.version)).scalar()
            if number is not None:
                connection.exec_driver_sql(_UNSAY, (number, *found[2:]))


def match_of(query: Query) -> str:
    """Return the query in FTS5's language.

    It holds folded words only, so nothing in it can be mistaken for an operator.
    """
    return " AND ".join(
        f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in query.terms
    )
