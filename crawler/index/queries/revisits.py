"""When to look again.

What the checks of watched articles came to, and how many requests revisits have made.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from crawler.index.alias_decisions import is_led_away
from crawler.index.column_types import Moment
from crawler.index.database import LAST, Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, checks, memberships, parts
from crawler.index.summaries import NEWEST_WORD, of_checks
from crawler.index.values import AnyRow, CheckHistory
from crawler.model import CHANGES, CONFIRMED, SHOWS_TEXT, Outcome, State

_LOOKED = checks.c.outcome != Outcome.SKIPPED

_LIMIT: BindParameter[datetime] = bindparam("limit", type_=Moment)

_BELIEVED = checks.c.fetched_at <= _LIMIT

UNBELIEVED = timedelta(days=1)
"""An article whose looks all lie in the future counts as looked at so long ago: its next check is
due.
"""


class RevisitQueries(Database):
    """The methods that read about revisits. All raise ``IndexUnusable``."""

    def watched(
        self, sources: Collection[str], names: Collection[str] | None = None
    ) -> list[CheckHistory]:
        """Return the histories of all watched articles, or of those among ``names``.

        Watched are the articles that one of ``sources`` led to, and those that a run was told to
        watch, unless a later run was told not to. Excludes articles never checked, and those whose
        URL now resolves to another article.
        """
        return self._histories(_EVERY_HISTORY.where(_watched(sources)), names)

    def check_history(self, article: str) -> CheckHistory | None:
        """Return what an article's checks came to, watched or not.

        None where it was never looked at.
        """
        return next(iter(self._histories(_EVERY_HISTORY, [article])), None)

    def _histories(
        self, wanted: Select[*tuple[Any, ...]], names: Collection[str] | None
    ) -> list[CheckHistory]:
        with self.reading() as connection:
            limit = self.believed_until()
            rows = list(_rows(connection, wanted, names, limit))
            changes = _changes(
                connection, None if names is None else [row.article for row in rows], limit
            )
            sources = _sources(connection, None if names is None else [row.article for row in rows])
            troubled = [row.article for row in rows if row.last_outcome not in CONFIRMED]
            troubles = {row.article: row for row in _rows(connection, _TROUBLES, troubled, limit)}
        return [
            _history(
                row,
                limit,
                changes.get(row.article, ()),
                sources.get(row.article, ()),
                troubles.get(row.article),
            )
            for row in rows
        ]

    def requests_of(
        self, trigger: str, since: datetime, begun: datetime
    ) -> list[tuple[str, datetime]]:
        """Return host and time of each check by runs of this trigger.

        Checks since ``since``, by runs that began after ``begun``.
        """
        runs = select(parts.c.run).where(parts.c.trigger == trigger, parts.c.started >= begun)
        query = (
            select(articles.c.host, checks.c.fetched_at)
            .join(articles, articles.c.article == checks.c.article)
            .where(
                checks.c.run.in_(runs),
                checks.c.fetched_at >= since,
                checks.c.kind == "article",
                _LOOKED,
            )
            .where(checks.c.fetched_at <= self.believed_until())
        )
        with self.reading() as connection:
            return [(row.host, row.fetched_at) for row in connection.execute(query)]


def _watched(sources: Collection[str]) -> ColumnElement[bool]:
    led = exists().where(
        memberships.c.article == articles.c.article, memberships.c.source.in_(sorted(sources))
    )
    return and_(
        or_(NEWEST_WORD.is_(True), and_(NEWEST_WORD.is_(None), led)),
        ~is_led_away(articles.c.article),
    )


_EVERY_HISTORY: Select[*tuple[Any, ...]] = select(
    articles.c.article,
    articles.c.host,
    func.coalesce(of_checks(checks.c.url, checks.c.outcome.in_(CONFIRMED)), articles.c.url).label(
        "url"
    ),
    articles.c.state,
    of_checks(checks.c.fetched_at, _LOOKED, _BELIEVED, newest=False).label("first_checked"),
    case(
        (articles.c.last_checked <= _LIMIT, articles.c.last_checked),
        else_=of_checks(checks.c.fetched_at, _LOOKED, _BELIEVED),
    ).label("last_checked"),
    case(
        (articles.c.last_checked <= _LIMIT, articles.c.last_outcome),
        else_=of_checks(checks.c.outcome, _LOOKED, _BELIEVED),
    ).label("last_outcome"),
    of_checks(checks.c.fetched_at, checks.c.outcome.in_(CONFIRMED), _BELIEVED, newest=False).label(
        "first_sure"
    ),
    of_checks(checks.c.fetched_at, checks.c.outcome.in_(CONFIRMED), _BELIEVED).label("last_sure"),
    of_checks(checks.c.published, checks.c.published.is_not(None)).label("published"),
    of_checks(checks.c.developing, checks.c.outcome.in_(SHOWS_TEXT)).label("developing"),
    NEWEST_WORD.label("watch"),
).where(articles.c.last_checked.is_not(None))


_earlier, _sure = checks.alias("earlier"), checks.alias("sure")

_CHANGE: Select[*tuple[Any, ...]] = (
    select(
        checks.c.article,
        checks.c.fetched_at,
        select(func.max(_earlier.c.fetched_at))
        .where(
            _earlier.c.article == checks.c.article,
            _earlier.c.fetched_at < checks.c.fetched_at,
            _earlier.c.outcome.in_(CONFIRMED),
        )
        .correlate(checks)
        .scalar_subquery()
        .label("before"),
    )
    .join(articles, articles.c.article == checks.c.article)
    .where(articles.c.head > 1, checks.c.outcome.in_(CHANGES), _BELIEVED)
    .order_by(checks.c.article, checks.c.fetched_at)
)
"""Only articles with several versions are looked through for changes."""

_TROUBLES: Select[*tuple[Any, ...]] = (
    select(checks.c.article, func.count().label("looks"))
    .join(articles, articles.c.article == checks.c.article)
    .where(
        _LOOKED,
        _BELIEVED,
        checks.c.outcome.not_in(CONFIRMED),
        ~exists().where(
            _sure.c.article == checks.c.article,
            _sure.c.fetched_at >= checks.c.fetched_at,
            _sure.c.fetched_at <= _LIMIT,
            _sure.c.outcome.in_(CONFIRMED),
        ),
    )
    .group_by(checks.c.article)
)

_MEMBERSHIPS: Select[*tuple[Any, ...]] = select(articles.c.article, memberships.c.source).join(
    memberships, memberships.c.article == articles.c.article
)

_OF_THESE = articles.c.article.in_(bindparam("names", expanding=True))
_NARROWED = {
    query: ready(query.where(_OF_THESE))
    for query in (_EVERY_HISTORY, _CHANGE, _TROUBLES, _MEMBERSHIPS)
}
"""Put together once: SQLAlchemy would write out a large statement anew at each call."""


def _rows(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    names: Collection[str] | None,
    limit: datetime = LAST,
) -> Iterator[AnyRow]:
    """Yield the query's rows.

    All, or those of these articles, asked for in handfuls that any database takes.
    """
    if names is None:
        yield from connection.execute(query, {"limit": limit})
        return
    of_these = _NARROWED[query] if query in _NARROWED else query.where(_OF_THESE)
    for some in in_chunks(names):
        yield from connection.execute(of_these, {"names": some, "limit": limit})


def _changes(
    connection: Connection, names: Collection[str] | None, limit: datetime
) -> dict[str, list[tuple[datetime, datetime]]]:
    """Article to its changes, oldest first.

    The confirming check before each, and the check that saw it.
    """
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in _rows(connection, _CHANGE, names, limit):
        if row.before is not None:
            found.setdefault(row.article, []).append((row.before, row.fetched_at))
    return found


def _sources(connection: Connection, names: Collection[str] | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in _rows(connection, _MEMBERSHIPS, names):
        found.setdefault(row.article, []).append(row.source)
    return found


def _history(
    row: AnyRow,
    limit: datetime,
    changes: Sequence[tuple[datetime, datetime]],
    sources: Sequence[str],
    trouble: AnyRow | None,
) -> CheckHistory:
    never = limit - UNBELIEVED  # all its looks lie in the future: as good as none
    return CheckHistory(
        article=row.article,
        host=row.host,
        url=row.url,
        gone=row.state == State.GONE,
        first_checked=row.first_checked or never,
        last_checked=row.last_checked or never,
        last_outcome=Outcome(row.last_outcome) if row.last_outcome else Outcome.FAILED,
        first_sure=row.first_sure,
        last_sure=row.last_sure,
        published=row.published,
        developing=bool(row.developing),
        changes=tuple(changes),
        trouble=trouble.looks if trouble else 0,
        sources=tuple(sorted(sources)),
        watch=row.watch,
    )
