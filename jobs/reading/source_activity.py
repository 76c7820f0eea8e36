"""How each source does: its health, what it gave and cost lately, and when it is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crawler.config import Config, Schedule, SourceConfig
from crawler.errors import UnknownName
from crawler.index import CostTotals
from crawler.model import Check, Outcome, Silence
from jobs.observe.health import SourceHealth, health
from jobs.reading.cost_report import cost_row
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped

SPAN = timedelta(days=7)
"""Costs and yields are those of so long."""

LISTED = 20
"""Failed checks that one source's page names, and addresses of lists."""

LIST_LINES = 200
"""Looks at lists among which the newest of each address are sought."""

TROUBLE = tuple(one for one in Outcome if one.is_trouble or one.is_doubtful)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSource:
    """One source. What is None is not known."""

    name: str
    health: SourceHealth | None
    """None for a source that is not configured any more."""
    articles: int
    """That it has led to in all."""
    costs: CostTotals | None
    """Of the last days; None where nothing was looked at."""
    silences: dict[str | None, int]
    """The changes of its articles in the same days, by silence."""
    schedule: Schedule | None
    last_crawl: datetime | None
    """When the newest run that was to crawl it began, as far as its schedule asks for it."""

    @property
    def changes(self) -> int:
        """Return how many changes its articles had."""
        return sum(self.silences.values())

    @property
    def silent(self) -> int:
        """Return how many of them nobody announced."""
        return self.silences.get(Silence.SILENT.value, 0)

    @property
    def next_crawl(self) -> datetime | None:
        """Return when a service would crawl it next; None where its schedule is no plain span."""
        every = self.schedule.every if self.schedule is not None else None
        return self.last_crawl + every if self.last_crawl and every else None

    def row(self) -> dict[str, Any]:
        """Return what documents say of it."""
        one, schedule = self.health, self.schedule
        return {
            "name": self.name,
            "status": one.status if one else None,
            "reason": one.reason if one else None,
            "last_run": stamped(one.last_run if one else None),
            "last_success": stamped(one.last_success if one else None),
            "last_good": stamped(one.last_good if one else None),
            "found": one.found if one else None,
            "failing_since": stamped(one.since if one else None),
            "articles": self.articles,
            "changes": self.changes,
            "silent": self.silent,
            "schedule": {
                "cron": schedule.cron,
                "every_seconds": round(schedule.every.total_seconds()) if schedule.every else None,
                "timezone": schedule.timezone,
            }
            if schedule is not None
            else None,
            "last_crawl": stamped(self.last_crawl),
            "next_crawl": stamped(self.next_crawl),
            "costs": cost_row(self.costs) if self.costs is not None else None,
        }


@dataclass(frozen=True, slots=True)
class SourceActivity:
    """Sources, in the order of their names."""

    since: datetime
    """From when on costs and changes are counted."""
    sources: tuple[ListedSource, ...]

    def document(self) -> dict[str, Any]:
        """Return the sources as JSON has them."""
        return {"since": stamped(self.since), "sources": [one.row() for one in self.sources]}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source with its lists and its failed checks."""

    since: datetime
    source: ListedSource
    settings: SourceConfig | None
    lists: tuple[Check, ...]
    """The newest look at each of its lists."""
    trouble: tuple[Check, ...]
    """The newest checks that failed or could not be trusted, newest first."""

    def document(self) -> dict[str, Any]:
        """Return the source as JSON has it."""
        return {
            "since": stamped(self.since),
            "source": self.source.row(),
            "lists": [_look(one) for one in self.lists],
            "trouble": [_look(one) for one in self.trouble],
        }


def source_activity(opened: OpenedArchive) -> SourceActivity:
    """Return the configured sources, and those that only the index knows."""
    names = {one.name for one in opened.config.sources} | set(opened.index.source_names())
    since = opened.at - SPAN
    return SourceActivity(since, _listed(opened, names, since))


def source_view(opened: OpenedArchive, name: str) -> SourceView:
    """Return one source. Raises ``UnknownName`` for one that nobody knows."""
    settings = next((one for one in opened.config.sources if one.name == name), None)
    if settings is None and name not in opened.index.source_names():
        raise UnknownName(
            f"there is no source {name!r}, and no check was made for one",
            hint="The page Sources lists them all.",
        )
    since = opened.at - SPAN
    lists: dict[str, Check] = {}
    index = opened.index
    for one in index.source_checks(name, "source", since=since, limit=LIST_LINES):
        lists.setdefault(one.url, one)
    trouble = index.source_checks(name, "article", since=since, outcomes=TROUBLE, limit=LISTED)
    return SourceView(
        since=since,
        source=_listed(opened, {name}, since)[0],
        settings=settings,
        lists=tuple(lists[url] for url in sorted(lists)[:LISTED]),
        trouble=tuple(trouble),
    )


def _listed(
    opened: OpenedArchive, names: Collection[str], since: datetime
) -> tuple[ListedSource, ...]:
    """Return the sources of these names. Asks the same number of questions for any number."""
    index, config = opened.index, _only(opened.config, names)
    # No schedule counts: who only reads does not know whether anybody keeps to it.
    healths = {one.source: one for one in health(config, index, opened.at, interval=lambda _: None)}
    costs = {one.name: one for one in index.costs_by_source(since)}
    silences = index.silence_by_source(since, opened.at)
    articles = index.article_counts(names)
    schedules = {one.name: one.schedule for one in config.sources if one.schedule is not None}
    crawls = index.last_crawls(list(schedules), since)
    return tuple(
        ListedSource(
            name=name,
            health=healths.get(name),
            articles=articles.get(name, 0),
            costs=costs.get(name),
            silences=silences.get(name, {}),
            schedule=schedules.get(name),
            last_crawl=crawls.get(name),
        )
        for name in sorted(names)
    )


def _only(config: Config, names: Collection[str]) -> Config:
    chosen = tuple(one for one in config.sources if one.name in names)
    return config.model_copy(update={"sources": chosen})


def _look(one: Check) -> dict[str, Any]:
    return {
        "url": one.url,
        "article": one.article,
        "run": one.run,
        "fetched_at": stamped(one.fetched_at),
        "outcome": one.outcome.value,
        "status": one.status,
        "found": one.found,
        "dropped": dict(one.dropped or ()),
        "reason": one.reason,
    }
