"""Questions about articles: what each is like, its versions, its checks, what is to be known before its next fetch."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from crawler.index.database import Database
from crawler.index.rows import CHECK_COLUMNS, AnyRow, check_of, head_of
from crawler.index.schema import articles, checks, memberships, versions, watches
from crawler.index.summaries import SURE
from crawler.index.values import ArticleSummary
from crawler.model import Check, Head, Outcome, State, Version

_PENDING = (Outcome.SUSPECT, Outcome.BLOCKED)
_AS_THEY_ARE = ("article", "host", "title", "first_seen", "last_checked", "last_reason", "last_unconditional", "etag", "last_modified")


class ArticleQueries(Database):
    """The methods that read about articles. All raise ``IndexUnusable``."""

    def head(self, article: str) -> Head | None:
        """The newest known Version, or None where none is known."""
        query = select(versions.c.record, versions.c.sha256).where(versions.c.article == article)
        with self.reading() as connection:
            row = connection.execute(query.order_by(versions.c.version.desc()).limit(1)).first()
        return head_of(row) if row else None

    def versions(self, article: str) -> list[Version]:
        """All known Versions, in order."""
        query = select(versions.c.record, versions.c.sha256).where(versions.c.article == article)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(versions.c.version)).all()
        return [head_of(row).record for row in rows]

    def fingerprints(self, article: str) -> list[tuple[int, str]]:
        """Number and fingerprint of all known Versions, in order."""
        query = select(versions.c.version, versions.c.fingerprint).where(versions.c.article == article)
        with self.reading() as connection:
            return [(row.version, row.fingerprint) for row in connection.execute(query.order_by(versions.c.version))]

    def known_versions(self, names: Collection[str]) -> set[tuple[str, int]]:
        """(article, number) of all known Versions of these Articles."""
        with self.reading() as connection:
            return {(row[0], row[1]) for row in _pairs(connection, versions.c.article, versions.c.version, list(names))}

    def pending(self, article: str) -> list[Check]:
        """Suspect and blocked checks, oldest first, that no sure look at the article and no new version has come after."""
        with self.reading() as connection:
            since = _last_sure(connection, article)
            query = select(*CHECK_COLUMNS).where(checks.c.article == article, checks.c.outcome.in_(_PENDING))
            if since is not None:
                query = query.where(checks.c.fetched_at > since)
            return [check_of(row) for row in connection.execute(query.order_by(*_IN_TIME))]

    def checks(self, article: str, *, since: datetime | None = None, limit: int | None = None) -> list[Check]:
        """The article's checks, newest first; those fetched at ``since`` or later, at most ``limit``."""
        query = select(*CHECK_COLUMNS).where(checks.c.article == article)
        if since is not None:
            query = query.where(checks.c.fetched_at >= since)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(*(column.desc() for column in _IN_TIME)).limit(limit)).all()
        return [check_of(row) for row in rows]

    def summary(self, article: str) -> ArticleSummary | None:
        """What is known of an Article, or None where nothing is."""
        with self.reading() as connection:
            return next(iter(_summaries(connection, _SUMMARY.where(articles.c.article == article))), None)

    def articles(
        self,
        *,
        host: str | None = None,
        source: str | None = None,
        state: State | None = None,
        checked_before: datetime | None = None,
        kept: bool = False,
        watched: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ArticleSummary]:
        """Known Articles in the order of their ids; with ``kept``, only those that have a version."""
        wanted: list[ColumnElement[bool]] = []
        if host is not None:
            wanted.append(articles.c.host == host)
        if source is not None:
            wanted.append(articles.c.article.in_(select(memberships.c.article).where(memberships.c.source == source)))
        if state is not None:
            wanted.append(articles.c.state == state.value)
        if checked_before is not None:
            wanted.append(articles.c.last_checked < checked_before)
        if kept:
            wanted.append(articles.c.head.is_not(None))
        if watched:
            wanted.append(articles.c.article.in_(select(watches.c.article)))
        query = _SUMMARY.where(*wanted).order_by(articles.c.article).limit(limit).offset(offset)
        with self.reading() as connection:
            return _summaries(connection, query)


_IN_TIME = (checks.c.fetched_at, checks.c.run, checks.c.part, checks.c.line)

_SUMMARY: Select[*tuple[Any, ...]] = select(articles, versions.c.captured_at, versions.c.confirmed_at).outerjoin(
    versions, and_(versions.c.article == articles.c.article, versions.c.version == articles.c.head)
)


def _last_sure(connection: Connection, article: str) -> datetime | None:
    """When the article's state was last seen for sure, by a check or by the version that a check made."""
    query = select(checks.c.fetched_at).where(checks.c.article == article, checks.c.outcome.in_([outcome.value for outcome in SURE]))
    by_check = connection.execute(query.order_by(checks.c.fetched_at.desc()).limit(1)).scalar()
    made = select(versions.c.confirmed_at).where(versions.c.article == article)
    by_version = connection.execute(made.order_by(versions.c.version.desc()).limit(1)).scalar()
    return _later(by_check, by_version)


def _later(*times: datetime | None) -> datetime | None:
    return max((moment for moment in times if moment is not None), default=None)


def _summaries(connection: Connection, query: Select[*tuple[Any, ...]]) -> list[ArticleSummary]:
    rows = connection.execute(query).all()
    ids = [row.article for row in rows]
    sources: dict[str, list[str]] = {}
    for article, source in _pairs(connection, memberships.c.article, memberships.c.source, ids):
        sources.setdefault(article, []).append(source)
    watched = {article for article, _ in _pairs(connection, watches.c.article, watches.c.run, ids)}
    return [_summary(row, tuple(sorted(sources.get(row.article, ()))), row.article in watched) for row in rows]


def _pairs(connection: Connection, article: ColumnElement[str], other: ColumnElement[Any], ids: Sequence[str]) -> list[AnyRow]:
    """Rows of (article, other) for these articles, asked for in handfuls that any database takes."""
    handfuls = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return [row for handful in handfuls for row in connection.execute(select(article, other).where(article.in_(handful)))]


def _summary(row: AnyRow, sources: tuple[str, ...], watched: bool) -> ArticleSummary:  # noqa: FBT001  # a column like the others
    columns = row._mapping  # noqa: SLF001  # SQLAlchemy's public name for it
    return ArticleSummary(
        **{name: columns[name] for name in _AS_THEY_ARE},
        url=row.url or "",
        version=row.head,
        state=State(row.state) if row.state else None,
        last_outcome=Outcome(row.last_outcome) if row.last_outcome else None,
        last_seen=_later(row.last_confirmed, row.confirmed_at),
        last_capture=_later(row.last_capture, row.captured_at),
        watched=watched,
        sources=sources,
    )
