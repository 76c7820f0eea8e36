"""``/runs``: the runs, newest first; ``/runs/{run}``: one with what it made and what failed."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crawler.errors import UsageError
from crawler.model import RunState, left_out
from crawler.visible import visible_json
from jobs.reading.opened import OpenedArchive
from jobs.reading.run_list import ListedRun, run_list
from jobs.reading.run_overview import run_overview
from jobs.web.kept_pages import derived
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page
from jobs.wording import lasting, size, worded

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100
SHOWN = 100
"""Checks of each sort on a run's page."""

MAX_PLAN = 20_000
"""Signs of a plan that are shown: the plan of a revisit names thousands of pages."""

_CURSOR = re.compile(r"[0-9A-Za-z-]{1,60}")


def runs(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the list. ``before`` is the run that stood last on the page before."""
    before = request.value("before")
    if before is not None and not _CURSOR.fullmatch(before):
        raise UsageError(
            "before is no run's name", hint="Begin at the first page, and follow its links."
        )
    limit = request.number("limit", default=PAGE_SIZE, most=MAX_PAGE_SIZE)
    found = run_list(opened, limit=limit, before=before)
    return page(
        request,
        "runs.html.j2",
        rows=[_row(one) for one in found.runs],
        older=request.link(before=found.next) if found.next is not None else None,
        newest=request.link(before=None) if before is not None else None,
    )


def run(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return one run; of one that has ended, the page is a minute old at most.

    Raises ``UnknownName``.
    """
    key = ("run", opened.index.url, request.site_name, request.path)
    return derived(opened, key, lambda: _run(opened, request), keep=lambda made: made[1])[0]


def _run(opened: OpenedArchive, request: PageRequest) -> tuple[PageAnswer, bool]:
    """Return the page of one run, and whether this address is going to show the same for long."""
    view = run_overview(opened, request.path_values["run"], limit=SHOWN)
    plan = visible_json(view.run.plan) if view.run.plan is not None else ""
    shown = page(
        request,
        "run.html.j2",
        row=_row(view.run),
        view=view,
        counts=_counts(view.counts),
        lists=[(one, left_out(one.dropped or ())) for one in view.lists],
        costs=_costs(view.run.report),
        stats=_figures(view.run.report.get("stats")),
        plan=plan[:MAX_PLAN],
        plan_cut=len(plan) > MAX_PLAN,
        planned=_planned(view.run.plan or {}),
        shown=SHOWN,
    )
    named = request.path_values["run"] == view.run.summary.run
    return shown, named and view.run.state is RunState.FINISHED


def _row(one: ListedRun) -> dict[str, Any]:
    run = one.summary
    took = run.finished - run.started if run.finished and run.started else None
    return {
        "name": run.run,
        "address": f"/runs/{run.run}",
        "started": run.started,
        "finished": run.finished,
        "newest": run.newest,
        "took": lasting(took) if took is not None and took >= timedelta() else None,
        "state": one.state.value,
        "trigger": run.trigger,
        "reason": one.reason,
        "checks": run.checks,
        "counts": _counts(one.report.get("counts")),
        "costs": _costs(one.report)[:2],
    }


def _counts(told: object) -> list[tuple[str, int]]:
    """Return how many checks came to what, in words."""
    return [(worded(name), number) for name, number in _figures(told)]


def _figures(told: object) -> list[tuple[str, int]]:
    """Return the whole numbers of a report by name. A forged one may hold anything."""
    if not isinstance(told, Mapping):
        return []
    return [
        (str(name), number)
        for name, number in told.items()
        if isinstance(number, int) and not isinstance(number, bool)
    ]


def _costs(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a run cost, in words: of the whole first, then of the store by verb."""
    told = report.get("costs")
    if not isinstance(told, Mapping):
        return []
    found = [(name, _amount(name, number)) for name, number in _figures(told)]
    for part, members in told.items():
        found += [(f"{part}: {name}", _amount(name, number)) for name, number in _figures(members)]
    return found


def _amount(name: str, number: int) -> str:
    bytes_told = name.endswith("bytes") or name in {"received", "stored", "sent"}
    return size(number) if bytes_told else f"{number:,}"


def _planned(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a plan was to do, in a few words."""
    sources = plan.get("sources")
    names = [
        str(one["name"])
        for one in (sources if isinstance(sources, list) else ())
        if isinstance(one, Mapping) and "name" in one
    ]
    targets, lists = plan.get("targets"), plan.get("lists")
    return [
        *([("Sources", ", ".join(names))] if names else []),
        *([("Lists", f"{len(lists):,}")] if isinstance(lists, list) and lists else []),
        *([("Pages", f"{len(targets):,}")] if isinstance(targets, list) and targets else []),
    ]
