"""Questions about how sources do.

Their last good checks, and since when nothing good has come of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from crawler.index.database import Database
from crawler.index.rows import AnyRow
from crawler.index.schema import checks
from crawler.model import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodChecks:
    """The looks that were taken at a Source's lists, or at its articles.

    Skipped checks are not counted.
    """

    last: datetime | None
    """The newest check; None where there was none, and then so is all else."""
    last_run: str | None
    last_outcome: Outcome | None
    last_reason: str | None
    last_good: datetime | None
    bad_since: datetime | None
    """The first check after the last good one; None where the newest was good."""
    bad_urls: int
    """How many URLs were looked at since then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yielded:
    """What a Source's lists gave."""

    found: int
    """Links in the run that looked last, over all lists."""
    last: datetime | None
    """The newest check that gave any link."""
    empty_since: datetime | None
    """The first check after that one that was answered and gave none; None where there is none."""


class SourceActivityQueries(Database):
    """The methods that read about sources' health. All raise ``IndexUnusable``."""

    def looks(
        self, source: str, kind: Literal["source", "article"], good: Collection[Outcome]
    ) -> GoodChecks:
        """Return the looks at the source's lists (kind ``source``) or at its articles, of which
        those with a ``good`` outcome count as such.
        """
        wanted = [
            checks.c.kind == kind,
            checks.c.source == source,
            checks.c.outcome != Outcome.SKIPPED,
        ]
        wanted.append(checks.c.fetched_at <= self.believed_until())
        with self.reading() as connection:
            last = connection.execute(_newest(wanted)).first()
            fine = _time(connection.execute(_newest([*wanted, checks.c.outcome.in_(good)])).first())
            bad = _first_after(connection, [*wanted, checks.c.outcome.not_in(good)], fine)
            bad_urls = (
                0
                if bad is None
                else connection.execute(_urls([*wanted, checks.c.fetched_at >= bad])).scalar_one()
            )
        return GoodChecks(
            last=_time(last),
            last_run=last.run if last else None,
            last_outcome=Outcome(last.outcome) if last else None,
            last_reason=last.reason if last else None,
            last_good=fine,
            bad_since=bad,
            bad_urls=bad_urls,
        )

    def yielded(self, source: str, good: Collection[Outcome]) -> Yielded:
        """Return what the source's lists gave; a check with a ``good`` outcome was answered."""
        wanted = [checks.c.kind == "source", checks.c.source == source, checks.c.outcome.in_(good)]
        wanted.append(checks.c.fetched_at <= self.believed_until())
        with self.reading() as connection:
            run = connection.execute(_newest(wanted).with_only_columns(checks.c.run)).scalar()
            total = select(func.coalesce(func.sum(checks.c.found), 0)).where(
                *wanted, checks.c.run == run
            )
            found = connection.execute(total).scalar_one() if run else 0
            last = _time(connection.execute(_newest([*wanted, checks.c.found > 0])).first())
            empty = _first_after(connection, wanted, last)
        return Yielded(found=int(found), last=last, empty_since=empty)


def _newest(wanted: list[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    query = select(checks.c.fetched_at, checks.c.run, checks.c.outcome, checks.c.reason).where(
        *wanted
    )
    return query.order_by(checks.c.fetched_at.desc()).limit(1)


def _urls(wanted: list[ColumnElement[bool]]) -> Select[int]:
    return select(func.count(checks.c.url.distinct())).where(*wanted)


def _first_after(
    connection: Connection, wanted: list[ColumnElement[bool]], moment: datetime | None
) -> datetime | None:
    """When the first fitting check after a moment was taken; after None, the first of all."""
    later = [] if moment is None else [checks.c.fetched_at > moment]
    query = (
        select(checks.c.fetched_at).where(*wanted, *later).order_by(checks.c.fetched_at).limit(1)
    )
    return connection.execute(query).scalar()


def _time(row: AnyRow | None) -> datetime | None:
    return row.fetched_at if row else None
