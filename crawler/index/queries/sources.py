"""How sources do: their lists and links, their last good checks, when each was crawled last."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
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

    def last_crawls(self, sources: Collection[str], since: datetime) -> dict[str, datetime]:
        """Return when the newest run began that was to crawl each of these sources.

        Of those since ``since``. It may have been cut short. Reads the newest runs alone, by their
        names, which begin with their time.
        """
        query = (
            select(parts.c.plan, parts.c.started)
            .where(
                parts.c.run >= f"{since:%Y%m%dT%H%M%SZ}",
                parts.c.plan.is_not(None),
                parts.c.trigger.in_(_CRAWLS),
                parts.c.started >= since,
                parts.c.started <= self.believed_until(),
            )
            .order_by(parts.c.run.desc())
        )
        found: dict[str, datetime] = {}
        if not sources:
            return found
        with self.reading() as connection:
            for row in connection.execute(query):
                named = _sources_in(json.loads(row.plan))
                found |= dict.fromkeys(named & set(sources) - found.keys(), row.started)
                if len(found) == len(set(sources)):
                    break
        return found


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


def _sources_in(plan: dict[str, Any]) -> set[str]:
    """Return the sources that a plan names. A forged one may hold anything."""
    rules = plan.get("sources", ())
    names = (
        (one.get("name") for one in rules if isinstance(one, dict))
        if isinstance(rules, list)
        else ()
    )
    return {name for name in names if isinstance(name, str)}
