"""One row for each article, summed up from its versions and checks by two statements.

Whatever arrives, in whatever order, the row is made anew from all that is known, so it depends on
nothing else. Each column is a look at the newest fitting row over an index, so the cost hardly
grows with an article's history.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)

from crawler.index.alias_decisions import own_alias, own_article
from crawler.index.alias_tables import aliases
from crawler.index.column_types import Moment
from crawler.index.database import in_chunks
from crawler.index.dialect import insert_new
from crawler.index.import_tables import imported_versions
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, checks, versions, watches
from crawler.model import ANSWERED, CONFIRMED, SHOWS_TEXT, Outcome


def summarise(connection: Connection, names: Iterable[str]) -> None:
    """Make the rows of these articles anew."""
    wanted = set(names)
    hosts = [{"article": name, "host": name.partition("/")[0]} for name in sorted(wanted)]
    insert_new(connection, articles, hosts)
    for some in in_chunks(wanted):
        connection.execute(_FROM_VERSIONS, {"names": some})
        connection.execute(_FROM_CHECKS, {"names": some})


_IS_IMPORTED = (
    select(imported_versions.c.version)
    .where(
        imported_versions.c.article == versions.c.article,
        imported_versions.c.version == versions.c.version,
    )
    .correlate(versions)
    .exists()
)


def _newest_fetched(value: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Return ``value`` of the article's newest version that was not imported."""
    chosen = select(value).where(versions.c.article == articles.c.article, ~_IS_IMPORTED)
    chosen = chosen.order_by(versions.c.version.desc()).limit(1)
    return chosen.correlate(articles).scalar_subquery()


def _newest_imported(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return the number of the article's imported version that was captured last."""
    chosen = select(imported_versions.c.version).where(
        imported_versions.c.article == articles.c.article, *conditions
    )
    order = imported_versions.c.captured_at.desc(), imported_versions.c.version.desc()
    return chosen.order_by(*order).limit(1).correlate(articles).scalar_subquery()


_STANDING = func.coalesce(
    _newest_imported(imported_versions.c.captured_at >= _newest_fetched(versions.c.captured_at)),
    _newest_fetched(versions.c.version),
    _newest_imported(),
)
"""The number of the version that stood last: see ``crawler.model.in_capture_order``."""


def _of_versions(
    value: ColumnElement[Any], *conditions: ColumnElement[bool], newest: bool = True
) -> ScalarSelect[Any]:
    """Return ``value`` of the article's newest (or oldest) fitting version."""
    order = versions.c.version.desc() if newest else versions.c.version.asc()
    chosen = select(value).where(versions.c.article == articles.c.article, *conditions)
    return chosen.order_by(order).limit(1).correlate(articles).scalar_subquery()


def of_checks(
    value: ColumnElement[Any], *conditions: ColumnElement[bool], newest: bool = True
) -> ScalarSelect[Any]:
    """Return ``value`` of the newest (or oldest) fitting check of an article.

    For a statement about the table ``articles``.
    """
    order = [checks.c.fetched_at, checks.c.run, checks.c.part, checks.c.line]
    chosen = select(value).where(checks.c.article == articles.c.article, *conditions)
    chosen = chosen.order_by(*(column.desc() if newest else column.asc() for column in order))
    return chosen.limit(1).correlate(articles).scalar_subquery()


def _newest_word(*of_whom: ColumnElement[bool]) -> ScalarSelect[bool | None]:
    newest = select(watches.c.watch).where(*of_whom)
    newest = newest.order_by(watches.c.started.desc().nulls_last(), watches.c.run.desc())
    return newest.limit(1).correlate(articles).scalar_subquery()


NEWEST_WORD = func.coalesce(
    _newest_word(watches.c.article == articles.c.article),
    _newest_word(
        watches.c.article == own_article(aliases.c.key),
        aliases.c.article == articles.c.article,
        aliases.c.key != own_alias(articles.c.article),
    ),
)
"""What the last run that was told to watch the article in ``articles``, or no longer to, was told;
NULL where none was. Of an article of which nobody said it, what was said of those joined to it.
"""


def _validator(value: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return a validator of the last full answer, if that answer equalled the head; else NULL."""
    equals_head = and_(checks.c.outcome.in_(SHOWS_TEXT), checks.c.version == articles.c.head)
    return of_checks(case((equals_head, value)), checks.c.outcome.in_(ANSWERED), *conditions)


_LOOKED = checks.c.outcome != Outcome.SKIPPED

_FROM_VERSIONS = ready(
    update(articles)
    .where(articles.c.article.in_(bindparam("names", expanding=True)))
    .values(
        head=_STANDING,
        url=func.coalesce(_of_versions(versions.c.url), of_checks(checks.c.url)),
        title=func.coalesce(
            _of_versions(versions.c.title, versions.c.version == _STANDING),
            _of_versions(versions.c.title, versions.c.title.is_not(None)),
        ),
        state=_of_versions(versions.c.state, versions.c.version == _STANDING),
    )
)
"""The first of the two statements: the second one reads ``head``."""

_FIRST_CAPTURED = (
    select(func.min(versions.c.captured_at))
    .where(
        versions.c.article == articles.c.article,
        or_(versions.c.version == literal_column("1"), _IS_IMPORTED),
    )
    .correlate(articles)
    .scalar_subquery()
)
"""When the first version was captured: number 1, or an imported one of before it."""

_FROM_CHECKS = ready(
    update(articles)
    .where(articles.c.article.in_(bindparam("names", expanding=True)))
    .values(
        first_seen=func.coalesce(
            _FIRST_CAPTURED,
            of_checks(checks.c.fetched_at, newest=False),
        ),
        last_checked=of_checks(checks.c.fetched_at, _LOOKED),
        last_outcome=of_checks(checks.c.outcome, _LOOKED),
        last_reason=of_checks(checks.c.reason, _LOOKED),
        last_confirmed=of_checks(
            checks.c.fetched_at,
            checks.c.outcome.in_(CONFIRMED),
            checks.c.version == articles.c.head,
        ),
        last_unconditional=of_checks(checks.c.fetched_at, checks.c.outcome.in_(ANSWERED)),
        last_capture=of_checks(checks.c.fetched_at, checks.c.capture.is_not(None)),
        etag=_validator(checks.c.etag),
        last_modified=_validator(checks.c.last_modified),
    )
)

_BY_NOW = checks.c.fetched_at <= bindparam("limit", type_=Moment)
BELIEVED: Select[*tuple[Any, ...]] = select(
    of_checks(checks.c.fetched_at, _BY_NOW, newest=False).label("first_seen"),
    of_checks(checks.c.fetched_at, _LOOKED, _BY_NOW).label("last_checked"),
    of_checks(checks.c.outcome, _LOOKED, _BY_NOW).label("last_outcome"),
    of_checks(checks.c.reason, _LOOKED, _BY_NOW).label("last_reason"),
    of_checks(
        checks.c.fetched_at,
        checks.c.outcome.in_(CONFIRMED),
        checks.c.version == articles.c.head,
        _BY_NOW,
    ).label("last_confirmed"),
    of_checks(checks.c.fetched_at, checks.c.outcome.in_(ANSWERED), _BY_NOW).label(
        "last_unconditional"
    ),
    of_checks(checks.c.fetched_at, checks.c.capture.is_not(None), _BY_NOW).label("last_capture"),
    _validator(checks.c.etag, _BY_NOW).label("etag"),
    _validator(checks.c.last_modified, _BY_NOW).label("last_modified"),
).where(articles.c.article == bindparam("article"))
"""What the checks of one article up to a limit say: for articles with checks in the future, which a
wrong clock left behind.
"""
