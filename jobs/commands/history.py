"""``history``: the versions of one article."""

from collections.abc import Sequence

from rich.text import Text

from crawler.attest import Read
from crawler.model import Version
from crawler.model.silence_words import announcement
from jobs.context import Context
from jobs.reading.article_history import article_history
from jobs.reading.interleaving import seen_earlier
from jobs.reading.pending import waits
from jobs.reading.resolve_article import Found, find
from jobs.terminal.printed_alias import print_alias
from jobs.terminal.screen import damaged, plain, shown
from jobs.wording import imported, interval, kinds, moment, worded, words


def run(context: Context, url: str) -> int:
    """Print the article's versions. Returns the exit status."""
    history = article_history(context, find(context, url))
    if context.json:
        context.print_json(history.document())
        return context.end()
    found, summary = history.found, history.found.summary
    context.out.print(f"[bold]{shown(found.url)}[/]\n{found.article}", soft_wrap=True)
    _print_versions(context, found, history.versions)
    if summary is not None:
        looked = f"last checked {moment(summary.last_checked)}: {worded(summary.last_outcome)}"
        context.out.paragraph(
            Text(f"{looked}; version {found.newest} last seen {moment(summary.last_seen)}")
        )
    if history.pending is not None:
        context.out.paragraph(Text(plain(waits(history.pending)), style="yellow"))
    if history.aliases:
        context.out.print("\naddresses:")
    for entry in history.aliases:
        print_alias(context.out, entry)
    return context.end()


def _print_versions(context: Context, found: Found, versions: Sequence[Read]) -> None:
    """Print when each version came about and what it changed, with its title where that is new."""
    title: str | None = None
    before: dict[str, int] = {}
    other = {one.article: one.url for one in found.joined}
    earlier = seen_earlier(versions)
    for one in versions:
        seen = earlier.get((one.article, one.number))
        beside = f"of {other[one.article]}" if one.article in other else ""
        if one.record is None:
            when = interval(one.suspect, seen) + "\n" if one.redaction and one.suspect else ""
            text = Text(when).append_text(damaged(one)).append(f"\n{beside}" if beside else "")
            context.out.paragraph(text, lead=f"{one.number:>3}  ")
            before[one.article] = one.number
            continue
        version, change = one.record, one.record.change
        amount = (
            f"; {words(change.words_added, change.words_removed)}" if not version.is_first else ""
        )
        text = (
            Text(f"{interval(version, seen)}\n")
            .append(plain(kinds(version, follows=seen is not None)), style="bold")
            .append(amount)
        )
        told = (beside, _origin(version, before.get(one.article)))
        if said := "; ".join(filter(None, told)):
            text.append(f"\n{plain(said)}", style="dim")
        before[one.article] = version.version
        if version.extraction and version.extraction.title not in {None, title}:
            title = version.extraction.title
            text.append(f"\n{plain(title or '')}", style="italic")
        if reason := announcement(version.change):
            text.append(f"\n{plain(reason)}", style="dim")
        context.out.paragraph(text, lead=f"{version.version:>3}  ")


def _origin(version: Version, before: int | None) -> str:
    """Return from where a version was imported, and what it was compared with if not ``before``."""
    told = [imported(version)]
    beside = version.judged_against
    if before is not None and beside is not None and beside != before:
        told.append(f"compared with version {beside}")
    return "; ".join(filter(None, told))
