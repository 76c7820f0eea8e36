"""Which articles are meant: by words or by URL."""

import difflib
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
    text,
)

from crawler.errors import IndexUnusable
from crawler.identity import article_of
from crawler.index.database import Database, in_chunks
from crawler.index.dialect import can_search
from crawler.index.schema import (
    PREFIX,
    TEXTS,
    WORDS,
    aliases,
    articles,
    versions,
)
from crawler.index.values import AnyRow, Hit, Hits, head_of

if TYPE_CHECKING:
    from crawler.model import Version
    from crawler.search import Query

FOUND = text(f"""
    WITH hits AS MATERIALIZED (
        SELECT rowid AS id, bm25({WORDS}, 8.0, 4.0, 1.0) AS rank
        FROM {WORDS} WHERE {WORDS} MATCH :words
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

_COMPARED = 5000
"""Known URLs of one host that a mistyped one is compared with: some tenths of a second."""

_LIKENESS = 0.6
"""How alike two URLs or two hosts must be to be named to somebody who mistyped one, from 0 to 1."""


class SearchQueries(Database):
    """The methods that find articles. All raise ``IndexUnusable``."""

    @property
    def has_search(self) -> bool:
        """Return whether texts can be searched here: only in the embedded index."""
        return can_search(self.engine)

    def search(self, query: "Query", *, limit: int = 20) -> Hits:
        """Return articles of which a version answers the query.

        Those that still do first, then the best answers first.

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
        with self.reading() as connection:
            rows = connection.execute(FOUND, {"words": match_of(query), "limit": limit}).all()
            return Hits(
                total=rows[0].total if rows else 0,
                hits=tuple(_hits(connection, rows)),
            )

    def article_for(self, url: str) -> str | None:
        """Return the Article that this normalised URL belongs to for good.

        By an alias, or by a version. Raises ``BadUrl``.
        """
        with self.reading() as connection:
            return connection.execute(_BELONGS_TO, {"url": url, "own": article_of(url)}).scalar()

    def articles_for(self, urls: Collection[str]) -> dict[str, str]:
        """Return the Article of each of these normalised URLs that belongs to one for good.

        As ``article_for`` says, of many at once. Raises ``BadUrl``.
        """
        own = {url: article_of(url) for url in urls}
        by_alias: dict[str, str] = {}
        by_url: dict[str, str] = {}
        known: set[str] = set()
        with self.reading() as connection:
            for some in in_chunks(own):
                names = {"urls": some, "own": [own[url] for url in some]}
                by_alias.update(map(tuple, connection.execute(_ALIASES_OF, names)))
                known.update(connection.execute(_KNOWN_OF, names).scalars())
                by_url.update(map(tuple, connection.execute(_CARRIED_BY, names)))
        return {
            url: belongs
            for url in own
            if (
                belongs := by_alias.get(url) or (own[url] if own[url] in known else by_url.get(url))
            )
        }

    def containing(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Return URLs of kept articles that contain ``text``, upper or lower case, shortest first.

        For people who type a part of one.
        """
        with self.reading() as connection:
            return _containing(connection, text, limit)

    def nearest(self, url: str, limit: int = 5) -> tuple[str, ...]:
        """Return URLs of kept articles that come nearest to ``url``.

        Those like it on its host, or the hosts like it, then those that hold it.
        """
        rest = url.partition("://")[2] or url
        host = rest.partition("/")[0]
        with self.reading() as connection:
            hosts = connection.execute(select(articles.c.host).distinct()).scalars().all()
            near = difflib.get_close_matches(host, hosts, n=2, cutoff=_LIKENESS)
            known = {
                url: None for name in near for url in connection.execute(_of_host(name)).scalars()
            }
            like = difflib.get_close_matches(url, known, n=limit, cutoff=_LIKENESS)
            return tuple(dict.fromkeys([*like, *_containing(connection, rest.strip("/"), limit)]))[
                :limit
            ]


def match_of(query: "Query") -> str:
    """Return the query in FTS5's language.

    It holds folded words only, so nothing in it can be mistaken for an operator.
    """
    return " AND ".join(
        f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in query.terms
    )


_RECORDS = select(
    versions.c.article, versions.c.version, versions.c.record, versions.c.sha256
).where(
    versions.c.article.in_(bindparam("names", expanding=True)),
    versions.c.version.in_(bindparam("numbers", expanding=True)),
)


def _hits(connection: Connection, rows: Sequence[AnyRow]) -> Iterator[Hit]:
    """Yield the hits, with the records of their newest versions and of those that came after."""
    records: dict[tuple[str, int], Version] = {}
    newest = {row.article: row.newest for row in rows}
    for some in in_chunks(newest):
        numbers = {newest[name] + later for name in some for later in (0, 1)}
        for found in connection.execute(_RECORDS, {"names": some, "numbers": sorted(numbers)}):
            if found.version - newest[found.article] in {0, 1}:
                records[found.article, found.version] = head_of(found).record
    for row in rows:
        record = records.get((row.article, row.newest))
        if record is None:
            raise IndexUnusable(
                f"the index has the words but not the record of version {row.newest} of "
                f"{row.article}"
            )
        yield Hit(
            record=record,
            versions=tuple(sorted(map(int, str(row.versions).split(",")))),
            current=bool(row.current),
            left=records.get((row.article, row.newest + 1)),
        )


def _one(column: Column[str], condition: ColumnElement[bool]) -> ScalarSelect[str]:
    return select(column).where(condition).order_by(column).limit(1).scalar_subquery()


_BELONGS_TO = select(
    func.coalesce(
        _one(aliases.c.article, aliases.c.url == bindparam("url")),
        _one(versions.c.article, versions.c.article == bindparam("own")),
        _one(versions.c.article, versions.c.url == bindparam("url")),
    )
)
"""Built once, as all that a crawl asks for every page: building a statement costs more than running
it.
"""


_URLS: BindParameter[str] = bindparam("urls", expanding=True)
_OWNS: BindParameter[str] = bindparam("own", expanding=True)
_ALIASES_OF = select(aliases.c.url, aliases.c.article).where(aliases.c.url.in_(_URLS))
_KNOWN_OF = select(versions.c.article).where(versions.c.article.in_(_OWNS)).distinct()
_CARRIED_BY = select(versions.c.url, versions.c.article).where(versions.c.url.in_(_URLS)).distinct()
"""The same of many."""


def _containing(connection: Connection, text: str, limit: int) -> tuple[str, ...]:
    query = select(articles.c.url).where(
        articles.c.head.is_not(None), articles.c.url.icontains(text, autoescape=True)
    )
    return tuple(
        connection.execute(
            query.order_by(func.length(articles.c.url), articles.c.url).limit(limit)
        ).scalars()
    )


def _of_host(host: str) -> Select[str]:
    """Return the URLs of the host's kept articles, the ones checked last first.

    A list to compare with must end somewhere.
    """
    query = select(articles.c.url).where(articles.c.host == host, articles.c.head.is_not(None))
    return query.order_by(articles.c.last_checked.desc(), articles.c.article).limit(_COMPARED)
