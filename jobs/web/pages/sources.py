"""``/sources``: how each source does, with plots; ``/sources/{name}``: one with its lists."""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from crawler.config import Schedule, SourceConfig
from crawler.model import left_out
from jobs.observe import unreadable_articles
from jobs.reading.opened import OpenedArchive
from jobs.reading.source_activity import SPAN, ListedSource, source_view
from jobs.web.activity_plots import drawn
from jobs.web.kept_pages import for_a_minute, kept_activity, kept_plots
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page
from jobs.wording import lasting, size

_DAYS = SPAN.days
_SHOWN = 20
"""Unreadable articles that the page of a source names."""
_WORST = ("broken", "late", "waiting", "ok")


def sources(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page of all sources, those with trouble first, as it was a minute ago at most."""
    return for_a_minute(opened, request, lambda: _sources(opened, request))


def source(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page of one source, as it was a minute ago at most. Raises ``UnknownName``."""
    return for_a_minute(opened, request, lambda: _source(opened, request))


def _sources(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    found, counted = kept_activity(opened), kept_plots(opened)
    return page(
        request,
        "sources.html.j2",
        rows=[_row(one, opened.at) for one in sorted(found.sources, key=_urgency)],
        troubled=sum(one.health is not None and bool(one.health.trouble) for one in found.sources),
        unreadable=len(unreadable_articles(opened.index)),
        days=_DAYS,
        counted=counted,
        plots=drawn(counted),
    )


def _source(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    name = request.path_values["name"]
    view, counted = source_view(opened, name), kept_plots(opened, name)
    chosen = urlencode({"source": name})
    return page(
        request,
        "source.html.j2",
        row=_row(view.source, opened.at),
        places=_places(view.settings),
        lists=[(one, left_out(one.dropped or ())) for one in view.lists],
        trouble=view.trouble,
        outcomes=view.source.costs.outcomes if view.source.costs else {},
        unreadable=unreadable_articles(opened.index, name)[:_SHOWN],
        days=_DAYS,
        counted=counted,
        plots=drawn(counted),
        links={
            "changes": f"/?{chosen}",
            "articles": f"/articles?{chosen}",
            "feed": f"/feeds/changes.atom?{chosen}",
        },
    )


def _urgency(one: ListedSource) -> tuple[int, bool, str]:
    """Return what sources are ordered by: those with the worst state first, then by name."""
    if one.health is None:
        return len(_WORST), True, one.name
    return _WORST.index(one.health.status), not one.health.trouble, one.name


def _row(one: ListedSource, at: datetime) -> dict[str, Any]:
    """Return what the templates show of a source."""
    health, costs = one.health, one.costs
    status: str = health.status if health else "not configured"
    return {
        "name": one.name,
        "address": f"/sources/{quote(one.name, safe='')}",
        "status": "trouble" if health and health.trouble and status == "ok" else status,
        "trouble": health.trouble if health else None,
        "since": health.since if health else None,
        "last_good": health.last_good if health else None,
        "last_run": health.last_run if health else None,
        "found": health.found if health else None,
        "articles": one.articles,
        "changes": one.changes,
        "silent": one.silent,
        "schedule": _schedule(one.schedule) if one.schedule else None,
        "last_crawl": one.last_crawl,
        "next_crawl": one.next_crawl,
        "is_due": one.next_crawl is not None and one.next_crawl <= at,
        "costs": costs,
        "per_day": _per_day(costs.checks, costs.versions, costs.requests) if costs else None,
        "received": size(costs.received) if costs else None,
        "stored": size(costs.stored) if costs else None,
    }


def _per_day(*numbers: int) -> list[str]:
    each = [number / _DAYS for number in numbers]
    return [f"{one:,.1f}" if 0 < one < 10 else f"{one:,.0f}" for one in each]  # noqa: PLR2004


def _schedule(schedule: Schedule) -> str:
    if schedule.every is not None:
        return f"every {lasting(schedule.every)}"
    return f"{schedule.cron} ({schedule.timezone})"


def _places(settings: SourceConfig | None) -> list[tuple[str, str]]:
    """Return the kind and address of each place that a source finds articles in."""
    if settings is None:
        return []
    kinds = (
        ("feed", settings.feeds),
        ("sitemap", settings.sitemaps),
        ("section", settings.sections),
        ("page", settings.urls),
    )
    return [(kind, str(url)) for kind, urls in kinds for url in urls]
