"""What changed lately, over the whole archive or a part of it, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from crawler.attest import Read
from crawler.errors import UnknownName, UsageError
from crawler.index import FoundChange
from crawler.model import ChangeFilter, ChangeKind, ChangePosition, Silence
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import read_row

CHANGE_KINDS = tuple(kind.value for kind in ChangeKind)
"""What a change can be filtered by, in the order of their importance."""


@dataclass(frozen=True, slots=True)
class ListedChange:
    """One change: the version that it made, as it was read."""

    article: str
    url: str
    read: Read
    title: str | None
    """Of a removed article, the one that it had. None for a damaged version."""
    position: ChangePosition
    """Its place in the list of all changes."""

    def row(self) -> dict[str, Any]:
        """Return what the document says of it."""
        title = {"title": self.title} if self.read.record is not None else {}
        return {"article": self.article, "url": self.url, **read_row(self.read), **title}


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Changes that fit a filter, newest first."""

    wanted: ChangeFilter
    changes: tuple[ListedChange, ...]
    next: ChangePosition | None
    """The position to go on after, as ``ChangeFilter.cursor``; None at the end of the list."""
    total: int | None = None
    """How many fit in all; None where they were not counted."""
    unknown: int | None = None
    """Of how many that fit otherwise nobody can tell whether they were announced; None as above."""

    def document(self) -> dict[str, Any]:
        """Return the list as JSON has it."""
        rows = [one.row() for one in self.changes]
        return {"total": self.total, "unknown": self.unknown, "changes": rows}


def change_list(opened: OpenedArchive, wanted: ChangeFilter, *, count: bool = True) -> ChangeList:
    """Return the changes that fit, those after ``wanted.cursor`` where it is given.

    Raises ``UsageError`` for a kind, ``UnknownName`` for a source that there is not.
    """
    if wanted.kind is not None:
        check_kind(wanted.kind)
    if wanted.source is not None:
        check_source(opened, wanted.source)
    one_more = replace(wanted, limit=wanted.limit + 1 if wanted.limit is not None else None)
    found = opened.index.changes(one_more)
    chosen = found[: wanted.limit]
    changes = listed_changes(opened, chosen)
    return ChangeList(
        wanted,
        changes,
        changes[-1].position if len(found) > len(chosen) else None,
        *(_counts(opened, wanted) if count else ()),
    )


def _counts(opened: OpenedArchive, wanted: ChangeFilter) -> tuple[int, int]:
    return opened.index.count_changes(wanted), count_unknown(opened, wanted)


def count_unknown(opened: OpenedArchive, wanted: ChangeFilter) -> int:
    """Return of how many changes that fit otherwise nobody can tell whether they were silent."""
    return opened.index.count_changes(replace(wanted, silence=Silence.UNKNOWN))


def listed_changes(opened: OpenedArchive, found: Sequence[FoundChange]) -> tuple[ListedChange, ...]:
    """Return these changes, which the index found, as they are read now."""
    reads = opened.reader.each([(one.article, one.version) for one in found])
    titles = opened.index.titles(
        [read.article for read in reads if read.record is not None and not read.record.extraction]
    )
    return tuple(
        ListedChange(one.article, one.url, read, _title(read, titles), ChangePosition.of(one))
        for one, read in zip(found, reads, strict=True)
    )


def versions_before(
    opened: OpenedArchive, changes: Sequence[ListedChange]
) -> list[tuple[int, Read | None]]:
    """Return number and version before each change: None where there is none of that number.

    Of a damaged one nobody knows what it follows: it is the number below its own.
    """
    wanted = [(one.article, _number_before(one.read)) for one in changes]
    found = opened.reader.each([(article, number) for article, number in wanted if number])
    reads = {(read.article, read.number): read for read in found}
    return [(number, reads.get((article, number))) for article, number in wanted]


def _number_before(read: Read) -> int:
    return (read.record.judged_against if read.record is not None else None) or read.number - 1


def _title(read: Read, titles: dict[str, str | None]) -> str | None:
    if read.record is None:
        return None
    extraction = read.record.extraction
    return extraction.title if extraction is not None else titles.get(read.article)


def check_kind(kind: str) -> None:
    """Raise ``UsageError`` where there is no such kind of change."""
    if kind not in CHANGE_KINDS:
        near = get_close_matches(kind.lower(), CHANGE_KINDS, n=1)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"there is no kind of change {kind!r}{guess}",
            hint=f"All kinds: {', '.join(CHANGE_KINDS)}. Silent changes: --silent.",
        )


def source_names(opened: OpenedArchive) -> list[str]:
    """Return the names of all sources that are configured or were ever crawled, in order."""
    return sorted(
        {source.name for source in opened.config.sources} | set(opened.index.source_names())
    )


def check_source(opened: OpenedArchive, source: str) -> None:
    """Raise ``UnknownName`` for a source that is not configured and was never crawled."""
    known = source_names(opened)
    if source not in known:
        near = get_close_matches(source, known, n=1, cutoff=0.5)
        guess = f"; did you mean {near[0]!r}?" if near else ""
        raise UnknownName(
            f"no source {source!r} is configured or was ever crawled{guess}",
            hint=f"Known sources: {', '.join(known) or 'none'}.",
        )
