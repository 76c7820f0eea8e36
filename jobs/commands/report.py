"""``report``: what sources cost and yield, and how the last runs ended."""

import asyncio
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from crawler.index import CostTotals
from crawler.model import Check, left_out
from jobs.context import Context
from jobs.job_queue import QueueOverview, open_queue
from jobs.job_queue.open_queue import require_named_engine
from jobs.job_queue.queue_report import document
from jobs.observe import SourceHealth, UnreadableArticle
from jobs.reading.arguments import beginning
from jobs.reading.cost_report import cost_report, not_modified_rate
from jobs.reading.run_details import run_details
from jobs.reading.run_list import ListedRun
from jobs.terminal.printed_queue import print_queue
from jobs.terminal.screen import plain
from jobs.wording import counted, moment, size, worded

_NUMBERS = ("articles", "checks", "304", "versions", "requests", "received", "stored", "puts")
_MIN_NAME = 12
"""Columns for a source's name, without which the table gives way to paragraphs."""


def run(context: Context, *, since: str | None, source: str | None, limit: int) -> int:
    """Print the report of costs and the last runs. Returns the exit status."""
    begin = beginning(since, "--since", at=context.at) if since is not None else None
    report = cost_report(context, since=begin, source=source, limit=limit)
    if context.json:
        context.print_json(report.document())
        return 0
    _print_costs(context, report.sources)
    _print_failing(context, list(report.failing.values()))
    _print_unreadable(context, report.unreadable, limit)
    for one in report.removed:
        taken = f"{counted(one.objects, 'object')} removed, {size(one.bytes)} saved"
        context.out.print(f"{one.kind}: {counted(one.removals, 'removal')}, {taken}")
    _print_runs(context, report.runs.runs)
    return 0


def run_workers(context: Context, *, limit: int) -> int:
    """Print the queue of jobs and its workers. Returns the exit status."""
    engine = context.config.engine
    require_named_engine(engine, "there are no workers")

    async def asked() -> QueueOverview:
        async with open_queue(engine) as queue:
            return await queue.overview()

    overview = asyncio.run(asked())
    if context.json:
        context.print_json(document(overview))
    else:
        print_queue(context.out, overview, limit=limit)
    return 0


def run_one(context: Context, name: str, *, limit: int) -> int:
    """Print all that is known of one run. Returns the exit status."""
    details = run_details(context, name)
    if context.json:
        context.print_json(details.document())
        return 0
    _print_run(context, details.run)
    counts = ", ".join(f"{worded(name)} {number:,}" for name, number in details.counts.items())
    context.out.paragraph(Text(counts or "no article was looked at"), lead="  ")
    for title, lines in (
        ("Lists", [_list_line(one) for one in details.lists]),
        ("Versions made", [f"v{one.version} {one.outcome}: {one.url}" for one in details.made]),
        ("Trouble", [f"{worded(one.outcome)}: {one.url}: {one.reason}" for one in details.trouble]),
    ):
        _print_lines(context, title, lines, limit)
    return 0


def _list_line(one: Check) -> str:
    why = f": {one.reason}" if one.reason else ""
    dropped = f" ({left_out(one.dropped)})" if one.dropped else ""
    return f"{one.source}: {worded(one.outcome)}, {one.found or 0:,} found{dropped}: {one.url}{why}"


def _print_lines(context: Context, title: str, lines: Sequence[str], limit: int) -> None:
    if not lines:
        return
    context.out.print(f"\n[bold]{title}[/]")
    for line in lines[:limit]:
        context.out.paragraph(Text(plain(line)), lead="  ")
    if len(lines) > limit:
        context.out.print(f"  {len(lines) - limit:,} more; --limit {len(lines)} shows all")


def _print_costs(context: Context, costs: Sequence[CostTotals]) -> None:
    if not costs:
        context.out.print("no checks in this time")
        return
    rows = [_cells(one) for one in costs]
    widths = [max(map(len, column)) for column in zip(("source", *_NUMBERS), *rows, strict=True)]
    # at 80 columns this leaves 19 to a source's name, which is divided only beyond
    if sum(widths[1:]) + len(widths) + _MIN_NAME > context.out.width:
        for name, *cells in rows:
            told = (f"{cell} {of}" for cell, of in zip(cells, _NUMBERS, strict=True))
            context.out.paragraph(Text(name, style="bold"))
            context.out.paragraph(Text(", ".join(told)), lead="  ")
    else:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
        table.add_column("source", overflow="fold")
        for name in _NUMBERS:
            table.add_column(name, justify="right", no_wrap=True)
        for row in rows:
            table.add_row(Text(row[0]), *row[1:])
        context.out.print(table)
    unmeasured = sum(one.unmeasured for one in costs)
    if unmeasured:
        context.out.print(
            f"{counted(unmeasured, 'check has', 'checks have')} no cost data (older release)"
        )


def _cells(one: CostTotals) -> list[str]:
    rate = not_modified_rate(one)
    return [
        plain(one.name or "(one-off)"),
        f"{one.articles:,}",
        f"{one.checks:,}",
        "-" if rate is None else f"{rate:.0%}",
        f"{one.versions:,}",
        f"{one.requests:,}",
        size(one.received),
        size(one.stored),
        f"{one.puts:,}",
    ]


def _print_failing(context: Context, failing: Sequence[SourceHealth]) -> None:
    for one in sorted(failing, key=lambda health: (health.since or context.at, health.source)):
        good = f"; last good {moment(one.last_good)}" if one.last_good else ""
        context.out.paragraph(
            Text(plain(f"{one.source}: since {moment(one.since)} {one.trouble}{good}")), lead="! "
        )


def _print_unreadable(
    context: Context, unreadable: Sequence[UnreadableArticle], limit: int
) -> None:
    for one in unreadable[:limit]:
        why = f": {one.reason}" if one.reason else ""
        told = f"{one.url}: unreadable at {counted(one.looks, 'look')} since {moment(one.since)}"
        context.out.paragraph(Text(plain(told + why)), lead="! ")
    if len(unreadable) > limit:
        more = counted(len(unreadable) - limit, "more article")
        context.out.print(f"! {more} cannot be read: palimpsest articles --state unreadable")


def _print_runs(context: Context, runs: Sequence[ListedRun]) -> None:
    for one in runs:
        _print_run(context, one)


def _print_run(context: Context, one: ListedRun) -> None:
    run = one.summary
    because = f" ({plain(one.reason)})" if one.reason else ""
    text = (
        Text(f"{plain(run.trigger or '-')}: ")
        .append(one.state, style="bold")
        .append(f"{because}, {counted(run.checks, 'check')}; run {run.run}")
    )
    context.out.paragraph(text, lead=f"{moment(run.started)} ")
