"""``changes``: what changed lately, over the whole archive."""

import asyncio
from collections.abc import Sequence

from rich.text import Text

from crawler.errors import StoreUnavailable, UsageError
from crawler.model import ChangeFilter, Silence
from jobs.context import Context
from jobs.reading.change_list import ListedChange, change_list
from jobs.reading.new_changes import NewChanges
from jobs.reading.pending import pending_list, waits
from jobs.stop_signal import StopSignal
from jobs.terminal.change_paragraph import print_change
from jobs.terminal.screen import plain, show_error, shown
from jobs.terminal.status_line import status_line
from jobs.wording import counted

LOOK_EVERY = 5.0
"""Seconds between two looks for new changes: a look lists what was stored in the last days."""


def run(context: Context, wanted: ChangeFilter) -> int:
    """Print the changes that fit, newest first. Returns the exit status."""
    listed = change_list(context, wanted)
    if context.json:
        context.print_json(listed.document())
        return context.end()
    for one in listed.changes:
        print_change(context.out, one)
    total, unknown = listed.total or 0, listed.unknown
    more = f"; --limit {total} shows all" if listed.next else ""
    context.out.print(
        f"{counted(len(listed.changes), 'change')} of {total:,}{more}"
        if total
        else "no matching changes"
    )
    if wanted.silence is Silence.SILENT and unknown:
        context.out.print(
            f"of {counted(unknown, 'other change')} nobody can tell whether they were announced"
        )
    return context.end()


def run_follow(context: Context, wanted: ChangeFilter, *, every: float = LOOK_EVERY) -> int:
    """Print the last changes that fit, oldest first, and then new ones as they come.

    Until Ctrl-C. Returns the exit status. Raises ``UsageError`` for a filter that no new change
    can fit.
    """
    if wanted.until is not None:
        raise UsageError(
            "--follow waits for what comes, and --until ends before it", hint="Leave one away."
        )
    return asyncio.run(_follow(context, wanted, every))


async def _follow(context: Context, wanted: ChangeFilter, every: float) -> int:
    stop = StopSignal()
    with stop.heard():
        coming = NewChanges(context.index, wanted, at=context.at)
        last = change_list(context, wanted, count=False).changes[::-1]
        _print_all(context, last)
        printed = {one.position for one in last}
        status, answers = context.end(), True
        while True:
            with status_line(context.err, "waiting for changes; Ctrl-C ends it"):
                if await stop.within(every):
                    return status
            try:
                context = context.anew()
            except StoreUnavailable as error:  # whatever is stored meanwhile comes when it is back
                if answers:
                    show_error(context.err, error)
                answers = False
                continue
            answers = True
            new = [one for one in coming.come(context) if one.position not in printed]
            _print_all(context, new)
            status = max(status, context.end())


def _print_all(context: Context, changes: Sequence[ListedChange]) -> None:
    """Print changes, as lines of JSON or for people."""
    for one in changes:
        if context.json:
            context.print_line(one.row())
        else:
            print_change(context.out, one)


def run_pending(
    context: Context, *, host: str | None, source: str | None, limit: int, narrowed: bool
) -> int:
    """Print what addresses show now and no version says yet. Returns the exit status.

    ``narrowed``: an option was given that only settled changes have an answer to.
    """
    if narrowed:
        raise UsageError(
            "--pending goes with --host, --source and --limit only",
            hint="What is not settled is no change yet, so it has no kind and is not silent.",
        )
    at_host = host.lower() if host is not None else None
    listed = pending_list(context, host=at_host, source=source, limit=limit)
    if context.json:
        context.print_json(listed.document())
        return context.end()
    titles = context.index.titles([one.article for one in listed.pending])
    for one in listed.pending:
        context.out.paragraph(Text(plain(titles.get(one.article) or "(no title)"), style="bold"))
        context.out.paragraph(Text(plain(waits(one))), lead="  ")
        context.out.print(f"  {shown(one.url)}", soft_wrap=True)
    total, number = listed.total, len(listed.pending)
    more = f"; --limit {total} shows all" if total > number else ""
    context.out.print(
        f"{counted(number, 'article')} of {total:,}{more}" if total else "nothing is pending"
    )
    return context.end()
