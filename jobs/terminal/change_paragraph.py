"""One change as a paragraph: its title, when it came about, its kinds with how much, its URL."""

from rich.text import Text

from crawler.model.silence_words import announcement
from jobs.reading.change_list import ListedChange
from jobs.terminal.screen import Screen, damaged, plain, shown
from jobs.wording import interval, kinds, words


def print_change(out: Screen, listed: ListedChange) -> None:
    """Print the change. Of a damaged version only that it is."""
    read, title = listed.read, listed.title
    if read.record is None:
        out.paragraph(damaged(read), lead=f"v{read.number}: ")
        if read.redaction is not None and read.suspect is not None:
            out.paragraph(Text(interval(read.suspect)), lead="  ")
        out.print(f"  {shown(listed.url)}", soft_wrap=True)
        return
    version, change = read.record, read.record.change
    out.paragraph(Text(plain(title or "(no title)"), style="bold"))
    what = Text(f"v{version.version}: {plain(kinds(version))}").append(
        f"; {words(change.words_added, change.words_removed)}", style="dim"
    )
    out.paragraph(Text(interval(version)), lead="  ")
    out.paragraph(what, lead="  ")
    if reason := announcement(change):
        out.paragraph(Text(plain(reason), style="dim"), lead="  ")
    out.print(f"  {shown(version.url)}", soft_wrap=True)
