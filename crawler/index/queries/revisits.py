"""When to look again.

What the checks of watched articles came to, and how many requests revisits have made.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
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
from crawler.index.column_types import TEXT, Moment
from crawler.index.database import MAX_NAMES, Database, in_chunks
from crawler.index.queries.articles import MEMBERSHIPS
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, checks, memberships, parts
from crawler.index.summaries import NEWEST_WORD, of_checks
from crawler.index.values import AnyRow, CheckHistory
from crawler.model import CHANGES, CONFIRMED, SHOWS_TEXT, Outcome, State

_LOOKED = checks.c.outcome != Outcome.SKIPPED

_LIMIT: BindParameter[datetime] = bindparam("limit", type_=Moment)

_IS_SURE = checks.c.outcome.in_(CONFIRMED)

_BELIEVED = checks.c.fetched_at <= _LIMIT

UNBELIEVED = timedelta(days=1)
"""An article whose looks all lie in the future counts as looked at so long ago: its next check is
due.
"""


class RevisitQueries(Database):
    """The methods that read about revisits. All raise ``IndexUnusable``."""

    def watched(
        self, sources: Collection[str], names: Collection[str] | None = None
    ) -> Iterator[CheckHistory]:
        """Yield the histories of all watched articles, or of those among ``names``.

        All are read some hundred at a time, so nobody has them in memory together. Watched are the
        articles that one of ``sources`` led to, and those that a run was told to watch, unless a
        later run was told not to. Excludes articles never checked, and those whose URL now resolves
        to another article.
        """
        if names is not None:
            for some in in_chunks(names):
                yield from self._histories(
                    _WATCHED_OF_THESE, {"names": some, "sources": sorted(sources)}
                )
            return
        values = {"sources": sorted(sources), "most": MAX_NAMES}
        following = self._histories(_WATCHED_AFTER, {**values, "after": ""})
        while following:
            yield from following
            after = following[-1].article
            following = self._histories(_WATCHED_AFTER, {**values, "after": after})

    def check_history(self, article: str) -> CheckHistory | None:
        """Return what an article's checks came to, watched or not.

        None where it was never looked at.
        """
        return next(iter(self._histories(HISTORIES_OF, {"names": [article]})), None)

    def _histories(
        self, wanted: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> list[CheckHistory]:
        with self.reading() as connection:
            limit = self.believed_until()
            rows = connection.execute(wanted, {**values, "limit": limit}).all()
            names = [row.article for row in rows]
            spans = {row.article: row for row in _rows(connection, SPANS_OF, names, limit)}
            many = [row.article for row in rows if (row.head or 0) > 1]
            changes = _changes(connection, many, limit)
            sources = _sources(connection, names)
            troubled = [row.article for row in rows if row.last_outcome not in CONFIRMED]
            troubles = {
                row.article: row.looks for row in _rows(connection, _TROUBLES_OF, troubled, limit)
            }
        return [
            _history(
                row,
                spans.get(row.article),
                limit,
                changes=changes.get(row.article, ()),
                sources=sources.get(row.article, ()),
                trouble=troubles.get(row.article, 0),
            )
            for row in rows
        ]

    def requests_of(
        self, trigger: str, since: datetime, begun: datetime
    ) -> list[tuple[str, datetime]]:
        """Return host and time of each check by runs of this trigger.

        Checks since ``since``, by runs that began after ``begun``.
        """
        run = (
            select(parts.c.run)
            .where(
                parts.c.run == checks.c.run, parts.c.trigger == trigger, parts.c.started >= begun
            )
            .limit(1)
            .correlate(checks)
            .scalar_subquery()  # in its place, or PostgreSQL reads all parts there are
        )
        query = (
            select(articles.c.host, checks.c.fetched_at)
            .join(articles, articles.c.article == checks.c.article)
            .where(
                checks.c.fetched_at >= since,
                checks.c.kind == "article",
                _LOOKED,
                run.is_not(None),
            )
            .where(checks.c.fetched_at <= self.believed_until())
        )
        with self.reading() as connection:
            return [(row.host, row.fetched_at) for row in connection.execute(query)]


_LED = exists().where(
    memberships.c.article == articles.c.article,
    memberships.c.source.in_(bindparam("sources", expanding=True)),
)
_WATCHED = and_(
    or_(NEWEST_WORD.is_(True), and_(NEWEST_WORD.is_(None), _LED)),
    ~is_led_away(articles.c.article),
)
_OF_THESE = articles.c.article.in_(bindparam("names", expanding=True))
_HISTORIES: Select[*tuple[Any, ...]] = select(
    articles.c.article,
    articles.c.host,
    func.coalesce(of_checks(checks.c.url, checks.c.outcome.in_(CONFIRMED)), articles.c.url).label(
        "url"
    ),
    articles.c.state,
    articles.c.head,
    case(
        (articles.c.last_checked <= _LIMIT, articles.c.last_outcome),
        else_=of_checks(checks.c.outcome, _LOOKED, _BELIEVED),
    ).label("last_outcome"),
    of_checks(checks.c.published, checks.c.published.is_not(None)).label("published"),
    of_checks(checks.c.developing, checks.c.outcome.in_(SHOWS_TEXT)).label("developing"),
    NEWEST_WORD.label("watch"),
).where(articles.c.last_checked.is_not(None))
HISTORIES_OF = ready(_HISTORIES.where(_OF_THESE))
_WATCHED_OF_THESE = ready(_HISTORIES.where(_OF_THESE, _WATCHED))
_WATCHED_AFTER = ready(
    _HISTORIES.where(_WATCHED, articles.c.article > bindparam("after", type_=TEXT))
    .order_by(articles.c.article)
    .limit(bindparam("most", type_=Integer))
)

_SPANS: Select[*tuple[Any, ...]] = (
    select(
        articles.c.article,
        func.min(checks.c.fetched_at).label("first_checked"),
        func.max(checks.c.fetched_at).label("last_checked"),
        func.min(checks.c.fetched_at).filter(_IS_SURE).label("first_sure"),
        func.max(checks.c.fetched_at).filter(_IS_SURE).label("last_sure"),
    )
    .join(checks, checks.c.article == articles.c.article)
    .where(_LOOKED, _BELIEVED)
    .group_by(articles.c.article)
)
"""Of all looks at an article, by one walk over an index that holds them in order."""


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

SPANS_OF = ready(_SPANS.where(_OF_THESE))
CHANGES_OF = ready(_CHANGE.where(_OF_THESE))
_TROUBLES_OF = ready(_TROUBLES.where(_OF_THESE))


def _rows(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    names: Sequence[str],
    limit: datetime,
) -> Sequence[AnyRow]:
    """Return the query's rows of these articles, no more than one statement names."""
    if not names:
        return ()
    rows: Sequence[AnyRow] = connection.execute(query, {"names": names, "limit": limit}).all()
    return rows


def _changes(
    connection: Connection, names: Sequence[str], limit: datetime
) -> dict[str, list[tuple[datetime, datetime]]]:
    """Article to its changes, oldest first.

    The confirming check before each, and the check that saw it.
    """
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in _rows(connection, CHANGES_OF, names, limit):
        if row.before is not None:
            found.setdefault(row.article, []).append((row.before, row.fetched_at))
    return found


def _sources(connection: Connection, names: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in connection.execute(MEMBERSHIPS, {"names": names}) if names else ():
        found.setdefault(row.article, []).append(row.source)
    return found


def _history(
    row: AnyRow,
    span: AnyRow | None,
    limit: datetime,
    *,
    changes: Sequence[tuple[datetime, datetime]],
    sources: Sequence[str],
    trouble: int,
) -> CheckHistory:
    never = limit - UNBELIEVED  # all its looks lie in the future: as good as none
    return CheckHistory(
        article=row.article,
        host=row.host,
        url=row.url,
        gone=row.state == State.GONE,
        first_checked=span.first_checked if span else never,
        last_checked=span.last_checked if span else never,
        last_outcome=Outcome(row.last_outcome) if row.last_outcome else Outcome.FAILED,
        first_sure=span.first_sure if span else None,
        last_sure=span.last_sure if span else None,
        published=row.published,
        developing=bool(row.developing),
        changes=tuple(changes),
        trouble=trouble,
        sources=tuple(sorted(sources)),
        watch=row.watch,
    )
