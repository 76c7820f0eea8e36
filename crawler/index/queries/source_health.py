"""How sources do: their last good checks, and what their lists gave. One statement for all of them.

Each figure is a look into an index, so the cost grows with the sources and not with their checks.
"""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    and_,
    func,
    literal,
    select,
    type_coerce,
)

from crawler.index.column_types import EPOCH, Moment
from crawler.index.database import Database
from crawler.index.queries.source_names import SOURCE_NAMES
from crawler.index.schema import checks
from crawler.model import Outcome


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


_NO_CHECKS = GoodChecks(
    last=None,
    last_outcome=None,
    last_reason=None,
    last_good=None,
    bad_since=None,
    bad_urls=0,
)
_NO_LISTS = Yielded(found=0, last=None, empty_since=None)
_DAY = timedelta(days=1) // timedelta(microseconds=1)
_IN_TIME = (checks.c.fetched_at, checks.c.run, checks.c.part, checks.c.line)


class SourceHealthQueries(Database):
    """The methods that read how sources do. All raise ``IndexUnusable``."""

    def looks(
        self,
        sources: Collection[str],
        kind: Literal["source", "article"],
        good: Collection[Outcome],
    ) -> dict[str, GoodChecks]:
        """Return what became of the checks of each source's lists (``source``) or articles.

        Those with a ``good`` outcome count as good.
        """
        looked = (
            checks.c.kind == kind,
            checks.c.outcome != Outcome.SKIPPED,
            checks.c.fetched_at <= self.believed_until(),
        )
        fine = checks.c.outcome.in_(sorted(good))
        names = _names(sources)
        chosen = select(
            names.c.source,
            _newest(names, checks.c.fetched_at, *looked).label("last"),
            _newest(names, checks.c.outcome, *looked).label("last_outcome"),
            _newest(names, checks.c.reason, *looked).label("last_reason"),
            _newest(names, checks.c.fetched_at, *looked, fine).label("last_good"),
        )
        newest = _made_once(chosen)
        bad = and_(*looked, ~fine, _later(newest.c.last_good))
        query = select(
            newest,
            _of(newest, func.min(checks.c.fetched_at), bad).label("bad_since"),
            _of(newest, func.count(checks.c.url.distinct()), bad).label("bad_urls"),
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        found = dict.fromkeys(sources, _NO_CHECKS)
        for row in rows:
            values = row._asdict()
            name, outcome = values.pop("source"), values.pop("last_outcome")
            found[name] = GoodChecks(**values, last_outcome=Outcome(outcome) if outcome else None)
        return found

    def yielded(self, sources: Collection[str], good: Collection[Outcome]) -> dict[str, Yielded]:
        """Return what each source's lists gave; a check with a ``good`` outcome was answered."""
        answered = (
            checks.c.kind == "source",
            checks.c.outcome.in_(sorted(good)),
            checks.c.fetched_at <= self.believed_until(),
        )
        names = _names(sources)
        chosen = select(
            names.c.source,
            _newest(names, checks.c.run, *answered).label("run"),
            _newest(names, checks.c.fetched_at, *answered).label("looked"),
            _newest(names, checks.c.fetched_at, *answered, checks.c.found > 0).label("last"),
        )
        newest = _made_once(chosen)
        of_run = and_(*answered, checks.c.run == newest.c.run, _about(newest.c.looked))
        dropped = func.aggregate_strings(type_coerce(checks.c.dropped, Text), "\n")
        query = select(
            newest.c.source,
            newest.c.last,
            _of(newest, func.coalesce(func.sum(checks.c.found), 0), of_run).label("found"),
            _of(newest, dropped, of_run).label("dropped"),
            _of(
                newest, func.min(checks.c.fetched_at), and_(*answered, _later(newest.c.last))
            ).label("empty_since"),
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        found = dict.fromkeys(sources, _NO_LISTS)
        for row in rows:
            found[row.source] = Yielded(
                found=int(row.found),
                last=row.last,
                empty_since=row.empty_since,
                dropped=_added_up(row.dropped),
            )
        return found


def _added_up(lists: str | None) -> tuple[tuple[str, int], ...]:
    """Return the links that lists dropped, by rule: each line holds the JSON of one list."""
    total: Counter[str] = Counter()
    for line in lists.split("\n") if lists else ():
        total.update(dict(json.loads(line)))
    return tuple(sorted(total.items()))


def _names(sources: Collection[str]) -> CTE:
    """Return those of the sources that a check was made for, as rows."""
    known = SOURCE_NAMES.subquery()
    chosen = select(known.c.source).where(known.c.source.in_(sorted(sources)))
    return chosen.distinct().cte("names")


def _made_once(query: Select[*tuple[Any, ...]]) -> CTE:
    """Return the rows of a query, which no database works out again for each use of them."""
    rows: CTE = query.cte("newest").prefix_with("MATERIALIZED")
    return rows


def _newest(
    names: CTE, value: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> ScalarSelect[Any]:
    """Return ``value`` of the newest fitting check of a source."""
    chosen = select(value).where(checks.c.source == names.c.source, *conditions)
    chosen = chosen.order_by(*(column.desc() for column in _IN_TIME)).limit(1)
    return chosen.correlate(names).scalar_subquery()


def _of(names: CTE, value: ColumnElement[Any], fits: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return what the fitting checks of a source come to."""
    chosen = select(value).select_from(checks).where(checks.c.source == names.c.source, fits)
    return chosen.correlate(names).scalar_subquery()


def _later(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that a check was made after a moment; without one, at any time."""
    return checks.c.fetched_at > func.coalesce(moment, literal(EPOCH, Moment))


def _about(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that a check was made less than a day before a moment.

    A run reads a source's lists one after the other. To look for them among all checks of a large
    archive would take seconds.
    """
    begin = type_coerce(moment, BigInteger) - _DAY
    return type_coerce(checks.c.fetched_at, BigInteger) > begin
