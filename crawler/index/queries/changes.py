"""What changed, over the whole archive.

The list with its filters and its length, and what is new to an alert.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    Tuple,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from crawler.index.alias_decisions import with_joined
from crawler.index.column_types import holds_text
from crawler.index.database import Database, in_chunks
from crawler.index.first_imports import without_first_imports
from crawler.index.schema import (
    CHANGED,
    KIND_CHANGED,
    checks,
    kinds,
    late_changes,
    memberships,
    parts,
    versions,
)
from crawler.index.values import AnyRow, FoundChange, head_of
from crawler.model import ChangeFilter, ChangePosition, State, Version

_ALL = ChangeFilter()
PartName = tuple[str, int]
"""A run, and the number of one of its parts."""


class ChangeQueries(Database):
    """The methods that read about changes. All raise ``IndexUnusable``."""

    def changes(self, wanted: ChangeFilter = _ALL) -> list[FoundChange]:
        """Return the versions that fit and follow another one, newest first.

        The first of them cost the same, however many there are.
        """
        with self.reading() as connection:
            ordered = kinds if _leads(connection, wanted) else versions
            order = (ordered.c.confirmed_at.desc(), ordered.c.article, ordered.c.version.desc())
            of_source = memberships.c.source == wanted.source
            few = wanted.source is not None and not _has_more(connection, _FEW, of_source)
            query = _FOUND.where(*_conditions(wanted, ordered, from_articles=few))
            query = query.where(*without_first_imports(connection, ordered))
            if ordered is kinds:
                query = query.where(_OF_THIS_KIND)
            if wanted.cursor is not None:
                query = query.where(_after(wanted.cursor, ordered))
            rows = connection.execute(query.order_by(*order).limit(wanted.limit)).all()
        return list(map(_found, rows))

    def late_changes(self, wanted: ChangeFilter, after: datetime) -> list[FoundChange]:
        """Return the changes that fit and came late: after one that was confirmed then or later.

        See ``crawler.index.lateness``. Those that came last first; the cursor counts for nothing.
        """
        same = and_(
            late_changes.c.article == versions.c.article,
            late_changes.c.version == versions.c.version,
        )
        query = (
            _FOUND.join(late_changes, same)
            .where(late_changes.c.came_after >= after)
            .where(*_conditions(wanted, versions, from_articles=True))
            .order_by(late_changes.c.came_after.desc(), versions.c.article, versions.c.version)
        )
        with self.reading() as connection:
            return list(map(_found, connection.execute(query.limit(wanted.limit)).all()))

    def count_changes(self, wanted: ChangeFilter = _ALL) -> int:
        """Return how many ``changes`` gives without a limit and a cursor."""
        ordered = versions if wanted.kind is None else kinds
        conditions = _conditions(wanted, ordered, from_articles=True)
        query = select(func.count()).select_from(ordered).where(*conditions)
        if replace(wanted, limit=None, cursor=None) == _ALL:
            query = query.group_by(versions.c.silence)  # leads SQLite to the smallest index
        if ordered is kinds and (wanted.host or wanted.silence or wanted.words):
            query = query.where(_OF_THIS_KIND)
        with self.reading() as connection:
            query = query.where(*without_first_imports(connection, ordered))
            return sum(connection.execute(query).scalars())

    def parts_after(self, key: str) -> list[PartName]:
        """Return the known check parts whose keys sort after ``key``, in order."""
        query = select(parts.c.run, parts.c.part).where(parts.c.key > key).order_by(parts.c.key)
        with self.reading() as connection:
            return [(row.run, row.part) for row in connection.execute(query)]

    def first_named(self, fresh: Collection[PartName], *, last: str | None = None) -> list[Version]:
        """Return the versions that only the ``fresh`` parts account for.

        Those that check lines of these parts name, or go beyond, and those of no other part do.

        With ``last``, the parts of runs whose names sort after it count for nothing. A Version is
        named by whoever looks at its article first, so one whose own run was killed before it wrote
        its lines comes here too. In the order in which they were believed.
        """
        if not fresh:
            return []
        with self.reading() as connection:
            heads = connection.execute(_heads(fresh, last))
            moved = {row.article: row.top for row in heads if row.top > (row.before or 0)}
            known = _highest(connection, moved, fresh, last)
            found = [
                record
                for article, top in moved.items()
                for record in _between(connection, article, known.get(article, 0), top)
            ]
        return sorted(
            found, key=lambda record: (record.confirmed_at, record.article, record.version)
        )


_FOUND = select(
    versions.c.article,
    versions.c.version,
    versions.c.url,
    versions.c.state,
    versions.c.confirmed_at,
)

_OF_THIS_KIND = and_(kinds.c.article == versions.c.article, kinds.c.version == versions.c.version)

_FEW = 300
"""So many articles of a source are looked through one by one for their newest changes; of more, the
newest changes of all are, until enough are found that are the source's.
"""


_RARE = 500
"""So many changes of a kind are looked through for those of a host; of more, the host's changes are
for those of the kind.
"""


def _leads(connection: Connection, wanted: ChangeFilter) -> bool:
    """Return whether the changes are best found by their kind, and not by host or article."""
    if wanted.kind is None or wanted.article is not None:
        return False
    if wanted.host is None:
        return True
    return not _has_more(connection, _RARE, kinds.c.kind == wanted.kind)


def _found(row: AnyRow) -> FoundChange:
    return FoundChange(**row._asdict() | {"state": State(row.state)})


def _has_more(connection: Connection, than: int, condition: ColumnElement[bool]) -> bool:
    """Return whether more rows than so many fulfil the condition. Never reads more than these."""
    query = select(literal(1)).where(condition).limit(1).offset(than)
    return connection.execute(query).first() is not None


def fitting(wanted: ChangeFilter) -> list[ColumnElement[bool]]:
    """Return what holds of the rows of ``versions`` that are changes that fit."""
    return _conditions(wanted, versions, from_articles=True)


def _conditions(
    wanted: ChangeFilter, ordered: Table, *, from_articles: bool
) -> list[ColumnElement[bool]]:
    """Return what holds of a change that fits. ``ordered`` is the table whose order is the list's.

    ``from_articles``: a source's changes are found by its articles.
    """
    conditions: list[ColumnElement[bool]] = [KIND_CHANGED if ordered is kinds else CHANGED]
    if wanted.since is not None:
        conditions.append(ordered.c.confirmed_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(ordered.c.confirmed_at < wanted.until)
    if wanted.article is not None:
        conditions.append(ordered.c.article.in_(with_joined(wanted.article)))
    if wanted.kind is not None and ordered is kinds:
        conditions.append(kinds.c.kind == wanted.kind)
    elif wanted.kind is not None:
        of_kind = select(kinds.c.kind).where(_OF_THIS_KIND, kinds.c.kind == wanted.kind)
        conditions.append(of_kind.correlate(versions).exists())
    if wanted.source is not None:
        led_to = select(memberships.c.article).where(memberships.c.source == wanted.source)
        its_own = memberships.c.article == ordered.c.article
        conditions.append(
            ordered.c.article.in_(led_to)
            if from_articles
            else led_to.where(its_own).correlate(ordered).exists()
        )
    if wanted.host is not None:
        conditions.append(versions.c.host == wanted.host)
    if wanted.silence is not None:
        conditions.append(versions.c.silence == wanted.silence.value)
    return [*conditions, *map(_holds, wanted.words)]


def _holds(word: str) -> ColumnElement[bool]:
    """Return the condition that a version's title or URL holds the word, in small letters or great.

    SQLite knows these of ASCII alone, so the common forms are asked for.
    """
    forms = sorted({word, word.lower(), word.upper(), word.capitalize()})
    columns = versions.c.title, versions.c.url
    return or_(*(holds_text(column, form) for column in columns for form in forms))


def _after(place: ChangePosition, ordered: Table) -> ColumnElement[bool]:
    """Return the condition that a change stands after this place in the order of ``changes``.

    Its first half says again what follows from the second: it lets a database begin at the place
    instead of reading all that stands before it.
    """
    time, article, version = ordered.c.confirmed_at, ordered.c.article, ordered.c.version
    return and_(
        time <= place.confirmed_at,
        or_(
            time < place.confirmed_at,
            article > place.article,
            and_(article == place.article, version < place.version),
        ),
    )


def _heads(fresh: Collection[PartName], last: str | None) -> Select[str, int, int | None]:
    """Return the query for the articles that the fresh parts name.

    Each with its highest number there, and the number that the newest other line gives it.
    """
    elder = checks.alias("elder")
    newest = (
        select(elder.c.version)
        .where(elder.c.article == checks.c.article, *_others(elder, fresh, last))
        .order_by(elder.c.fetched_at.desc())
        .limit(1)
        .correlate(checks)
        .scalar_subquery()
    )
    query = select(
        checks.c.article, func.max(checks.c.version).label("top"), newest.label("before")
    )
    query = query.where(
        _part(checks).in_(sorted(fresh)),
        checks.c.article.is_not(None),
        checks.c.version.is_not(None),
    )
    return query.group_by(checks.c.article)


def _highest(
    connection: Connection, articles: Iterable[str], fresh: Collection[PartName], last: str | None
) -> dict[str, int]:
    """Return the highest number that any other line gives each of these articles."""
    highest = {}
    for some in in_chunks(articles):
        query = select(checks.c.article, func.max(checks.c.version)).where(
            checks.c.article.in_(some), *_others(checks, fresh, last)
        )
        highest.update(
            {row[0]: row[1] for row in connection.execute(query.group_by(checks.c.article))}
        )
    return highest


def _part(table: FromClause) -> Tuple:
    return tuple_(table.c.run, table.c.part)


def _others(
    table: FromClause, fresh: Collection[PartName], last: str | None
) -> list[ColumnElement[bool]]:
    """Return the conditions that a line names a version and stands in no fresh part."""
    wanted: list[ColumnElement[bool]] = [
        table.c.version.is_not(None),
        _part(table).not_in(sorted(fresh)),
    ]
    return wanted if last is None else [*wanted, table.c.run <= last]


def _between(connection: Connection, article: str, above: int, top: int) -> list[Version]:
    query = select(versions.c.record, versions.c.sha256).where(versions.c.article == article)
    rows = connection.execute(query.where(versions.c.version > above, versions.c.version <= top))
    return [head_of(row).record for row in rows]
