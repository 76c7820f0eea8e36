"""Questions about changes over the whole archive."""

from sqlalchemy import ColumnElement, and_, func, select

from crawler.index.database import Database
from crawler.index.rows import head_of
from crawler.index.schema import kinds, memberships, versions
from crawler.model import ChangeFilter, Version

_ALL = ChangeFilter()


class ChangeQueries(Database):
    """The methods that read about changes. All raise ``IndexUnusable``."""

    def changes(self, wanted: ChangeFilter = _ALL) -> list[Version]:
        """Return the versions that fit and follow another one, newest first."""
        query = select(versions.c.record, versions.c.sha256).where(*_conditions(wanted))
        order = (versions.c.confirmed_at.desc(), versions.c.article, versions.c.version.desc())
        with self.reading() as connection:
            rows = connection.execute(query.order_by(*order).limit(wanted.limit))
            return [head_of(row).record for row in rows]

    def count_changes(self, wanted: ChangeFilter = _ALL) -> int:
        """Return how many ``changes`` gives without a limit."""
        query = select(func.count()).select_from(versions).where(*_conditions(wanted))
        with self.reading() as connection:
            return connection.execute(query).scalar_one()


def _conditions(wanted: ChangeFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [versions.c.version > 1]
    if wanted.since is not None:
        conditions.append(versions.c.confirmed_at >= wanted.since)
    if wanted.kind is not None:
        same = and_(kinds.c.article == versions.c.article, kinds.c.version == versions.c.version)
        conditions.append(select(kinds.c.kind).where(same, kinds.c.kind == wanted.kind).exists())
    if wanted.source is not None:
        led_to = select(memberships.c.article).where(memberships.c.source == wanted.source)
        conditions.append(versions.c.article.in_(led_to))
    if wanted.host is not None:
        conditions.append(versions.c.host == wanted.host)
    if wanted.silence is not None:
        conditions.append(versions.c.silence == wanted.silence.value)
    return conditions
