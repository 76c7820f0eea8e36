"""``report``: what sources cost and yield, and how the last runs ended."""

from datetime import datetime, timedelta
from typing import Any

from rich.table import Table

from crawler.codec import format_utc
from crawler.errors import UsageError
from crawler.index import CostTotals, RunSummary
from crawler.model import RunState
from jobs.context import Context, now
from jobs.process import is_alive
from jobs.reading.arguments import beginning
from jobs.terminal.screen import counted, moment, shown

SILENT = timedelta(minutes=30)
"""A run without an end on another machine counts as interrupted when it has written nothing for so
long: it can't be asked.
"""

SUMS = ("checks", "lists", "versions", "requests", "received", "puts", "objects", "stored")
EACH = ("requests", "received", "puts", "objects", "stored")


def run(context: Context, *, since: str | None, source: str | None, limit: int) -> int:
    """Print the report of costs and the last runs. Returns the exit status."""
    begin = beginning(since, "--since") if since else None
    costs = [
        one for one in context.index.costs_by_source(begin) if source is None or one.name == source
    ]
    if source is not None and not costs:
        raise UsageError(
            f"no check was made for a source {source!r} in this time",
            hint="`palimpsest report` lists the sources.",
        )
    runs = [] if source is not None else context.index.runs(limit=limit)
    costly = context.index.costs_by_article(begin, source=source, limit=limit)
    if context.json:
        context.print_json(
            {
                "since": format_utc(begin) if begin else None,
                "sources": [_row(one) for one in costs],
                "total": _total(costs),
                "articles": [
                    {"article": one.name, **{name: getattr(one, name) for name in SUMS}}
                    for one in costly
                ],
                "runs": [_run(context, one) for one in runs],
            }
        )
        return 0
    _print_costs(context, costs)
    _print_runs(context, runs)
    return 0


def _row(costs: CostTotals) -> dict[str, Any]:
    return {
        "name": costs.name,
        "articles": costs.articles,
        **{name: getattr(costs, name) for name in SUMS},
        "outcomes": costs.outcomes,
        "not_modified_rate": _rate(costs),
        "per_article": _each(costs, costs.articles),
        "per_version": _each(costs, costs.versions),
        "unmeasured": costs.unmeasured,
    }


def _rate(costs: CostTotals) -> float | None:
    """Return the share of checks of articles that were answered by "not modified"."""
    return round(costs.outcomes.get("not_modified", 0) / costs.checks, 4) if costs.checks else None


def _each(costs: CostTotals, number: int) -> dict[str, float] | None:
    return {name: round(getattr(costs, name) / number, 2) for name in EACH} if number else None


def _total(costs: list[CostTotals]) -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in costs) for name in SUMS}


def state_of(summary: RunSummary, at: datetime) -> RunState:
    """Return where a run stands.

    A run without an end is running where its process lives, as far as this machine can tell; on
    another one, while it was heard of lately.
    """
    if summary.finished is not None:
        return RunState.FINISHED if summary.complete else RunState.INTERRUPTED
    alive = is_alive(summary.process) if summary.process else None
    heard = summary.newest or summary.started
    lately = heard is not None and at - heard < SILENT
    runs = alive or (alive is None and lately)
    return RunState.RUNNING if runs else RunState.INTERRUPTED


def _run(context: Context, summary: RunSummary) -> dict[str, Any]:
    record = context.index.run(summary.run)
    report = record.report if record is not None and record.report is not None else {}
    return {
        "run": summary.run,
        "trigger": summary.trigger,
        "started": format_utc(summary.started) if summary.started else None,
        "finished": format_utc(summary.finished) if summary.finished else None,
        "state": state_of(summary, now()).value,
        "reason": report.get("reason"),
        "checks": summary.checks,
        "counts": report.get("counts"),
        "costs": report.get("costs"),
        "stats": report.get("stats"),
    }


def _print_costs(context: Context, costs: list[CostTotals]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold")
    for name in ("articles", "checks", "304", "versions", "requests", "received", "stored", "puts"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in costs:
        rate = _rate(one)
        table.add_row(
            shown(one.name or "(one-off)"),
            f"{one.articles:,}",
            f"{one.checks:,}",
            "-" if rate is None else f"{rate:.0%}",
            f"{one.versions:,}",
            f"{one.requests:,}",
            size(one.received),
            size(one.stored),
            f"{one.puts:,}",
        )
    if costs:
        context.out.print(table)
        unmeasured = sum(one.unmeasured for one in costs)
        if unmeasured:
            context.out.print(
                f"{counted(unmeasured, 'check has', 'checks have')} no cost data (older release)"
            )
    else:
        context.out.print("no checks in this time")


def size(number: int) -> str:
    """Return a number of bytes for people: ``1.2 MB``."""
    value = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:  # noqa: PLR2004  # SI
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def _print_runs(context: Context, runs: list[RunSummary]) -> None:
    for one in runs:
        row = _run(context, one)
        because = f" ({shown(row['reason'])})" if row["reason"] else ""
        state = f"{shown(one.trigger or '-')}: [bold]{row['state']}[/]{because}"
        context.out.print(
            f"{moment(one.started)} {state}, {counted(one.checks, 'check')}; run {one.run}",
            soft_wrap=True,
        )
