"""``crawl``: make a plan from the call, carry it out and print its report."""

import asyncio
import secrets
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from crawler.archive import open_for_writing
from crawler.codec import format_utc
from crawler.errors import InterruptedEarly, PalimpsestError, UsageError
from crawler.model import Check, Outcome, left_out
from crawler.plan import Plan, Trigger
from crawler.store.open_store import open_store
from jobs import fleet
from jobs.checkpoint_signing import Sealed, sign_after
from jobs.commands.checkpoint import print_sealed, warn_unstamped
from jobs.context import Context, now
from jobs.planning import NAME_SOURCES, chosen, make_plan
from jobs.reading.arguments import age, check_urls
from jobs.run import carry_out
from jobs.run_report import RunReport
from jobs.terminal.progress import Progress
from jobs.terminal.screen import show_error, shown
from jobs.wording import counted, worded

MAX_SHOWN = 20
"""Checks that a terminal is shown line by line; `--json` and the store have them all."""

MAX_ADVISED = 3
"""Front pages for which it is said what to do instead of crawling them."""


def run(
    context: Context,
    urls: Sequence[str],
    names: Sequence[str],
    *,
    everything: bool,
    since_last: str | None,
    watch: bool = False,
) -> int:
    """Check pages once and archive what is new.

    Returns the exit status.

    A URL of the call that none can fetch is a ``UsageError``, before anything is fetched. One from
    standard input is recorded as refused: it must not cost the good ones around it.
    """
    plan = _plan(context, urls, names, everything=everything, since_last=since_last, watch=watch)
    if not plan.targets and not plan.lists:
        raise UsageError(
            "there is nothing to crawl",
            hint=f"give URLs, --source NAME, or --all with sources: {NAME_SOURCES}",
        )
    config = context.config
    if config.engine.url is not None:
        return _by_workers(context, plan, _once(names, everything=everything, urls=urls))
    with Progress(context.err, quiet=context.json) as progress:
        try:
            report = carry_out(
                plan, config, clock=now, watcher=progress.saw, opened=context.tell_of_new
            )
        except KeyboardInterrupt:  # once it fetches, the crawl hears the signal by itself
            raise InterruptedEarly("interrupted before the first page was asked for") from None
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


def _once(names: Sequence[str], *, everything: bool, urls: Sequence[str]) -> str | None:
    """Return what two calls for the same share, of which one waits at a time; None for URLs."""
    if urls:
        return None
    return "crawl --all" if everything else f"crawl --source {','.join(sorted(set(names)))}"


def _by_workers(context: Context, plan: Plan, once: str | None) -> int:
    """Have the engine's workers carry the plan out. Returns the exit status."""

    def say(told: str) -> None:
        context.err.print(told, soft_wrap=True)

    config = context.config
    asyncio.run(fleet.require_usable(config.engine))  # before there is an archive that nobody fills
    archive = open_for_writing(
        open_store(config.store), now=now(), single_writer=config.store.single_writer
    )
    context.tell_of_new(archive)
    with Progress(context.err, quiet=context.json) as progress:
        done = fleet.crawl_by_workers(
            plan,
            config,
            once=once,
            clock=now,
            watcher=progress.saw,
            say=say,
            plain_logs=context.err.is_terminal,
        )
    done.report.new_archive = archive.store.url if archive.is_new else None
    if context.json:
        context.print_json(done.report.as_json() | done.as_json())
    else:
        _print(context, done.report)
    for one in done.failed:
        reason = one.last.reason if one.last is not None else None
        context.err.print(
            f"[bold red]given up:[/] job {one.id} for {shown(one.site or '-')} after "
            f"{counted(len(one.attempts), 'attempt')}: {shown(reason or 'no reason was noted')}",
            soft_wrap=True,
        )
    for one in done.lost:
        context.err.print(
            f"[bold red]not done:[/] job {one.id} for {shown(one.site or '-')} was withdrawn by "
            "another call, or gave way to another job of its entry",
            soft_wrap=True,
        )
    if done.report.interrupted:
        context.err.print(
            f"{counted(done.withdrawn, 'job')} withdrawn; workers finish what they have begun",
            soft_wrap=True,
        )
    return done.exit_code


def _plan(
    context: Context,
    urls: Sequence[str],
    names: Sequence[str],
    *,
    everything: bool,
    since_last: str | None,
    watch: bool,
) -> Plan:
    """Return the plan that the call asks for. Raises ``UsageError``."""
    config = context.config
    check_urls(url for url in urls if url != "-")
    if watch and not urls:
        raise UsageError(
            "--watch is for URLs of the call",
            hint="a source's articles are watched by its `watch` in config.yaml",
        )
    return make_plan(
        config,
        trigger=Trigger.CRAWL,
        now=now(),
        randomness=secrets.token_bytes(4),
        sources=chosen(config, names, everything=everything),
        since_last=age(since_last, "--since-last") if since_last is not None else None,
        urls=[
            url
            for given in urls
            for url in (_from_standard_input(context) if given == "-" else [given])
        ],
        watch=watch,
    )


def _sealed_json(sealed: Sealed | PalimpsestError | None) -> dict[str, Any]:
    if sealed is None:
        return {}
    return {
        "checkpoint": {"error": sealed.message}
        if isinstance(sealed, PalimpsestError)
        else sealed.as_json()
    }


def _from_standard_input(context: Context) -> Iterator[str]:
    """Yield the URLs of standard input.

    One a line, blank lines and lines that start with # left out.
    """
    if sys.stdin.isatty():
        context.err.print("reading URLs, one a line, up to Ctrl-D")
    for line in sys.stdin:
        text = line.strip().removeprefix("\ufeff")
        if text and not text.startswith("#"):
            yield text


def _print(context: Context, report: RunReport) -> None:
    out = context.out
    for check in sorted(report.sources, key=lambda check: (check.source or "", check.url)):
        found = counted(check.found or 0, "link")
        outcome = worded(check.outcome)
        out.print(
            (
                f"[bold]{shown(check.source or '-')}[/] {shown(check.url)}: {outcome}, "
                f"{found}{_left_out(check)}{_because(check)}"
            ),
            soft_wrap=True,
        )
    order = list(Outcome)
    notable = sorted(
        (check for check in report.checks if check.outcome.is_notable),
        key=lambda check: (order.index(check.outcome), check.url),
    )
    for check in notable[:MAX_SHOWN]:
        version = f" version {check.version}" if check.outcome.is_version else ""
        out.print(
            f"[bold]{worded(check.outcome)}[/]{version} {shown(check.url)}{_because(check)}",
            soft_wrap=True,
        )
    if len(notable) > MAX_SHOWN:
        out.print(f"… and {len(notable) - MAX_SHOWN:,} more; --json lists them all")
    counts = ", ".join(
        f"{number:,} {worded(Outcome(outcome))}" for outcome, number in report.counts.items()
    )
    seconds = (report.finished - report.started).total_seconds() if report.finished else 0.0
    out.print(
        f"{counted(len(report.checks), 'check')} in {seconds:.1f} s: "
        f"{counts or 'nothing to check'}; run {report.run}"
    )
    for url in report.asked_fronts[:MAX_ADVISED]:
        context.err.print(
            f"[bold]hint:[/] {shown(url)} is a front page or a section, which lists articles: "
            f"`palimpsest init {shown(url)}` finds the site's feeds or sections and writes a "
            "configuration that crawls them",
            soft_wrap=True,
        )
    if report.interrupted:
        out.print(
            "[bold]interrupted[/]: all that was finished is kept; "
            f"{counted(report.left, 'page')} left unchecked"
        )
    _print_next(context, report)


def _left_out(check: Check) -> str:
    return f"; left out: {shown(left_out(check.dropped))}" if check.dropped else ""


def _print_next(context: Context, report: RunReport) -> None:
    """Print the command that shows what changed, if anything did."""
    changed = [check for check in report.checks if check.outcome.is_change]
    if not changed:
        return
    only = changed[0]
    if len(changed) > 1:
        call = ["changes", "--since", format_utc(report.started.replace(microsecond=0))]
    elif only.outcome is Outcome.GONE:
        call = ["history", only.url]
    else:
        call = ["diff", only.url]
    context.out.print(
        f"see what changed: [bold]palimpsest {shown(context.call(call))}[/]", soft_wrap=True
    )


def _because(check: Check) -> str:
    return f" ({shown(check.reason)})" if check.reason else ""
