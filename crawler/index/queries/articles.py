"""Which articles there are, what each is like, and its versions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    select,
)

from crawler.identity import version_key
from crawler.index.alias_decisions import is_led_away
from crawler.index.database import Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, memberships, versions
from crawler.index.summaries import BELIEVED, NEWEST_WORD
from crawler.index.values import AnyRow, ArticleSummary, head_of
from crawler.model import Head, Outcome, State, Version

_NOTHING: Mapping[str, Any] = {}
_AS_THEY_ARE = (
    "article",
    "host",
    "title",
    "first_seen",
    "last_checked",
    "last_reason",
    "last_unconditional",
    "etag",
    "last_modified",
)


class ArticleQueries(Database):
    """The methods that read about articles. All raise ``IndexUnusable``."""

    def head(self, article: str) -> Head | None:
        """Return the newest known Version, or None where none is known."""
        with self.reading() as connection:
            self.require_owner(connection)
            row = connection.execute(_HEAD, {"article": article}).first()
        return head_of(row) if row else None

    def versions(self, article: str) -> list[Version]:
        """Return all known Versions, in order."""
        with self.reading() as connection:
            rows = connection.execute(_RECORDS, {"article": article}).all()
        return [head_of(row).record for row in rows]

    def fingerprints(self, article: str) -> list[tuple[int, str]]:
        """Return number and fingerprint of all known Versions, in order."""
        with self.reading() as connection:
            return [
                (row.version, row.fingerprint)
                for row in connection.execute(_FINGERPRINTS, {"article": article})
            ]

    def known_versions(self, names: Collection[str]) -> set[tuple[str, int]]:
        """(article, number) of all known Versions of these Articles."""
        with self.reading() as connection:
            return {(row[0], row[1]) for row in _of_many(connection, _NUMBERS, names)}

    def numbers(self, article: str) -> list[int]:
        """Return the numbers of all known Versions, in order."""
        with self.reading() as connection:
            return list(connection.execute(_NUMBERS_OF_ONE, {"article": article}).scalars())

    def summary(self, article: str) -> ArticleSummary | None:
        """Return what is known of an Article, or None where nothing is."""
        with self.reading() as connection:
            found = next(iter(_summaries(connection, SUMMARY_OF_ONE, {"article": article})), None)
            limit = self.believed_until()
            if found is None or all(moment is None or moment <= limit for moment in _times(found)):
                return found
            row = connection.execute(BELIEVED, {"article": article, "limit": limit}).one()
        return _without_future(found, row, limit)

    def titles(self, names: Collection[str]) -> dict[str, str | None]:
        """Return the title of each of these Articles that is known, as ``summary`` has it."""
        with self.reading() as connection:
            return {row[0]: row[1] for row in _of_many(connection, _TITLES, names)}

    def hosts(self) -> list[str]:
        """Hosts that have an Article with a version, in order."""
        query = select(articles.c.host).where(articles.c.head.is_not(None)).distinct()
        with self.reading() as connection:
            return list(connection.execute(query.order_by(articles.c.host)).scalars())

    def articles(
        self,
        *,
        host: str | None = None,
        source: str | None = None,
        state: State | None = None,
        names: Collection[str] | None = None,
        checked_before: datetime | None = None,
        seen_since: datetime | None = None,
        kept: bool = False,
        watched: bool = False,
        after: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ArticleSummary]:
        """Return known Articles in the order of their ids.

        With ``kept``, only those that have a version; with ``seen_since``, those that were first
        seen then or later; with ``names``, at most ``MAX_NAMES``, only those among them; with
        ``after``, those whose ids sort after it.
        """
        wanted = _wanted(host, source, state, seen_since, kept=kept)
        if names is not None:
            wanted.append(articles.c.article.in_(names))
        if checked_before is not None:
            wanted.append(articles.c.last_checked < checked_before)
        if watched:
            wanted.append(NEWEST_WORD.is_(True))
        if after is not None:
            wanted.append(articles.c.article > after)
        query = _SUMMARY.where(*wanted).order_by(articles.c.article).limit(limit).offset(offset)
        with self.reading() as connection:
            return _summaries(connection, query)

    def count_articles(
        self,
        *,
        host: str | None = None,
        source: str | None = None,
        state: State | None = None,
        seen_since: datetime | None = None,
        kept: bool = False,
    ) -> int:
        """Return how many ``articles`` gives of these without a limit."""
        wanted = _wanted(host, source, state, seen_since, kept=kept)
        with self.reading() as connection:
            query = select(func.count()).select_from(articles).where(*wanted)
            return connection.execute(query).scalar_one()

    def newest_heads(self, count: int) -> list[str]:
        """Return the keys of the heads that were believed last."""
        query = select(versions.c.article, versions.c.version).join(
            articles,
            (articles.c.article == versions.c.article) & (articles.c.head == versions.c.version),
        )
        newest = query.order_by(versions.c.confirmed_at.desc()).limit(count)
        with self.reading() as connection:
            return [version_key(*row) for row in connection.execute(newest)]


_ARTICLE: BindParameter[str] = bindparam("article")

_OF_ONE = select(versions.c.record, versions.c.sha256).where(versions.c.article == _ARTICLE)
_HEAD = ready(_OF_ONE.order_by(versions.c.version.desc()).limit(1))
_RECORDS = ready(_OF_ONE.order_by(versions.c.version))

_NUMBERS_OF_ONE = ready(
    select(versions.c.version).where(versions.c.article == _ARTICLE).order_by(versions.c.version)
)

_FINGERPRINTS = ready(
    select(versions.c.version, versions.c.fingerprint)
    .where(versions.c.article == _ARTICLE)
    .order_by(versions.c.version)
)

_OTHERS = versions.alias("others")
_HIGHEST = select(func.max(_OTHERS.c.version)).where(_OTHERS.c.article == articles.c.article)


def _of_head(value: Column[Any]) -> ColumnElement[Any]:
    """Return ``value`` of the version that stands, without a join: it would read all before it."""
    at_head = select(value).where(
        versions.c.article == articles.c.article, versions.c.version == articles.c.head
    )
    return at_head.correlate(articles).scalar_subquery().label(value.name)


_SUMMARY: Select[*tuple[Any, ...]] = select(
    articles,
    _of_head(versions.c.captured_at),
    _of_head(versions.c.confirmed_at),
    _HIGHEST.scalar_subquery().label("highest"),
    NEWEST_WORD.label("watched"),
)

SUMMARY_OF_ONE = ready(_SUMMARY.where(articles.c.article == _ARTICLE))

_NAMES: BindParameter[str] = bindparam("names", expanding=True)
MEMBERSHIPS = ready(
    select(memberships.c.article, memberships.c.source).where(memberships.c.article.in_(_NAMES))
)
_TITLES = ready(select(articles.c.article, articles.c.title).where(articles.c.article.in_(_NAMES)))
_NUMBERS = ready(
    select(versions.c.article, versions.c.version).where(versions.c.article.in_(_NAMES))
)


def _wanted(
    host: str | None,
    source: str | None,
    state: State | None,
    seen_since: datetime | None,
    *,
    kept: bool,
) -> list[ColumnElement[bool]]:
    led_to = select(memberships.c.article).where(memberships.c.source == source)
    conditions: list[ColumnElement[bool]] = []
    if host is not None:
        # a range of names is in order: of a host's name, all are sorted for each page
        conditions += [articles.c.article > f"{host}/", articles.c.article < f"{host}0"]
    if source is not None:
        conditions.append(articles.c.article.in_(led_to))
    if state is not None:
        conditions.append(articles.c.state == state.value)
    if seen_since is not None:
        conditions.append(articles.c.first_seen >= seen_since)
    if kept:
        conditions += [articles.c.head.is_not(None), ~is_led_away(articles.c.article)]
    return conditions


def _later(*times: datetime | None) -> datetime | None:
    return max((moment for moment in times if moment is not None), default=None)


def _times(found: ArticleSummary) -> tuple[datetime | None, ...]:
    return (
        found.first_seen,
        found.last_checked,
        found.last_seen,
        found.last_unconditional,
        found.last_capture,
    )


def _without_future(found: ArticleSummary, row: AnyRow, limit: datetime) -> ArticleSummary:
    """Return the summary as the believed checks make it.

    A Version of the future was seen, but nobody knows when.
    """
    known = (
        found.first_seen
        if found.first_seen is not None and found.first_seen <= limit
        else row.first_seen
    )
    return replace(
        found,
        first_seen=known,
        last_checked=row.last_checked,
        last_outcome=Outcome(row.last_outcome) if row.last_outcome else None,
        last_reason=row.last_reason,
        last_seen=row.last_confirmed,
        last_unconditional=row.last_unconditional,
        last_capture=row.last_capture,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def _summaries(
    connection: Connection, query: Select[*tuple[Any, ...]], values: Mapping[str, Any] = _NOTHING
) -> list[ArticleSummary]:
    rows = connection.execute(query, values).all()
    sources: dict[str, list[str]] = {}
    for article, source in _of_many(connection, MEMBERSHIPS, [row.article for row in rows]):
        sources.setdefault(article, []).append(source)
    return [_summary(row, tuple(sorted(sources.get(row.article, ())))) for row in rows]


def _of_many(
    connection: Connection, query: Select[*tuple[Any, ...]], names: Iterable[str]
) -> Iterator[AnyRow]:
    """Yield the query's rows for these articles, asked for in handfuls that any database takes."""
    for some in in_chunks(names):
        yield from connection.execute(query, {"names": some})


def _summary(row: AnyRow, sources: tuple[str, ...]) -> ArticleSummary:
    columns = row._mapping  # noqa: SLF001  # SQLAlchemy's public name for it
    return ArticleSummary(
        **{name: columns[name] for name in _AS_THEY_ARE},
        url=row.url or "",
        version=row.head,
        highest=row.highest,
        state=State(row.state) if row.state else None,
        last_outcome=Outcome(row.last_outcome) if row.last_outcome else None,
        last_seen=_later(row.last_confirmed, row.confirmed_at),
        last_capture=_later(row.last_capture, row.captured_at),
        watched=bool(row.watched),
        sources=sources,
    )
