"""What sources and articles cost and yield, added up over check lines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from crawler.index.database import Database
from crawler.index.schema import COST_NUMBERS, SUMMED, checks, cost_sums
from crawler.model import VERSIONED, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTotals:
    """What the checks of one source, or of one article, came to."""

    name: str | None
    """The source; None for pages that were given one by one. In costs by article, the article."""
    articles: int
    """Different ones that were looked at."""
    checks: int
    """Looks at articles; lists and skipped checks not among them."""
    lists: int
    """Looks at lists."""
    outcomes: dict[str, int]
    """Looks at articles by outcome, without zeros; ``skipped`` among them."""
    versions: int
    requests: int
    """Requests that were sent, for lists and for articles."""
    received: int
    """Bytes."""
    puts: int
    objects: int
    stored: int
    """Bytes."""
    unmeasured: int
    """Checks whose lines tell no costs: an earlier release wrote them."""


class CostQueries(Database):
    """The methods that add up. All raise ``IndexUnusable``."""

    def costs_by_source(self, since: datetime | None = None) -> list[CostTotals]:
        """Return costs of each source since then, in the order of their names.

        Pages without a source last. Without a time, sums are read that are kept.
        """
        query = _KEPT_BY_SOURCE if since is None else _sums(checks.c.source, since)
        with self.reading() as connection:
            rows = connection.execute(query).all()
        found = [_costs_of(row._asdict()) for row in rows]
        return sorted(found, key=lambda costs: (costs.name is None, costs.name or ""))

    def costs_by_article(
        self, since: datetime | None = None, *, source: str | None = None, limit: int = 20
    ) -> list[CostTotals]:
        """Return the costs of the articles that took the most requests, the costliest first."""
        table = cost_sums if since is None else checks
        query = _KEPT_BY_ARTICLE if since is None else _sums(checks.c.article, since)
        if source is not None:
            query = query.where(table.c.source == source)
        if since is not None:
            query = query.where(checks.c.article.is_not(None))
        query = query.order_by(
            func.sum(table.c.requests).desc().nulls_last(), table.c.article
        ).limit(limit)
        with self.reading() as connection:
            return [_costs_of(row._asdict()) for row in connection.execute(query)]


def _sums(by: ColumnElement[str | None], since: datetime) -> Select[*tuple[Any, ...]]:
    """Return the query that adds up the check lines since then."""
    page, looked = checks.c.kind == "article", checks.c.outcome != Outcome.SKIPPED
    outcomes = [
        func.sum(case((page & (checks.c.outcome == outcome), 1), else_=0)).label(
            f"outcome_{outcome.value}"
        )
        for outcome in Outcome
    ]
    return (
        select(
            by.label("name"),
            func.count(checks.c.article.distinct()).label("articles"),
            func.sum(case((page & looked, 1), else_=0)).label("checks"),
            func.sum(case((checks.c.kind == "source", 1), else_=0)).label("lists"),
            func.sum(case((checks.c.requests.is_(None) & looked, 1), else_=0)).label("unmeasured"),
            *(func.coalesce(func.sum(checks.c[name]), 0).label(name) for name in COST_NUMBERS),
            *outcomes,
        )
        .where(checks.c.fetched_at >= since)
        .group_by(by)
    )


def _kept(by: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    """Return the query that reads the sums. An empty name stands for none."""
    return select(
        func.nullif(by, "").label("name"),
        func.count(func.nullif(cost_sums.c.article, "").distinct()).label("articles"),
        *(func.sum(cost_sums.c[name]).label(name) for name in SUMMED),
    ).group_by(by)


_KEPT_BY_SOURCE = _kept(cost_sums.c.source)
_KEPT_BY_ARTICLE = _kept(cost_sums.c.article).where(cost_sums.c.article != "")


def _costs_of(row: dict[str, Any]) -> CostTotals:
    outcomes = {outcome.value: int(row.pop(f"outcome_{outcome.value}")) for outcome in Outcome}
    versions = sum(outcomes[outcome.value] for outcome in VERSIONED)
    name: str | None = row.pop("name")
    numbers: dict[str, Any] = {
        key: int(value) for key, value in row.items()
    }  # PostgreSQL adds up to decimals
    return CostTotals(
        name=name,
        **numbers,
        versions=versions,
        outcomes={key: number for key, number in outcomes.items() if number},
    )
