"""What check lines tell that earlier ones did not.

The versions that an alert has not looked at yet.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Tuple, func, select, tuple_

from crawler.index.database import Database
from crawler.index.rows import head_of
from crawler.index.schema import checks, parts, versions
from crawler.model import Version

PartName = tuple[str, int]
"""A run, and the number of one of its parts."""

_AT_ONCE = 500


class UnseenQueries(Database):
    """The methods that alerts ask. All raise ``IndexUnusable``."""

    def parts_after(self, key: str) -> list[PartName]:
        """Return the known check parts whose keys sort after ``key``, in order."""
        query = select(parts.c.run, parts.c.part).where(parts.c.key > key).order_by(parts.c.key)
        with self.reading() as connection:
            return [(row.run, row.part) for row in connection.execute(query)]

    def first_named(self, fresh: Collection[PartName], *, last: str | None = None) -> list[Version]:
        """Return versions that check lines of the ``fresh`` parts name, or go beyond, and those of
        no other part do.

        With ``last``, the parts of runs whose names sort after it count for nothing. A Version is
        named by whoever looks at its article first, so one whose own run was killed before it wrote
        its lines comes here too. In the order in which they were believed.
        """
        if not fresh:
            return []
        with self.reading() as connection:
            heads = connection.execute(_heads(fresh, last))
            moved = {row.article: row.top for row in heads if row.top > (row.before or 0)}
            known = _highest(connection, sorted(moved), fresh, last)
            found = [
                record
                for article, top in moved.items()
                for record in _between(connection, article, known.get(article, 0), top)
            ]
        return sorted(
            found, key=lambda record: (record.confirmed_at, record.article, record.version)
        )


def _heads(fresh: Collection[PartName], last: str | None) -> Select[str, int, int | None]:
    """Return each article that the fresh parts name, with its highest number there, and the number
    that the newest other line gives it.
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
    connection: Connection, articles: Sequence[str], fresh: Collection[PartName], last: str | None
) -> dict[str, int]:
    """Return the highest number that any other line gives each of these articles."""
    highest = {}
    for start in range(0, len(articles), _AT_ONCE):
        query = select(checks.c.article, func.max(checks.c.version)).where(
            checks.c.article.in_(articles[start : start + _AT_ONCE]), *_others(checks, fresh, last)
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
    """That a line names a version, and stands in no fresh part."""
    wanted: list[ColumnElement[bool]] = [
        table.c.version.is_not(None),
        _part(table).not_in(sorted(fresh)),
    ]
    return wanted if last is None else [*wanted, table.c.run <= last]


def _between(connection: Connection, article: str, above: int, top: int) -> list[Version]:
    query = select(versions.c.record, versions.c.sha256).where(versions.c.article == article)
    rows = connection.execute(query.where(versions.c.version > above, versions.c.version <= top))
    return [head_of(row).record for row in rows]
