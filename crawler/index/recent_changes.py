"""Questions about changes over the whole archive."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from crawler.index.database import Database
from crawler.index.rows import head_of
from crawler.index.schema import kinds, memberships, versions
from crawler.model import Silence, Version


class ChangeQueries(Database):
    """The methods that read about changes. All raise ``IndexUnusable``."""

    def changes(
        self,
        *,
        since: datetime | None = None,
        kind: str | None = None,
        source: str | None = None,
        host: str | None = None,
        silence: Silence | None = None,
        limit: int | None = None,
    ) -> list[Version]:
        """Return versions that were believed at ``since`` or later and follow another one, newest
        first.
        """
        query = select(versions.c.record, versions.c.sha256).where(
            *_wanted(since, kind, source, host, silence=silence)
        )
        order = (versions.c.confirmed_at.desc(), versions.c.article, versions.c.version.desc())
        with self.reading() as connection:
            return [
                head_of(row).record
                for row in connection.execute(query.order_by(*order).limit(limit))
            ]

    def count_changes(
        self,
        *,
        since: datetime | None = None,
        kind: str | None = None,
        source: str | None = None,
        host: str | None = None,
        silence: Silence | None = None,
    ) -> int:
        """Return how many ``changes`` gives without a limit."""
        query = (
            select(func.count())
            .select_from(versions)
            .where(*_wanted(since, kind, source, host, silence=silence))
        )
        with self.reading() as connection:
            return connection.execute(query).scalar_one()


def _wanted(
    since: datetime | None,
    kind: str | None,
    source: str | None,
    host: str | None,
    *,
    silence: Silence | None,
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [versions.c.version > 1]
    if since is not None:
        wanted.append(versions.c.confirmed_at >= since)
    if kind is not None:
        same = and_(kinds.c.article == versions.c.article, kinds.c.version == versions.c.version)
        wanted.append(select(kinds.c.kind).where(same, kinds.c.kind == kind).exists())
    if source is not None:
        wanted.append(
            versions.c.article.in_(
                select(memberships.c.article).where(memberships.c.source == source)
            )
        )
    if host is not None:
        wanted.append(versions.c.host == host)
    if silence is not None:
        wanted.append(versions.c.silence == silence.value)
    return wanted
