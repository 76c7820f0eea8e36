"""``history``: the versions of one article."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from crawler.attest import Read
from crawler.change import announcement, explained
from crawler.codec import as_json, format_utc
from crawler.model import Change, Version
from jobs.commands.context import Context
from jobs.commands.resolve_article import find
from jobs.commands.terminal import interval, kinds, moment, plain, shown, worded, words


def history(context: Context, url: str) -> int:
    """Print the article's versions. Returns the exit status."""
    found = find(context, url)
    versions = found.all()
    if context.json:
        context.print_json(
            {
                "article": found.article,
                "url": found.url,
                "versions": [read_row(one) for one in versions],
            }
        )
        return context.end()
    context.out.print(f"[bold]{shown(found.url)}[/]\n{found.article}", soft_wrap=True)
    _print_versions(context, versions)
    summary = context.index.summary(found.article)
    if summary is not None:
        looked = f"last checked {moment(summary.last_checked)}: {worded(summary.last_outcome)}"
        context.out.paragraph(
            Text(f"{looked}; version {found.newest} last seen {moment(summary.last_seen)}")
        )
    return context.end()


def _print_versions(context: Context, versions: Sequence[Read]) -> None:
    """Print when each version came about and what it changed, with its title where that is new."""
    title: str | None = None
    for one in versions:
        if one.record is None:
            context.out.paragraph(damaged(one), lead=f"{one.number:>3}  ")
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


def silence_fields(change: Change) -> dict[str, Any]:
    """Return what commands print with ``--json`` of whether a change was announced."""
    return {
        "silence": change.silence.value if change.silence else None,
        "silence_reason": explained(change) or None,
        "silence_evidence": [as_json(one) for one in change.silence_evidence],
        "stealth": change.stealth,
    }


def damaged(one: Read) -> Text:
    """Return what stands in place of a damaged version."""
    return Text("damaged: ", style="bold red").append(
        f"{plain(one.damage.problem if one.damage else '')}; nothing of it is shown"
    )


def read_row(one: Read) -> dict[str, Any]:
    """Return what ``history`` and ``changes`` print with ``--json``.

    Of a damaged version no content, and what is the matter.
    """
    if one.record is not None:
        return version_row(one.record)
    return {"version": one.number, **dict.fromkeys(_CONTENT), "damaged": [as_json(one.damage)]}


def version_row(version: Version) -> dict[str, Any]:
    """Return what ``history`` and ``changes`` print of a version with ``--json``."""
    change = version.change
    return {
        "version": version.version,
        "state": version.state.value,
        "captured_at": format_utc(version.captured_at),
        "confirmed_at": format_utc(version.confirmed_at),
        "last_seen_before": format_utc(version.last_seen_before)
        if version.last_seen_before
        else None,
        "title": version.extraction.title if version.extraction else None,
        "kinds": list(change.kinds),
        "reasons": change.reasons,
        **silence_fields(change),
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "content_sha256": version.content_sha256,
        "extractor": version.extraction.extractor if version.extraction else None,
        "capture": version.capture.key,
    }


_CONTENT = (
    *(
        "state",
        "captured_at",
        "confirmed_at",
        "last_seen_before",
        "title",
        "kinds",
        "reasons",
        "silence",
        "silence_reason",
        "silence_evidence",
        "stealth",
    ),
    *("words_added", "words_removed", "content_sha256", "extractor", "capture"),
)
"""The members of a version's row beside its number."""
