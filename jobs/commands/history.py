"""``history``: the versions of one article."""

from collections.abc import Sequence

from rich.text import Text

from crawler.attest import Read
from crawler.model.silence_words import announcement
from jobs.context import Context
from jobs.reading.article_history import article_history
from jobs.reading.pending import waits
from jobs.reading.resolve_article import find
from jobs.terminal.screen import damaged, plain, shown
from jobs.wording import interval, kinds, moment, worded, words


def run(context: Context, url: str) -> int:
    """Print the article's versions. Returns the exit status."""
    history = article_history(context, find(context, url))
    if context.json:
        context.print_json(history.document())
        return context.end()
    found, summary = history.found, history.found.summary
    context.out.print(f"[bold]{shown(found.url)}[/]\n{found.article}", soft_wrap=True)
    _print_versions(context, history.versions)
    if summary is not None:
        looked = f"last checked {moment(summary.last_checked)}: {worded(summary.last_outcome)}"
        context.out.paragraph(
            Text(f"{looked}; version {found.newest} last seen {moment(summary.last_seen)}")
        )
    if history.pending is not None:
        context.out.paragraph(Text(plain(waits(history.pending)), style="yellow"))
    return context.end()


def _print_versions(context: Context, versions: Sequence[Read]) -> None:
    """Print when each version came about and what it changed, with its title where that is new."""
    title: str | None = None
    for one in versions:
        if one.record is None:
            when = interval(one.suspect) + "\n" if one.redaction and one.suspect else ""
            context.out.paragraph(Text(when).append_text(damaged(one)), lead=f"{one.number:>3}  ")
            continue
        version, change = one.record, one.record.change
        amount = (
            f"; {words(change.words_added, change.words_removed)}" if version.version > 1 else ""
        )
        text = (
            Text(f"{interval(version)}\n")
            .append(plain(kinds(version)), style="bold")
            .append(amount)
        )
        if version.extraction and version.extraction.title not in {None, title}:
            title = version.extraction.title
            text.append(f"\n{plain(title or '')}", style="italic")
        if reason := announcement(version.change):
            text.append(f"\n{plain(reason)}", style="dim")
        context.out.paragraph(text, lead=f"{version.version:>3}  ")
