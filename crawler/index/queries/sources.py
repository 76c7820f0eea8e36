"""How sources do: their lists and links, their last good checks, when each was crawled last."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    select,
)

from crawler.index.database import Database
from crawler.index.queries.source_names import SOURCE_NAMES
from crawler.index.schema import (
    checks,
    memberships,
    parts,
)
from crawler.index.values import (
    AnyRow,
    SourceSummary,
)
from crawler.model import SHOWS_TEXT, Outcome
from crawler.plan import Trigger

_CRAWLS = tuple(trigger for trigger in Trigger if trigger.crawls_sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodChecks:
    """The looks that were taken at a Source's lists, or at its articles.

    Skipped checks are not counted.
    """

    last: datetime | None
    """The newest check; None where there was none, and then so is all else."""
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
    dropped: tuple[tuple[str, int], ...] = ()
    """Links that were left out in the run that looked last, by the rule that did it."""


class SourceQueries(Database):
    """The methods that read about sources. All raise ``IndexUnusable``."""

    def source_validators(self, source: str, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the list at ``url`` when all its links were last checked.

        Nones where that is not known.

        So they come from the newest full answer in a run that ended, uninterrupted, and had no
        failed check of this source: a server that then says "not modified" hides no link that was
        never looked at.
        """
        with self.reading() as connection:
            row = connection.execute(_last_whole(source, url)).first()
        return (row.etag, row.last_modified) if row else (None, None)

    def source_links(self, source: str, url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the URLs of pages, and of further lists, that a list led to.

        When it gave what ``source_validators`` returns.

        A list that says "not modified" leads to them again.
        """
        with self.reading() as connection:
            row = connection.execute(_last_whole(source, url)).first()
            if row is None:
                return (), ()
            query = select(checks.c.kind, checks.c.url).where(
                checks.c.run == row.run, checks.c.source == source, checks.c.url != url
            )
            found = connection.execute(query.order_by(checks.c.part, checks.c.line)).all()
        return tuple(row.url for row in found if row.kind == "article"), tuple(
            row.url for row in found if row.kind == "source"
        )

    def source_names(self) -> list[str]:
        """Return the names of the Sources that a check was made for, in order.

        Costs as much as there are sources, however many checks were made.
        """
        with self.reading() as connection:
            found = connection.execute(SOURCE_NAMES).scalars().all()
        return sorted({name for name in found if name is not None})

    def sources(self) -> list[SourceSummary]:
        """Return every Source that a check was made for, in the order of their names."""
        names = self.source_names()
        with self.reading() as connection:
            return [
                SourceSummary(
                    source=name,
                    articles=connection.execute(_count_of(name)).scalar_one(),
                    **_looked(connection.execute(_last_list(name)).first()),
                )
                for name in names
            ]

    def looks(
        self, source: str, kind: Literal["source", "article"], good: Collection[Outcome]
    ) -> GoodChecks:
        """Return what became of the checks of a source's lists (``source``) or its articles.

        Those with a ``good`` outcome count as good.
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
            rules = select(checks.c.dropped).where(*wanted, checks.c.run == run)
            dropped = _added_up(connection.execute(rules).scalars()) if run else ()
            last = _time(connection.execute(_newest([*wanted, checks.c.found > 0])).first())
            empty = _first_after(connection, wanted, last)
        return Yielded(found=int(found), last=last, empty_since=empty, dropped=dropped)

    def last_crawls(self, sources: Collection[str], since: datetime) -> dict[str, datetime]:
        """Return when the newest run began that was to crawl each of these sources.

        Of those since ``since``. It may have been cut short.
        """
        query = (
            select(parts.c.plan, parts.c.started)
            .where(
                parts.c.plan.is_not(None),
                parts.c.trigger.in_(_CRAWLS),
                parts.c.started >= since,
                parts.c.started <= self.believed_until(),
            )
            .order_by(parts.c.started.desc())
        )
        found: dict[str, datetime] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                named = _sources_in(json.loads(row.plan))
                found |= dict.fromkeys(named & set(sources) - found.keys(), row.started)
                if len(found) == len(set(sources)):
                    break
        return found


def _added_up(
    lists: Iterable[tuple[tuple[str, int], ...] | None],
) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    for dropped in lists:
        total.update(dict(dropped or ()))
    return tuple(sorted(total.items()))


def _count_of(source: str) -> Select[int]:
    return select(func.count()).select_from(memberships).where(memberships.c.source == source)


def _last_list(source: str) -> Select[*tuple[Any, ...]]:
    """Return the newest check of one of the source's lists."""
    query = select(checks.c.fetched_at, checks.c.outcome, checks.c.reason).where(
        and_(
            checks.c.kind == "source",
            checks.c.source == source,
            checks.c.outcome != Outcome.SKIPPED,
        )
    )
    return query.order_by(
        checks.c.fetched_at.desc(), checks.c.run.desc(), checks.c.part.desc(), checks.c.line.desc()
    ).limit(1)


def _looked(row: AnyRow | None) -> dict[str, Any]:
    if row is None:
        return {"last_checked": None, "last_outcome": None, "last_reason": None}
    return {
        "last_checked": row.fetched_at,
        "last_outcome": Outcome(row.outcome),
        "last_reason": row.reason,
    }


def _last_whole(source: str, url: str) -> Select[*tuple[Any, ...]]:
    """Return the query for the newest full answer of a list that nothing casts doubt on.

    Its run ended, uninterrupted, and had no failed check of this source.
    """
    failed = checks.alias("failed")
    left_out = exists().where(
        failed.c.run == checks.c.run,
        failed.c.kind == "article",
        failed.c.source == source,
        failed.c.outcome == Outcome.FAILED,
    )
    ended = exists().where(parts.c.run == checks.c.run, parts.c.complete)
    query = select(checks.c.run, checks.c.etag, checks.c.last_modified).where(
        checks.c.kind == "source",
        checks.c.source == source,
        checks.c.url == url,
        checks.c.outcome.in_(SHOWS_TEXT),
        ended,
        ~left_out,
    )
    return query.order_by(checks.c.fetched_at.desc(), checks.c.run.desc()).limit(1)


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
    """Return when the first fitting check after a moment was made; after None, the first."""
    later = [] if moment is None else [checks.c.fetched_at > moment]
    query = (
        select(checks.c.fetched_at).where(*wanted, *later).order_by(checks.c.fetched_at).limit(1)
    )
    return connection.execute(query).scalar()


def _time(row: AnyRow | None) -> datetime | None:
    return row.fetched_at if row else None


def _sources_in(plan: dict[str, Any]) -> set[str]:
    """Return the sources that a plan names. A forged one may hold anything."""
    rules = plan.get("sources", ())
    names = (
        (one.get("name") for one in rules if isinstance(one, dict))
        if isinstance(rules, list)
        else ()
    )
    return {name for name in names if isinstance(name, str)}
