"""``changes``: what changed lately, over the whole archive."""

from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from rich.text import Text

from crawler.attest import Read
from crawler.errors import UsageError
from crawler.model import ChangeFilter, ChangeKind, Silence, Version
from crawler.model.silence_words import announcement
from jobs.context import Context
from jobs.reading.version_rows import damaged, read_row
from jobs.terminal.screen import counted, interval, kinds, plain, shown, words

_KINDS = tuple(kind.value for kind in ChangeKind)


def run(context: Context, wanted: ChangeFilter) -> int:
    """Print the changes that fit, newest first. Returns the exit status."""
    if wanted.kind is not None:
        _check_kind(wanted.kind)
    if wanted.source is not None:
        _check_source(context, wanted.source)
    total, found = context.index.count_changes(wanted), context.index.changes(wanted)
    unknown = context.index.count_changes(replace(wanted, silence=Silence.UNKNOWN))
    reads = context.reader.each([(one.article, one.version) for one in found])
    if context.json:
        rows = [_row(context, one, read) for one, read in zip(found, reads, strict=True)]
        context.print_json({"total": total, "unknown": unknown, "changes": rows})
        return context.end()
    for one, read in zip(found, reads, strict=True):
        _print(context, one, read)
    more = f"; --limit {total} shows all" if total > len(found) else ""
    context.out.print(
        f"{counted(len(found), 'change')} of {total:,}{more}" if total else "no matching changes"
    )
    if wanted.silence is Silence.SILENT and unknown:
        context.out.print(
            f"of {counted(unknown, 'other change')} nobody can tell whether they were announced"
        )
    return context.end()


def _check_kind(kind: str) -> None:
    if kind not in _KINDS:
        near = get_close_matches(kind.lower(), _KINDS, n=1, cutoff=0.5)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"there is no kind of change {kind!r}{guess}",
            hint=f"All kinds: {', '.join(_KINDS)}. Silent changes: --silent.",
        )


def _check_source(context: Context, source: str) -> None:
    known = sorted(
        {source.name for source in context.config.sources}
        | {one.source for one in context.index.sources()}
    )
    if source not in known:
        near = get_close_matches(source, known, n=1, cutoff=0.5)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"no source {source!r} is configured or was ever crawled{guess}",
            hint=f"Known sources: {', '.join(known) or 'none'}.",
        )


def _title(context: Context, version: Version) -> str | None:
    """Return a version's title; of a removed article, the one it had."""
    if version.extraction is not None:
        return version.extraction.title
    summary = context.index.summary(version.article)
    return summary.title if summary else None


def _row(context: Context, listed: Version, read: Read) -> dict[str, Any]:
    title = {"title": _title(context, read.record)} if read.record is not None else {}
    return {"article": listed.article, "url": listed.url, **read_row(read), **title}


def _print(context: Context, listed: Version, read: Read) -> None:
    """Print one change: its title, when it came about, its kinds with how much, and its URL.

    Of a damaged version only that it is.
    """
    if read.record is None:
        context.out.paragraph(damaged(read), lead=f"v{read.number}: ")
        context.out.print(f"  {shown(listed.url)}", soft_wrap=True)
        return
    version, change, title = read.record, read.record.change, _title(context, read.record)
    context.out.paragraph(Text(plain(title or "(no title)"), style="bold"))
    what = Text(f"v{version.version}: {plain(kinds(version))}").append(
        f"; {words(change.words_added, change.words_removed)}", style="dim"
    )
    context.out.paragraph(Text(interval(version)), lead="  ")
    context.out.paragraph(what, lead="  ")
    if reason := announcement(change):
        context.out.paragraph(Text(plain(reason), style="dim"), lead="  ")
    context.out.print(f"  {shown(version.url)}", soft_wrap=True)
