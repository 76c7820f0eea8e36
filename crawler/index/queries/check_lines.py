"""The check lines of an article or of a run, as values."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import BindParameter, Select, bindparam, func, literal, select

from crawler.index.column_types import EPOCH, Moment
from crawler.index.database import Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, checks, memberships, versions
from crawler.index.summaries import of_checks
from crawler.index.values import CHECK_COLUMNS, check_of
from crawler.model import CONFIRMED, DOUBTFUL, Check, Outcome

_ROWS = select(*CHECK_COLUMNS)


class CheckQueries(Database):
    """The methods that give check lines. All raise ``IndexUnusable``."""

    def pending(self, article: str, *, upto: datetime | None = None) -> list[Check]:
        """Return the suspect and blocked checks that nothing has settled, oldest first.

        No confirming check of the article and no new version has come after them. With ``upto``,
        as things stood then.
        """
        limit = self.believed_until()
        with self.reading() as connection:
            values = {"article": article, "limit": min(upto, limit) if upto else limit}
            return [check_of(row) for row in connection.execute(_PENDING, values)]

    def unsettled(self, names: Collection[str] | None = None) -> list[Check]:
        """Return the doubtful and unreadable checks that nothing has settled, of all articles.

        Or of those among ``names``. Only of articles that have a version; in the order of their
        ids, then oldest first. What settles a check is what ``pending`` says.
        """
        limit = {"limit": self.believed_until()}
        with self.reading() as connection:
            if names is None:
                return [check_of(row) for row in connection.execute(_UNSETTLED, limit)]
            return [
                check_of(row)
                for some in in_chunks(names)
                for row in connection.execute(UNSETTLED_OF, {"names": some, **limit})
            ]

    def last_looked(self, outcome: Outcome) -> list[str]:
        """Return the articles with a version whose newest look came to that."""
        query = select(articles.c.article).where(
            articles.c.last_outcome == outcome.value, articles.c.head.is_not(None)
        )
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def sources_of(self, names: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the sources of each of these articles that has any, in order."""
        query = select(memberships.c.article, memberships.c.source).where(
            memberships.c.article.in_(bindparam("names", expanding=True))
        )
        found: dict[str, set[str]] = {}
        with self.reading() as connection:
            for some in in_chunks(names):
                for row in connection.execute(query, {"names": some}):
                    found.setdefault(row.article, set()).add(row.source)
        return {article: tuple(sorted(sources)) for article, sources in found.items()}

    def checks(
        self,
        article: str,
        *,
        since: datetime | None = None,
        upto: datetime | None = None,
        limit: int | None = None,
    ) -> list[Check]:
        """Return the article's checks, newest first.

        Those fetched at ``since`` or later and not after ``upto``, at most ``limit``.
        """
        given = {"article": article, "since": since, "upto": upto, "limit": limit}
        given = {name: value for name, value in given.items() if value is not None}
        with self.reading() as connection:
            rows = connection.execute(_of_article(frozenset(given)), given).all()
        return [check_of(row) for row in rows]

    def run_checks(
        self,
        run: str,
        *,
        kind: Literal["article", "source"] | None = None,
        outcomes: Collection[Outcome] | None = None,
        limit: int | None = None,
    ) -> list[Check]:
        """Return checks of a Run in the order in which they were written.

        All, or those of articles or of lists (``source``), with one of these outcomes, the first
        ``limit``.
        """
        given = {
            "run": run,
            "kind": kind,
            "outcomes": sorted(outcomes) if outcomes is not None else None,
            "limit": limit,
        }
        told = {name: value for name, value in given.items() if value is not None}
        with self.reading() as connection:
            return [check_of(row) for row in connection.execute(_of_run(frozenset(told)), told)]

    def run_outcomes(self, run: str) -> dict[tuple[str, Outcome], int]:
        """Return how many checks of a Run came to what, by their kind and outcome."""
        with self.reading() as connection:
            return {
                (row.kind, Outcome(row.outcome)): row.checks
                for row in connection.execute(_OUTCOMES_OF_RUN, {"run": run})
            }

    def source_checks(
        self,
        source: str,
        kind: Literal["article", "source"],
        *,
        since: datetime,
        outcomes: Collection[Outcome] | None = None,
        limit: int,
    ) -> list[Check]:
        """Return the newest checks of a Source's articles or of its lists, newest first."""
        query = _ROWS.where(
            checks.c.kind == kind, checks.c.source == source, checks.c.fetched_at >= since
        )
        if outcomes is not None:
            query = query.where(checks.c.outcome.in_(sorted(outcomes)))
        order = (column.desc() for column in _IN_TIME)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(*order).limit(limit))
            return [check_of(row) for row in rows]

    def checked_in(self, written: Iterable[tuple[str, int]]) -> set[str]:
        """Return the articles that these parts, by run and number, hold lines of."""
        query = select(checks.c.article).where(
            checks.c.article.is_not(None),
            checks.c.run == bindparam("run"),
            checks.c.part == bindparam("part"),
        )
        with self.reading() as connection:
            return {
                name
                for run, part in written
                for name in connection.execute(query, {"run": run, "part": part}).scalars()
            }

    def newest_look(self) -> tuple[str, datetime] | None:
        """Return the run that made the newest check, of an article or a list, and when.

        None where there is none. Looks at all checks.
        """
        query = (
            select(checks.c.run, checks.c.fetched_at)
            .order_by(checks.c.fetched_at.desc(), checks.c.run)
            .limit(1)
        )
        with self.reading() as connection:
            row = connection.execute(query).first()
        return (row.run, row.fetched_at) if row else None


_OUTCOMES_OF_RUN = ready(
    select(checks.c.kind, checks.c.outcome, func.count().label("checks"))
    .where(checks.c.run == bindparam("run"))
    .group_by(checks.c.kind, checks.c.outcome)
)

_IN_TIME = (checks.c.fetched_at, checks.c.run, checks.c.part, checks.c.line)

_ARTICLE: BindParameter[str] = bindparam("article")

_LIMIT: BindParameter[datetime] = bindparam("limit", type_=Moment)

_LAST_SURE = (
    select(checks.c.fetched_at)
    .where(
        checks.c.article == _ARTICLE, checks.c.outcome.in_(CONFIRMED), checks.c.fetched_at <= _LIMIT
    )
    .order_by(checks.c.fetched_at.desc())
    .limit(1)
    .scalar_subquery()
)

_LAST_BELIEVED = (
    select(versions.c.confirmed_at)
    .where(versions.c.article == _ARTICLE, versions.c.confirmed_at <= _LIMIT)
    .order_by(versions.c.confirmed_at.desc())
    .limit(1)
    .scalar_subquery()
)

_UNSETTLING = (*sorted(DOUBTFUL), Outcome.UNREADABLE)

_UNSETTLED_ENDS = tuple(
    one for one in Outcome if not one.confirms_head and one is not Outcome.SKIPPED
)
"""What the newest look at an article came to that has something to settle."""

_later = checks.alias("later")

_UNSETTLED = (
    select(*(_later.c[column.name] for column in CHECK_COLUMNS))
    .join(articles, articles.c.article == _later.c.article)
    .where(
        articles.c.head.is_not(None),
        articles.c.last_outcome.in_(_UNSETTLED_ENDS),
        _later.c.outcome.in_(_UNSETTLING),
        _later.c.fetched_at <= _LIMIT,
        *(
            _later.c.fetched_at > func.coalesce(settled, literal(EPOCH, Moment))
            for settled in (
                of_checks(
                    checks.c.fetched_at,
                    checks.c.outcome.in_(CONFIRMED),
                    checks.c.fetched_at <= _LIMIT,
                ),
                select(versions.c.confirmed_at)
                .where(
                    versions.c.article == articles.c.article,
                    versions.c.version == articles.c.head,
                    versions.c.confirmed_at <= _LIMIT,
                )
                .correlate(articles)
                .scalar_subquery(),
            )
        ),
    )
    .order_by(_later.c.article, *(_later.c[column.name] for column in _IN_TIME))
)

UNSETTLED_OF = ready(_UNSETTLED.where(articles.c.article.in_(bindparam("names", expanding=True))))

_PENDING = ready(
    _ROWS.where(
        checks.c.article == _ARTICLE,
        checks.c.outcome.in_(DOUBTFUL),
        checks.c.fetched_at <= _LIMIT,
        *(
            checks.c.fetched_at > func.coalesce(settled, literal(EPOCH, Moment))
            for settled in (_LAST_SURE, _LAST_BELIEVED)
        ),
    ).order_by(*_IN_TIME)
)
"""The version counts beside the checks: the line of the check that made it may have been lost in a
crash.
"""


@cache
def _of_article(told: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """Return the query for an article's checks that has these places. Each is put together once."""
    query = _ROWS.where(checks.c.article == _ARTICLE)
    if "upto" in told:
        query = query.where(checks.c.fetched_at <= bindparam("upto"))
    if "since" in told:
        query = query.where(checks.c.fetched_at >= bindparam("since"))
    query = query.order_by(*(column.desc() for column in _IN_TIME))
    return ready(query.limit(bindparam("limit")) if "limit" in told else query)


@cache
def _of_run(told: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """Return the query for a Run's checks that has these places. Each is put together once."""
    query = _ROWS.where(checks.c.run == bindparam("run"))
    if "kind" in told:
        query = query.where(checks.c.kind == bindparam("kind"))
    if "outcomes" in told:
        query = query.where(checks.c.outcome.in_(bindparam("outcomes", expanding=True)))
    query = query.order_by(checks.c.part, checks.c.line)
    return ready(query.limit(bindparam("limit")) if "limit" in told else query)
