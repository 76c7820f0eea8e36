"""``changes``: what changed lately, over the whole archive."""

from rich.text import Text

from crawler.errors import UsageError
from crawler.model import ChangeFilter, Silence
from crawler.model.silence_words import announcement
from jobs.context import Context
from jobs.reading.change_list import ListedChange, change_list
from jobs.reading.pending import pending_list, waits
from jobs.terminal.screen import damaged, plain, shown
from jobs.wording import counted, interval, kinds, words


def run(context: Context, wanted: ChangeFilter) -> int:
    """Print the changes that fit, newest first. Returns the exit status."""
    listed = change_list(context, wanted)
    if context.json:
        context.print_json(listed.document())
        return context.end()
    for one in listed.changes:
        _print(context, one)
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


def _print(context: Context, listed: ListedChange) -> None:
    """Print one change: its title, when it came about, its kinds with how much, and its URL.

    Of a damaged version only that it is.
    """
    read, title = listed.read, listed.title
    if read.record is None:
        context.out.paragraph(damaged(read), lead=f"v{read.number}: ")
        context.out.print(f"  {shown(listed.url)}", soft_wrap=True)
        return
    version, change = read.record, read.record.change
    context.out.paragraph(Text(plain(title or "(no title)"), style="bold"))
    what = Text(f"v{version.version}: {plain(kinds(version))}").append(
        f"; {words(change.words_added, change.words_removed)}", style="dim"
    )
    context.out.paragraph(Text(interval(version)), lead="  ")
    context.out.paragraph(what, lead="  ")
    if reason := announcement(change):
        context.out.paragraph(Text(plain(reason), style="dim"), lead="  ")
    context.out.print(f"  {shown(version.url)}", soft_wrap=True)
