"""Full text: which articles have words in a version."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, TextClause, and_, bindparam, func, select, text, tuple_

from crawler.errors import IndexUnusable
from crawler.index.database import Database, in_chunks
from crawler.index.dialect import can_search
from crawler.index.queries.asked_texts import AskedTexts, found_of, placed, recent_of
from crawler.index.queries.standing_versions import orders_of_imported
from crawler.index.ready_statements import ready
from crawler.index.schema import versions
from crawler.index.text_tables import TEXTS, WORDS
from crawler.index.values import AnyRow, Hit, Hits, head_of

if TYPE_CHECKING:
    from crawler.model import Version
    from crawler.search import Query

MIN_RANKED, RANKED_EACH = 400, 20
"""Versions that answer a query and are ranked: the first, or the second for each answer that is
wanted. Of more, so many of the newest are looked at.
"""

NEWEST_EACH = 5
"""So many of the newest for each answer are looked at before that: as a rule the answers are among
these.
"""

JOINED = "group_concat(version)"


RECENT = ready(
    recent_of(
        placed(
            f"SELECT rowid AS id, rowid AS place FROM {WORDS} WHERE {WORDS} MATCH :words "  # noqa: S608  # as above
            "ORDER BY rowid DESC LIMIT :looked"
        ),
        JOINED,
        f"FROM {TEXTS} AS texts CROSS JOIN {WORDS} AS words ON words.rowid = texts.id "
        f"WHERE {WORDS} MATCH :words",
    )
)
"""CROSS has SQLite begin with the articles."""
FOUND = ready(
    found_of(
        placed(
            f"SELECT rowid AS id, bm25({WORDS}, 8.0, 4.0, 1.0) AS place FROM {WORDS} "  # noqa: S608  # as above
            f"WHERE {WORDS} MATCH :words"
        ),
        JOINED,
    )
)
_MANY = ready(
    text(
        f"SELECT count(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH :words LIMIT :most)"  # noqa: S608  # as above
    )
)


def _asked_of_lite(query: "Query") -> AskedTexts:
    return AskedTexts(
        many=_MANY,
        recent=RECENT,
        ranked=lambda _: (FOUND, {}),
        values={"words": match_of(query)},
    )


class FullTextQueries(Database):
    """The method that searches. Raises ``IndexUnusable``."""

    @property
    def has_search(self) -> bool:
        """Return whether texts can be searched here: not where SQLite was built without FTS5."""
        return can_search(self.engine)

    def search(self, query: "Query", *, limit: int = 20) -> Hits:
        """Return articles of which a version answers the query.

        Those that still do first, then the best answers first. Of words that stand in many
        versions, the newest first: to find the best, all would have to be read. With a high limit
        they are.

        Raises ``IndexUnusable`` where the index is in an SQLite without full-text search.
        """
        if not self.has_search:
            raise IndexUnusable(
                f"full-text search needs SQLite with FTS5, which this Python lacks: {self.url}",
                hint=(
                    "Use a Python whose SQLite has FTS5, or set index.url to "
                    "postgresql+psycopg://user@host/database."
                ),
            )
        most = max(MIN_RANKED, RANKED_EACH * limit)
        with self.reading() as connection:
            asked = self._asked(connection, query)
            number = connection.execute(asked.many, {**asked.values, "most": most + 1}).scalar()
            is_whole = (number or 0) <= most
            values = {**asked.values, "limit": limit}
            if is_whole:
                best, further = asked.ranked(number or 0)
                rows = connection.execute(best, {**values, **further}).all()
            else:
                rows = _recent(connection, asked.recent, values | {"most": most})
            return Hits(
                total=rows[0].total if rows else 0,
                hits=tuple(_hits(connection, _answers(rows))),
                is_whole=is_whole,
            )

    def _asked(self, connection: Connection, query: "Query") -> AskedTexts:
        if connection.dialect.name == "sqlite":
            return _asked_of_lite(query)
        from crawler.index.queries.full_text_postgres import asked_of_server

        return asked_of_server(connection, query)


def _recent(
    connection: Connection, recent: TextClause, values: Mapping[str, Any]
) -> Sequence[AnyRow]:
    """Return the newest answers.

    Where a few of the versions give enough articles that still have the words, more would give no
    others.
    """
    rows: Sequence[AnyRow] = ()
    for looked in (min(NEWEST_EACH * values["limit"], values["most"]), values["most"]):
        rows = connection.execute(recent, {**values, "looked": looked}).all()
        if rows and rows[0].total > values["limit"] and rows[-1].current:
            break
    return rows


def match_of(query: "Query") -> str:
    """Return the query in FTS5's language.

    It holds folded words only, so nothing in it can be mistaken for an operator.
    """
    return " AND ".join(
        f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in query.terms
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """An article that answers a query."""

    head: int
    versions: tuple[int, ...]
    """Those that do, in order."""


def _answers(rows: Sequence[AnyRow]) -> dict[str, _Answer]:
    return {
        row.article: _Answer(row.head, tuple(sorted(map(int, str(row.versions).split(",")))))
        for row in rows
    }


def _by_capture(answer: _Answer, order: Sequence[int]) -> _Answer:
    """Return the answer of an article with imported versions, in the order in which they stood."""
    place = {number: position for position, number in enumerate(order)}
    ordered = sorted(answer.versions, key=lambda number: place.get(number, len(place)))
    return _Answer(answer.head, tuple(ordered))


def _after(number: int, order: Sequence[int] | None) -> int | None:
    """Return the number of the version that stood after this one; None if that is known to be none.

    ``order`` where it is not that of the numbers.
    """
    if order is None:
        return number + 1
    later = dropwhile(lambda one: one != number, order)
    return next(islice(later, 1, None), None)


_WANTED = func.json_each(bindparam("places")).table_valued("value", name="wanted")

_PARTS = (
    versions.c.article,
    versions.c.version,
    versions.c.url,
    versions.c.record,
    versions.c.sha256,
)
_RECORDS = ready(
    select(*_PARTS).join_from(
        _WANTED,
        versions,
        and_(
            versions.c.article == func.json_extract(_WANTED.c.value, "$[0]"),
            versions.c.version == func.json_extract(_WANTED.c.value, "$[1]"),
        ),
    )
)
"""Records by article and number. SQLite finds no index for ``(article, version) IN (...)``."""


def _records(connection: Connection, places: Sequence[tuple[str, int]]) -> Iterator[AnyRow]:
    if connection.dialect.name == "sqlite":
        yield from connection.execute(_RECORDS, {"places": json.dumps(places)})
        return
    there = tuple_(versions.c.article, versions.c.version).in_(places)
    yield from connection.execute(select(*_PARTS).where(there))


def _hits(connection: Connection, answers: Mapping[str, _Answer]) -> Iterator[Hit]:
    """Yield the hits, with the URL of their newest versions, and the records that came after."""
    urls: dict[str, str] = {}
    left: dict[str, Version] = {}
    answers = dict(answers)
    for some in in_chunks(answers):
        orders = orders_of_imported(connection, list(some))
        answers |= {name: _by_capture(answers[name], order) for name, order in orders.items()}
        tops = {name: answers[name].versions[-1] for name in some}
        after = {name: _after(top, orders.get(name)) for name, top in tops.items()}
        places = [*tops.items(), *((name, one) for name, one in after.items() if one is not None)]
        for row in _records(connection, places):
            if row.version == tops[row.article]:
                urls[row.article] = row.url
            elif row.version == after[row.article]:
                left[row.article] = head_of(row).record
    for name, answer in answers.items():
        newest = answer.versions[-1]
        if name not in urls:
            raise IndexUnusable(
                f"the index has the words but not the record of version {newest} of {name}"
            )
        yield Hit(
            article=name,
            version=newest,
            url=urls[name],
            versions=answer.versions,
            current=newest == answer.head,
            left=left.get(name),
        )
