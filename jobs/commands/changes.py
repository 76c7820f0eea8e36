"""``changes``: what changed lately, over the whole archive."""

from rich.text import Text

from crawler.model import ChangeFilter, Silence
from crawler.model.silence_words import announcement
from jobs.context import Context
from jobs.reading.change_list import ListedChange, change_list
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
