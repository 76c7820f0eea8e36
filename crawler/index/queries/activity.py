"""How much was looked at and how much changed, over a bounded time: what plots are drawn from.

Each question reads the rows of its time span alone, over an index, however large the archive is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, select, type_coerce, union_all

from crawler.index.column_types import EPOCH
from crawler.index.database import Database
from crawler.index.schema import CHANGED, articles, checks, memberships, versions
from crawler.index.summaries import of_checks
from crawler.model import Outcome, Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    """How many looks at articles came to one outcome in one span of time."""

    begin: datetime
    outcome: Outcome
    checks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceCount:
    """How many changes in one span of time were silent, announced or neither (None)."""

    begin: datetime
    silence: str | None
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditAge:
    """When a change was confirmed, and from when on its article was there."""

    changed: datetime
    published: str | None
    """The newest publication date that the page declared, as it did."""
    first_seen: datetime


_SILENCES = (
    versions.c.silence.in_([one.value for one in Silence]),
    versions.c.silence.is_(None),
)


class ActivityQueries(Database):
    """The methods that count over a span of time. All raise ``IndexUnusable``."""

    def outcome_counts(
        self, since: datetime, until: datetime, step: timedelta, *, source: str | None = None
    ) -> list[OutcomeCount]:
        """Return the looks at articles by span and outcome, of one source or of all.

        Spans are ``step`` long and counted from 1970. Skipped checks are not counted.
        """
        begin = _span(checks.c.fetched_at, step)
        query = select(begin, checks.c.outcome, func.count().label("checks")).where(
            checks.c.fetched_at >= since,
            checks.c.fetched_at < until,
            checks.c.outcome != Outcome.SKIPPED,
        )
        if source is not None:
            query = query.where(checks.c.kind == "article", checks.c.source == source)
        else:
            # no equality: SQLite would take it for a reason to read all that was ever checked
            query = query.where(checks.c.kind != "source")
        query = query.group_by(begin, checks.c.outcome).order_by(begin, checks.c.outcome)
        with self.reading() as connection:
            return [
                OutcomeCount(
                    begin=EPOCH + row.span * step, outcome=Outcome(row.outcome), checks=row.checks
                )
                for row in connection.execute(query)
            ]

    def silence_counts(
        self, since: datetime, until: datetime, step: timedelta, *, source: str | None = None
    ) -> list[SilenceCount]:
        """Return the changes by span and silence, of one source's articles or of all."""
        begin = _span(versions.c.confirmed_at, step)
        query = (
            select(begin, versions.c.silence, func.count().label("changes"))
            .where(*_changed(since, until))
            .group_by(begin, versions.c.silence)
        )
        # By each silence, for there is an index of that and the time, and none of the time alone
        # that tells the silence: a version's row is large.
        each = (
            union_all(*(query.where(one) for one in _SILENCES))
            if source is None
            else query.where(_led_to(source))
        )
        with self.reading() as connection:
            found = [
                SilenceCount(
                    begin=EPOCH + row.span * step, silence=row.silence, changes=row.changes
                )
                for row in connection.execute(each)
            ]
        return sorted(found, key=lambda one: (one.begin, one.silence or ""))

    def silence_by_source(
        self, since: datetime, until: datetime
    ) -> dict[str, dict[str | None, int]]:
        """Return the changes of each source's articles by silence.

        An article that two sources led to counts for both.
        """
        query = (
            select(memberships.c.source, versions.c.silence, func.count().label("changes"))
            .join(memberships, memberships.c.article == versions.c.article)
            .where(*_changed(since, until))
            .group_by(memberships.c.source, versions.c.silence)
        )
        found: dict[str, dict[str | None, int]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.source, {})[row.silence] = row.changes
        return found

    def edit_ages(
        self, since: datetime, until: datetime, *, source: str | None = None, limit: int
    ) -> list[EditAge]:
        """Return the newest changes with what their articles' ages follow from, newest first."""
        query = (
            select(
                versions.c.confirmed_at,
                articles.c.first_seen,
                of_checks(checks.c.published, checks.c.published.is_not(None)).label("published"),
            )
            .join(articles, articles.c.article == versions.c.article)
            .where(*_changed(since, until))
            .order_by(versions.c.confirmed_at.desc())
            .limit(limit)
        )
        if source is not None:
            query = query.where(_led_to(source))
        with self.reading() as connection:
            return [
                EditAge(
                    changed=row.confirmed_at,
                    published=row.published,
                    first_seen=row.first_seen or row.confirmed_at,
                )
                for row in connection.execute(query)
            ]

    def article_counts(self, sources: Collection[str]) -> dict[str, int]:
        """Return how many articles each of these sources has led to in all."""
        query: Select[*tuple[Any, ...]] = (
            select(memberships.c.source, func.count().label("articles"))
            .where(memberships.c.source.in_(sorted(sources)))
            .group_by(memberships.c.source)
        )
        with self.reading() as connection:
            return {row.source: row.articles for row in connection.execute(query)}


def _span(moment: ColumnElement[datetime], step: timedelta) -> ColumnElement[int]:
    """Return the number of the span that a moment lies in, counted from 1970."""
    return (type_coerce(moment, BigInteger) // (step // timedelta(microseconds=1))).label("span")


def _changed(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    at = versions.c.confirmed_at
    return (CHANGED, at >= since, at < until)


def _led_to(source: str) -> ColumnElement[bool]:
    """Return the condition as a look for each change: a source's articles are the longer list."""
    same = memberships.c.article == versions.c.article
    return select(memberships.c.source).where(same, memberships.c.source == source).exists()
