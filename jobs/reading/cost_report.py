"""What sources cost and yield, and how the last runs ended."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from crawler.errors import UnknownName
from crawler.index import CostTotals, RemovalTotal
from jobs.observe import SourceHealth, UnreadableArticle, health, unreadable_articles
from jobs.reading.opened import OpenedArchive
from jobs.reading.run_list import RunList, run_list
from jobs.reading.version_rows import stamped

SUMS = ("checks", "lists", "versions", "requests", "received", "puts", "objects", "stored")
EACH = ("requests", "received", "puts", "objects", "stored")


@dataclass(frozen=True, slots=True)
class CostReport:
    """The costs of sources and of the costliest articles, and the last runs."""

    since: datetime | None
    sources: tuple[CostTotals, ...]
    articles: tuple[CostTotals, ...]
    """The costliest, those first."""
    failing: Mapping[str, SourceHealth]
    """The configured sources with something wrong now, by name."""
    runs: RunList
    """Empty where only one source was asked for."""
    unreadable: tuple[UnreadableArticle, ...] = ()
    """The articles that cannot be read any more, those first that have been so for longest."""
    removed: tuple[RemovalTotal, ...] = ()
    """What redactions and retention took out so far. Empty where one source was asked for."""

    def document(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return {
            "since": stamped(self.since),
            "sources": [self._row(one) for one in self.sources],
            "total": {name: sum(getattr(one, name) for one in self.sources) for name in SUMS},
            "articles": [
                {"article": one.name, **{name: getattr(one, name) for name in SUMS}}
                for one in self.articles
            ],
            "unreadable": [_unreadable(one) for one in self.unreadable],
            "removed": [asdict(one) for one in self.removed],
            **self.runs.document(),
        }

    def _row(self, costs: CostTotals) -> dict[str, Any]:
        health = self.failing.get(costs.name) if costs.name is not None else None
        return {**cost_row(costs), "failing": _failing(health) if health else None}


def cost_report(
    opened: OpenedArchive,
    *,
    since: datetime | None = None,
    source: str | None = None,
    limit: int = 10,
) -> CostReport:
    """Return what was spent. ``limit`` bounds the runs and the costly articles.

    Raises ``UnknownName`` for a source in whose name nothing was checked.
    """
    costs = [
        one for one in opened.index.costs_by_source(since) if source is None or one.name == source
    ]
    if source is not None and not costs:
        raise UnknownName(
            f"no check was made for a source {source!r} in this time",
            hint="`palimpsest report` lists the sources.",
        )
    return CostReport(
        since,
        tuple(costs),
        tuple(opened.index.costs_by_article(since, source=source, limit=limit)),
        _in_trouble(opened, source),
        RunList(()) if source is not None else run_list(opened, limit=limit),
        unreadable_articles(opened.index, source),
        () if source is not None else tuple(opened.index.removal_totals()),
    )


def _in_trouble(opened: OpenedArchive, source: str | None) -> dict[str, SourceHealth]:
    """Return how the sources do that something is wrong with, by the rule of the service."""
    return {
        one.source: one
        for one in health(opened.config, opened.index, opened.at, interval=lambda _: None)
        if one.trouble is not None and source in {None, one.source}
    }


def not_modified_rate(costs: CostTotals) -> float | None:
    """Return the share of checks of articles that were answered by "not modified"."""
    return round(costs.outcomes.get("not_modified", 0) / costs.checks, 4) if costs.checks else None


def cost_row(costs: CostTotals) -> dict[str, Any]:
    """Return what documents say of the costs of a source."""
    return {
        "name": costs.name,
        "articles": costs.articles,
        **{name: getattr(costs, name) for name in SUMS},
        "outcomes": costs.outcomes,
        "not_modified_rate": not_modified_rate(costs),
        "per_article": _each(costs, costs.articles),
        "per_version": _each(costs, costs.versions),
        "unmeasured": costs.unmeasured,
    }


def _failing(health: SourceHealth) -> dict[str, Any]:
    return {
        "since": stamped(health.since),
        "reason": health.trouble,
        "last_good": stamped(health.last_good),
    }


def _unreadable(one: UnreadableArticle) -> dict[str, Any]:
    return {
        "article": one.article,
        "url": one.url,
        "sources": list(one.sources),
        "since": stamped(one.since),
        "last": stamped(one.last),
        "looks": one.looks,
        "reason": one.reason,
    }


def _each(costs: CostTotals, number: int) -> dict[str, float] | None:
    return {name: round(getattr(costs, name) / number, 2) for name in EACH} if number else None
