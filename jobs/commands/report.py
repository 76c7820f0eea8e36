"""``report``: what sources cost and yield, and how the last runs ended."""

from collections.abc import Sequence

from rich.table import Table

from crawler.index import CostTotals
from jobs.context import Context
from jobs.reading.arguments import beginning
from jobs.reading.cost_report import cost_report, not_modified_rate
from jobs.reading.run_list import ListedRun
from jobs.terminal.screen import shown
from jobs.wording import counted, moment, size


def run(context: Context, *, since: str | None, source: str | None, limit: int) -> int:
    """Print the report of costs and the last runs. Returns the exit status."""
    begin = beginning(since, "--since", at=context.at) if since else None
    report = cost_report(context, since=begin, source=source, limit=limit)
    if context.json:
        context.print_json(report.document())
        return 0
    _print_costs(context, report.sources)
    _print_runs(context, report.runs.runs)
    return 0


def _print_costs(context: Context, costs: Sequence[CostTotals]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold")
    for name in ("articles", "checks", "304", "versions", "requests", "received", "stored", "puts"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in costs:
        rate = not_modified_rate(one)
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


def _print_runs(context: Context, runs: Sequence[ListedRun]) -> None:
    for one in runs:
        run = one.summary
        because = f" ({shown(one.reason)})" if one.reason else ""
        state = f"{shown(run.trigger or '-')}: [bold]{one.state}[/]{because}"
        context.out.print(
            f"{moment(run.started)} {state}, {counted(run.checks, 'check')}; run {run.run}",
            soft_wrap=True,
        )
