"""Full text: which articles have words in a version."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, bindparam, func, select, text

from crawler.errors import IndexUnusable
from crawler.index.database import Database, in_chunks
from crawler.index.dialect import can_search
from crawler.index.ready_statements import ready
from crawler.index.schema import versions
from crawler.index.table_names import PREFIX
from crawler.index.text_tables import TEXTS, WORDS
from crawler.index.values import AnyRow, Hit, Hits, head_of

if TYPE_CHECKING:
    from crawler.model import Version
    from crawler.search import Query

MIN_RANKED, RANKED_EACH = 1000, 20
"""Versions that answer a query and are ranked: the first, or the second for each answer that is
wanted. Of more, so many of the newest are looked at.
"""

_MANY = ready(
    text(
        f"SELECT count(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH :words LIMIT :most)"  # noqa: S608  # as above
    )
)
"""How many texts answer a query, counted no further than it matters."""

_LED = f"""LEFT JOIN {PREFIX}aliases AS led
        ON led.key = 'aliases/' || texts.article || '.json' AND led.article <> texts.article"""
"""Where the Article's own URL belongs to another one by now."""

_SAID = "led.key IS NULL OR led.article NOT IN (SELECT article FROM found)"
"""That an Article is shown: one that was joined to another only where that one does not answer."""

_HEAD = "CASE WHEN led.key IS NULL THEN articles.head ELSE 0 END"
"""The version that stands now: of a joined Article none does."""

RECENT = ready(
    text(f"""
    WITH hits AS MATERIALIZED (
        SELECT rowid AS id FROM {WORDS} WHERE {WORDS} MATCH :words
        ORDER BY rowid DESC LIMIT :most
    ), found AS MATERIALIZED (
        SELECT texts.article, group_concat(texts.version) AS versions, max(hits.id) AS newest
        FROM hits JOIN {TEXTS} AS texts USING (id) GROUP BY texts.article
    )
    SELECT texts.article, {_HEAD} AS head,
           instr(',' || texts.versions || ',', ',' || {_HEAD} || ',') > 0 AS current,
           count(*) OVER () AS total
    FROM found AS texts JOIN {PREFIX}articles AS articles USING (article)
        {_LED}
    WHERE {_SAID}
    ORDER BY current DESC, texts.newest DESC, texts.article LIMIT :limit
""")  # noqa: S608  # as above
)
"""Articles of the newest versions that answer a query, those first whose newest version does, then
the newest first.
"""

_WHICH = ready(
    text(f"""
    SELECT texts.article, texts.version
    FROM {TEXTS} AS texts CROSS JOIN {WORDS} AS words ON words.rowid = texts.id
    WHERE texts.article IN :names AND {WORDS} MATCH :words
""").bindparams(bindparam("names", expanding=True))  # noqa: S608  # as above
)
"""All versions of some articles that answer a query. CROSS has SQLite begin with the articles."""

FOUND = ready(
    text(f"""
    WITH hits AS MATERIALIZED (
        SELECT rowid AS id, bm25({WORDS}, 8.0, 4.0, 1.0) AS rank
        FROM {WORDS} WHERE {WORDS} MATCH :words
    ), found AS MATERIALIZED (
        SELECT texts.article, group_concat(texts.version) AS versions, min(hits.rank) AS rank
        FROM hits JOIN {TEXTS} AS texts USING (id) GROUP BY texts.article
    )
    SELECT texts.article, texts.versions, {_HEAD} AS head,
           instr(',' || texts.versions || ',', ',' || {_HEAD} || ',') > 0 AS current,
           count(*) OVER () AS total
    FROM found AS texts JOIN {PREFIX}articles AS articles USING (article)
        {_LED}
    WHERE {_SAID}
    ORDER BY current DESC, texts.rank, texts.article LIMIT :limit
""")  # noqa: S608  # as above
)
"""Articles with the versions that answer a query, those whose newest version does first, then by
BM25 (title 8, byline 4, body 1).
"""


class FullTextQueries(Database):
    """The method that searches. Raises ``IndexUnusable``."""

    @property
    def has_search(self) -> bool:
        """Return whether texts can be searched here: only in the embedded index."""
        return can_search(self.engine)

    def search(self, query: "Query", *, limit: int = 20) -> Hits:
        """Return articles of which a version answers the query.

        Those that still do first, then the best answers first. Of words that stand in many
        versions, the newest first: to find the best, all would have to be read. With a high limit
        they are.

        Raises ``IndexUnusable`` where the index lives in a database that has no full-text search of
        the embedded kind.
        """
        if not self.has_search:
            raise IndexUnusable(
                (
                    "full-text search needs the embedded index, SQLite with FTS5; this index "
                    f"is {self.url}"
                ),
                hint=(
                    "Set index.url to sqlite:///path/to/index.db, or give the command a "
                    "configuration that does."
                ),
            )
        most = max(MIN_RANKED, RANKED_EACH * limit)
        asked: dict[str, Any] = {"words": match_of(query), "limit": limit}
        with self.reading() as connection:
            asked_first = {"words": asked["words"], "most": most + 1}
            is_whole = (connection.execute(_MANY, asked_first).scalar() or 0) <= most
            chosen = (FOUND, asked) if is_whole else (RECENT, asked | {"most": most})
            rows = connection.execute(*chosen).all()
            answers = (
                _answers(rows) if is_whole else _whole_answers(connection, rows, asked["words"])
            )
            return Hits(
                total=rows[0].total if rows else 0,
                hits=tuple(_hits(connection, answers)),
                is_whole=is_whole,
            )


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
    return {row.article: _answer(row.head, map(int, str(row.versions).split(","))) for row in rows}


def _whole_answers(
    connection: Connection, rows: Sequence[AnyRow], words: str
) -> dict[str, _Answer]:
    """Return the articles with all their versions that answer, also those not looked at yet."""
    found: dict[str, list[int]] = {row.article: [] for row in rows}
    if found:
        for row in connection.execute(_WHICH, {"names": list(found), "words": words}):
            found[row.article].append(row.version)
    return {row.article: _answer(row.head, found[row.article]) for row in rows}


def _answer(head: int, numbers: Iterable[int]) -> _Answer:
    """Return an answer, the version that stands last, though imported ones count higher."""
    return _Answer(head, tuple(sorted(numbers, key=lambda number: (number == head, number))))


_WANTED = func.json_each(bindparam("places")).table_valued("value", name="wanted")

_RECORDS = ready(
    select(
        versions.c.article,
        versions.c.version,
        versions.c.url,
        versions.c.record,
        versions.c.sha256,
    ).join_from(
        _WANTED,
        versions,
        and_(
            versions.c.article == func.json_extract(_WANTED.c.value, "$[0]"),
            versions.c.version == func.json_extract(_WANTED.c.value, "$[1]"),
        ),
    )
)
"""Records by article and number. SQLite finds no index for ``(article, version) IN (...)``."""


def _hits(connection: Connection, answers: Mapping[str, _Answer]) -> Iterator[Hit]:
    """Yield the hits, with the URL of their newest versions, and the records that came after."""
    urls: dict[str, str] = {}
    left: dict[str, Version] = {}
    for some in in_chunks(answers):
        tops = {name: answers[name].versions[-1] for name in some}
        places = [(name, top + later) for name, top in tops.items() for later in (0, 1)]
        for row in connection.execute(_RECORDS, {"places": json.dumps(places)}):
            if row.version == tops[row.article]:
                urls[row.article] = row.url
            elif row.version == tops[row.article] + 1:
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
