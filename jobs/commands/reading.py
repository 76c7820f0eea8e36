"""``history`` and ``show``: what the archive knows of one article."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from crawler.attest import DamagedRecord, Read
from crawler.change import announcement, explained
from crawler.codec import as_json, parse_stamp, stamp
from crawler.errors import UsageError
from crawler.model import Change, Extraction, State, Version
from jobs.commands.articles import Found, find
from jobs.commands.context import Context
from jobs.commands.terminal import counted, interval, kinds, moment, plain, shown, worded, words


def history(context: Context, url: str) -> int:
    """Print the article's versions. Returns the exit status."""
    found = find(context, url)
    versions = found.all()
    if context.json:
        context.print_json({"article": found.article, "url": found.url, "versions": [read_row(one) for one in versions]})
        return context.end()
    context.out.print(f"[bold]{shown(found.url)}[/]\n{found.article}", soft_wrap=True)
    _print_versions(context, versions)
    summary = context.index.summary(found.article)
    if summary is not None:
        looked = f"last checked {moment(summary.last_checked)}: {worded(summary.last_outcome)}"
        context.out.paragraph(Text(f"{looked}; version {found.count} last seen {moment(summary.last_seen)}"))
    return context.end()


def _print_versions(context: Context, versions: Sequence[Read]) -> None:
    """Print when each version came about and what it changed, with its title where that is new."""
    title: str | None = None
    for one in versions:
        if one.record is None:
            context.out.paragraph(damaged(one), lead=f"{one.number:>3}  ")
            continue
        version, change = one.record, one.record.change
        amount = f"; {words(change.words_added, change.words_removed)}" if version.version > 1 else ""
        text = Text(f"{interval(version)}\n").append(plain(kinds(version)), style="bold").append(amount)
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
    return Text("damaged: ", style="bold red").append(f"{plain(one.damage.problem if one.damage else '')}; nothing of it is shown")


def read_row(one: Read) -> dict[str, Any]:
    """Return what ``history`` and ``changes`` print with ``--json``: of a damaged version no content, and what is the matter."""
    if one.record is not None:
        return version_row(one.record)
    return {"version": one.number, **dict.fromkeys(_CONTENT), "damaged": [as_json(one.damage)]}


def version_row(version: Version) -> dict[str, Any]:
    """Return what ``history`` and ``changes`` print of a version with ``--json``."""
    change = version.change
    return {
        "version": version.version,
        "state": version.state.value,
        "captured_at": stamp(version.captured_at),
        "confirmed_at": stamp(version.confirmed_at),
        "last_seen_before": stamp(version.last_seen_before) if version.last_seen_before else None,
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
    *("state", "captured_at", "confirmed_at", "last_seen_before", "title", "kinds", "reasons", "stealth"),
    *("words_added", "words_removed", "content_sha256", "extractor", "capture"),
)
"""The members of a version's row beside its number."""


def show(context: Context, url: str, *, version: int | None, at: str | None, even_damaged: bool = False) -> int:
    """Print one version's text and metadata. Returns the exit status.

    Of a damaged version nothing is printed but that it is damaged; ``even_damaged`` prints what stands there too, marked.
    """
    if version is not None and at is not None:
        raise UsageError("--version and --at both name a version; give one of them")
    found = find(context, url)
    chosen = found.read(version) if at is None else _standing_at(found, at)
    record = chosen.record if chosen.damage is None or not even_damaged else chosen.suspect
    if context.json:
        empty = {"article": chosen.article, "url": found.url, "version": chosen.number, "text": None}
        context.print_json(_document(record) if record is not None else empty)
        return context.end()
    if chosen.damage is not None:
        context.out.paragraph(
            Text(f"version {chosen.number} of {found.count} is ").append_text(_withheld(chosen, shown=record is not None))
        )
    if record is not None:
        _print(context, record, found.count)
    return context.end()


def _withheld(chosen: Read, *, shown: bool) -> Text:
    """Return why a version is not shown, or is shown though it is not to be believed."""
    problem = plain(chosen.damage.problem if chosen.damage else "")
    then = "What follows is what stands there now, and not to be believed." if shown else "Its text is withheld; --damaged prints it."
    return Text("damaged", style="bold red").append(f": {problem}. {then}")


def _standing_at(found: Found, at: str) -> Read:
    """Return the version that stood at a time: the newest whose capture is not younger."""
    try:
        when = parse_stamp(at)
    except ValueError as error:
        raise UsageError(f"--at takes an ISO 8601 time such as 2026-11-21T10:00:00Z: {error}") from error
    versions = found.all()
    known = [one.record for one in versions if one.record is not None]
    standing = [record for record in known if record.captured_at <= when]
    if not standing:
        if len(known) < len(versions):
            raise DamagedRecord(found.reader.damage)  # it may be one of these
        first = moment(known[0].captured_at)
        raise UsageError(f"at {moment(when)} nothing was archived yet: {found.url} was first seen {first}")
    return versions[standing[-1].version - 1]


def _document(version: Version) -> dict[str, Any]:
    """Return what ``show --json`` prints: the version's place in the archive, then all that was extracted."""
    extraction = version.extraction or Extraction(extractor="")
    fields = as_json(extraction)
    return {
        "article": version.article,
        "url": version.url,
        "version": version.version,
        "state": version.state.value,
        "captured_at": stamp(version.captured_at),
        "confirmed_at": stamp(version.confirmed_at),
        "title": extraction.title,
        "byline": extraction.byline,
        "published": extraction.published,
        "modified": extraction.modified,
        "publisher": extraction.publisher,
        "language": extraction.language,
        "developing": extraction.developing,
        "text": extraction.text,
        "content_sha256": version.content_sha256,
        "fingerprint": version.fingerprint,
        "capture": as_json(version.capture),
        "previous": version.previous,
        "run": version.run,
        **{name: value for name, value in fields.items() if name != "problem"},
    }


def _print(context: Context, version: Version, count: int) -> None:
    out, extraction = context.out, version.extraction
    out.paragraph(Text(f"version {version.version} of {count}, captured {moment(version.captured_at)}: {kinds(version)}"))
    out.print(shown(version.url), soft_wrap=True)
    if extraction is None or version.state is State.GONE:
        out.print("[bold]The site took this article down.[/] `show --version N` prints an earlier version.")
        return
    out.print()
    out.paragraph(Text(plain(extraction.title or "(no title)"), style="bold"))
    facts = [extraction.byline, extraction.publisher, f"published {extraction.published}" if extraction.published else None]
    if extraction.modified and extraction.modified != extraction.published:
        facts.append(f"modified {extraction.modified}")
    out.paragraph(Text(plain(" · ".join(fact for fact in facts if fact))))
    for paragraph in extraction.paragraphs:
        out.print()
        out.paragraph(Text(plain(paragraph)))
    count_of_words = counted(len(extraction.text.split()), "word")
    out.print(f"\n[dim]{count_of_words}; sha256 of the text {version.content_sha256}[/]", soft_wrap=True)
