"""``crawl`` and ``sources``: a plan from the call, carried out, and its report for people or machines."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from crawler import identity
from crawler.capture import Ending, ListFetched
from crawler.codec import as_json
from crawler.errors import BadUrl, PalimpsestError, UsageError
from crawler.model import VERSIONED, Check, Outcome
from jobs.commands.context import Context, age, now
from jobs.commands.progress import Progress
from jobs.commands.signing import print_sealed, warn_unstamped
from jobs.commands.terminal import counted, moment, show_error, shown, worded
from jobs.planning import chosen, make_plan
from jobs.report import NOTABLE, Report
from jobs.run import carry_out, fetch_only
from jobs.signing import Sealed, sign_after

MOST_SHOWN = 20
"""Checks that a terminal is shown line by line; `--json` and the store have them all."""


def crawl(
    context: Context, urls: Sequence[str], names: Sequence[str], *, everything: bool, since_last: str | None, watch: bool = False
) -> int:
    """Check pages once and archive what is new. Returns the exit status.

    A URL of the call that none can fetch is a ``UsageError``, before anything is fetched. One from standard input is recorded
    as refused: it must not cost the good ones around it.
    """
    config = context.config
    _check(url for url in urls if url != "-")
    if watch and not urls:
        raise UsageError("--watch is for URLs of the call", hint="a source's articles are watched by its `watch` in config.yaml")
    plan = make_plan(
        config,
        trigger="crawl",
        now=now(),
        randomness=secrets.token_bytes(4),
        sources=chosen(config, names, everything=everything),
        since_last=age(since_last, "--since-last") if since_last else None,
        urls=[url for given in urls for url in (_from_standard_input(context) if given == "-" else [given])],
        watch=watch,
    )
    if not plan.targets and not plan.lists:
        raise UsageError("there is nothing to crawl", hint="give URLs, --source NAME, or --all with sources in config.yaml")
    with Progress(context.err, quiet=context.json) as progress:
        report = carry_out(plan, config, clock=now, watcher=progress.saw)
    sealed = sign_after(report, config, context.environ, clock=now)
    if context.json:
        context.print_json(report.as_json() | _sealed_json(sealed))
    else:
        _print(context, report)
    if isinstance(sealed, Sealed):
        warn_unstamped(context, sealed)
        if not context.json:
            print_sealed(context, sealed)
    if isinstance(sealed, PalimpsestError):
        context.err.print("the run is recorded; its checkpoint was not made:")
        show_error(context.err, sealed)
        return max(report.exit_code, sealed.exit_code)
    return report.exit_code


def _sealed_json(sealed: Sealed | PalimpsestError | None) -> dict[str, Any]:
    if sealed is None:
        return {}
    return {"checkpoint": {"error": sealed.message} if isinstance(sealed, PalimpsestError) else sealed.as_json()}


def _check(urls: Iterator[str]) -> None:
    """Raise one ``UsageError`` for all the URLs that none can fetch."""
    problems = []
    for url in urls:
        try:
            identity.normalise(url)
        except BadUrl as error:
            problems.append(error)
    if problems:
        raise UsageError("\n".join(error.message for error in problems), hint=problems[0].hint)


def _from_standard_input(context: Context) -> Iterator[str]:
    """Yield the URLs of standard input: one a line, blank lines and lines that start with # left out."""
    if sys.stdin.isatty():
        context.err.print("reading URLs, one a line, up to Ctrl-D")
    for line in sys.stdin:
        text = line.strip().removeprefix("\ufeff")
        if text and not text.startswith("#"):
            yield text


def _print(context: Context, report: Report) -> None:
    out = context.out
    for check in report.sources:
        found = counted(check.found or 0, "link")
        outcome = worded(check.outcome)
        out.print(f"[bold]{shown(check.source or '-')}[/] {shown(check.url)}: {outcome}, {found}{_because(check)}", soft_wrap=True)
    notable = [check for check in report.checks if check.outcome in NOTABLE]
    for check in notable[:MOST_SHOWN]:
        version = f" version {check.version}" if check.outcome in VERSIONED else ""
        out.print(f"[bold]{worded(check.outcome)}[/]{version} {shown(check.url)}{_because(check)}", soft_wrap=True)
    if len(notable) > MOST_SHOWN:
        out.print(f"… and {len(notable) - MOST_SHOWN:,} more; --json lists them all")
    counts = ", ".join(f"{number:,} {worded(Outcome(outcome))}" for outcome, number in report.counts.items())
    seconds = (report.finished - report.started).total_seconds() if report.finished else 0.0
    out.print(f"{counted(len(report.checks), 'check')} in {seconds:.1f} s: {counts or 'nothing to check'}; run {report.run}")
    if report.interrupted:
        out.print(f"[bold]interrupted[/]: all that was finished is kept; {counted(report.left, 'page')} left unchecked")


def _because(check: Check) -> str:
    return f" ({shown(check.reason)})" if check.reason else ""


def sources(context: Context, names: Sequence[str]) -> int:
    """Print what each source would yield right now. Nothing is archived. Returns the exit status."""
    config = context.config
    wanted = chosen(config, names, everything=not names)
    if not wanted:
        raise UsageError("the configuration names no sources", hint="add one under `sources:` in config.yaml")
    plan = make_plan(config, trigger="sources", now=now(), randomness=secrets.token_bytes(4), sources=wanted, lists_only=True)
    listed = [item for item in fetch_only(plan, config) if isinstance(item, ListFetched)]
    if context.json:
        pages = [{"name": target.source, "url": target.url} for target in plan.targets]
        context.print_json({"sources": [_listed_row(one) for one in listed], "pages": pages})
    else:
        _print_lists(context, listed)
        for target in plan.targets:
            context.out.print(f"[bold]{shown(target.source or '-')}[/] page {shown(target.url)}", soft_wrap=True)
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
        because = f" ({shown(one.reason)})" if one.reason else ""
        place = f"[bold]{shown(one.list.source)}[/] {one.list.kind} {shown(one.list.url)}"
        context.out.print(f"{place}: {one.ending}, {counted(one.found, 'link')}{because}", soft_wrap=True)
        for link in one.links:
            context.out.print(f"  {moment(link.published or link.lastmod):20}  {shown(link.url)}", soft_wrap=True)
        for why, number in one.dropped:
            context.out.print(f"  [dim]{counted(number, 'link')} left out: {shown(why)}[/]")
