"""``crawl`` and ``sources``: a plan from the call, carried out, and its report for people or machines."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from rich.markup import escape

from crawler.capture import Ending, ListFetched
from crawler.codec import as_json
from crawler.errors import UsageError
from crawler.model import Check, Outcome
from jobs.commands.context import Context, age, now
from jobs.commands.progress import Progress
from jobs.commands.terminal import counted, moment
from jobs.planning import chosen, make_plan
from jobs.report import TROUBLE, Report
from jobs.run import carry_out, fetch_only

MOST_SHOWN = 20
"""Checks that a terminal is shown line by line; `--json` and the store have them all."""


def crawl(context: Context, urls: Sequence[str], names: Sequence[str], *, everything: bool, since_last: str | None) -> int:
    """Check pages once and archive what is new. Returns the exit status."""
    config = context.config
    plan = make_plan(
        config,
        trigger="crawl",
        now=now(),
        randomness=secrets.token_bytes(4),
        urls=[url for given in urls for url in (_from_standard_input() if given == "-" else [given])],
        sources=chosen(config, names, everything=everything),
        since_last=age(since_last, "--since-last") if since_last else None,
    )
    if not plan.targets and not plan.lists:
        raise UsageError(
            "there is nothing to crawl",
            hint="Give URLs, --source NAME, or --all with sources in config.yaml.",
        )
    with Progress(context.err, quiet=context.json) as progress:
        report = carry_out(plan, config, clock=now, watcher=progress.saw)
    if context.json:
        context.print_json(report.as_json())
    else:
        _print(context, report)
    return report.exit_code


def _from_standard_input() -> Iterator[str]:
    """Yield the URLs of standard input: one a line, blank lines and lines that start with # left out."""
    for line in sys.stdin:
        text = line.strip()
        if text and not text.startswith("#"):
            yield text


def _print(context: Context, report: Report) -> None:
    out = context.out
    for check in report.sources:
        found = counted(check.found, "link") if check.found is not None else "-"
        out.print(f"[bold]{escape(check.source or '-')}[/] {escape(check.url)}: {check.outcome}, {found}{_because(check)}", soft_wrap=True)
    notable = [check for check in report.checks if check.outcome in TROUBLE | {Outcome.NEW, Outcome.CHANGED, Outcome.GONE, Outcome.SUSPECT}]
    for check in notable[:MOST_SHOWN]:
        version = f" version {check.version}" if check.outcome in {Outcome.NEW, Outcome.CHANGED, Outcome.GONE} else ""
        out.print(f"[bold]{check.outcome}[/]{version} {escape(check.url)}{_because(check)}", soft_wrap=True)
    if len(notable) > MOST_SHOWN:
        out.print(f"… and {len(notable) - MOST_SHOWN:,} more; --json lists them all")
    counts = ", ".join(f"{number:,} {outcome}" for outcome, number in report.counts.items())
    seconds = (report.finished - report.started).total_seconds() if report.finished else 0.0
    out.print(f"{counted(len(report.checks), 'check')} in {seconds:.1f} s: {counts or 'nothing to check'}; run {report.run}")
    if report.interrupted:
        out.print(f"[bold]interrupted[/]: all that was finished is kept; {counted(report.left, 'page')} left unchecked")


def _because(check: Check) -> str:
    return f" ({escape(check.reason)})" if check.reason else ""


def sources(context: Context, names: Sequence[str]) -> int:
    """Print what each source would yield right now. Nothing is archived. Returns the exit status."""
    config = context.config
    wanted = chosen(config, names, everything=not names)
    if not wanted:
        raise UsageError("the configuration names no sources", hint="Add one under `sources:` in config.yaml.")
    plan = make_plan(config, trigger="sources", now=now(), randomness=secrets.token_bytes(4), sources=wanted, lists_only=True)
    listed = [item for item in fetch_only(plan) if isinstance(item, ListFetched)]
    if context.json:
        context.print_json({"sources": [_listed_row(one) for one in listed]})
    else:
        _print_lists(context, listed)
    return int(any(one.ending in {Ending.FAILED, Ending.REFUSED, Ending.UNREADABLE} for one in listed))


def _listed_row(one: ListFetched) -> dict[str, Any]:
    return {
        "name": one.list.source,
        "url": one.list.url,
        "kind": one.list.kind,
        "outcome": one.ending.value,
        "found": one.found,
        "reason": one.reason,
        "dropped": dict(one.dropped),
        "links": [as_json(link) for link in one.links],
    }


def _print_lists(context: Context, listed: Sequence[ListFetched]) -> None:
    for one in listed:
        because = f" ({escape(one.reason)})" if one.reason else ""
        place = f"[bold]{escape(one.list.source)}[/] {one.list.kind} {escape(one.list.url)}"
        context.out.print(f"{place}: {one.ending}, {counted(one.found, 'link')}{because}", soft_wrap=True)
        for link in one.links:
            when = moment(link.published or link.lastmod)
            context.out.print(f"  {when}  {escape(link.url)}", soft_wrap=True)
        for why, number in one.dropped:
            context.out.print(f"  [dim]{counted(number, 'link')} left out: {escape(why)}[/]")
