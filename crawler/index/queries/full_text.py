"""Full text: which articles have words in a version."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, TextClause, and_, bindparam, func, select, text, tuple_

from crawler.errors import IndexUnusable
from crawler.index.database import Database, in_chunks
from crawler.index.dialect import can_search
from crawler.index.queries.full_text_questions import found_of, recent_of
from crawler.index.queries.standing_versions import orders_of_imported
from crawler.index.ready_statements import ready
from crawler.index.schema import versions
from crawler.index.text_tables import TEXTS, WORDS
from crawler.index.values import AnyRow, Hit, Hits, head_of

if TYPE_CHECKING:
    from crawler.model import Version
    from crawler.search import Query

MIN_RANKED, RANKED_EACH = 1000, 20
"""Versions that answer a query and are ranked: the first, or the second for each answer that is
wanted. Of more, so many of the newest are looked at.
"""

LOOKED_AT = 4
"""So many times as many articles as are wanted, the best, are first asked what stands in them now.
To ask that of all takes longer than to find them.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTexts:
    """A query in a database's own words. ``values``: what its parameters are."""

    many: TextClause
    """How many texts answer, counted no further than ``:most``."""
    recent: TextClause
    ranked: Callable[[int], tuple[TextClause, Mapping[str, Any]]]
    """How the best are found, with further parameters; given how many texts answer."""
    which: TextClause
    """All versions of the Articles ``:names`` that answer."""
    values: Mapping[str, Any]


JOINED = "group_concat(texts.version)"

RECENT = ready(
    recent_of(
        f"SELECT rowid AS id FROM {WORDS} WHERE {WORDS} MATCH :words "  # noqa: S608  # as above
        "ORDER BY rowid DESC LIMIT :most",
        JOINED,
    )
)
FOUND = ready(
    found_of(
        f"SELECT rowid AS id, bm25({WORDS}, 8.0, 4.0, 1.0) AS rank FROM {WORDS} "  # noqa: S608  # as above
        f"WHERE {WORDS} MATCH :words",
        JOINED,
    )
)
_MANY = ready(
    text(
        f"SELECT count(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH :words LIMIT :most)"  # noqa: S608  # as above
    )
)
_WHICH = ready(
    text(f"""
    SELECT texts.article, texts.version
    FROM {TEXTS} AS texts CROSS JOIN {WORDS} AS words ON words.rowid = texts.id
    WHERE texts.article IN :names AND {WORDS} MATCH :words
""").bindparams(bindparam("names", expanding=True))  # noqa: S608  # as above
)
"""CROSS has SQLite begin with the articles."""


def _asked_of_lite(query: "Query") -> AskedTexts:
    return AskedTexts(
        many=_MANY,
        recent=RECENT,
        ranked=lambda _: (FOUND, {}),
        which=_WHICH,
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
            if is_whole:
                best, further = asked.ranked(number or 0)
                rows = _first(connection, best, {**asked.values, **further}, limit)
                answers = _answers(rows)
            else:
                rows = _first(connection, asked.recent, {**asked.values, "most": most}, limit)
                answers = _whole_answers(connection, rows, asked)
            return Hits(
                total=rows[0].total if rows else 0,
                hits=tuple(_hits(connection, answers)),
                is_whole=is_whole,
            )

    def _asked(self, connection: Connection, query: "Query") -> AskedTexts:
        if connection.dialect.name == "sqlite":
            return _asked_of_lite(query)
        from crawler.index.queries.full_text_postgres import asked_of_server

        return asked_of_server(connection, query)


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


def _first(
    connection: Connection, question: TextClause, values: Mapping[str, Any], limit: int
) -> Sequence[AnyRow]:
    """Return the first rows of all that answer: those that still do, and then the others.

    Where the best articles do not hold as many that still do as are wanted, all are looked at.
    """
    some = LOOKED_AT * limit
    asked = {**values, "limit": limit, "looked_at": some}
    rows: Sequence[AnyRow] = connection.execute(question, asked).all()
    if rows and rows[0].total > some and not rows[-1].current:
        asked["looked_at"] = rows[0].total
        rows = connection.execute(question, asked).all()
    return rows


def _answers(rows: Sequence[AnyRow]) -> dict[str, _Answer]:
    return {row.article: _answer(row.head, map(int, str(row.versions).split(","))) for row in rows}


def _whole_answers(
    connection: Connection, rows: Sequence[AnyRow], asked: AskedTexts
) -> dict[str, _Answer]:
    """Return the articles with all their versions that answer, also those not looked at yet."""
    found: dict[str, list[int]] = {row.article: [] for row in rows}
    if found:
        for row in connection.execute(asked.which, {**asked.values, "names": list(found)}):
            found[row.article].append(row.version)
    return {row.article: _answer(row.head, found[row.article]) for row in rows}


def _answer(head: int, numbers: Iterable[int]) -> _Answer:
    return _Answer(head, tuple(sorted(numbers)))


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
