"""A live blog's two texts part by part: its summary, then each entry beside what it was."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.diff.entry_matching import matched_entries, summary_places
from crawler.model import Extraction, LiveEntry

_MAX_NAME = 80
"""Characters of a headline, or of a text's beginning, that name an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPart:
    """A part of both texts, by its paragraphs. Either side may have none."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    entry: LiveEntry | None = None
    """The entry as it stands, or as it stood; None for the summary."""
    before: LiveEntry | None = None
    """The entry as it stood, where it stands still."""
    name: str = ""
    """Its time and headline, for people; the summary has none."""

    @property
    def came(self) -> bool:
        """Whether it is an entry that the old text lacks."""
        return self.entry is not None and not self.old

    @property
    def left(self) -> bool:
        """Whether it is an entry that the new text lacks."""
        return self.entry is not None and not self.new


def entry_parts(old: Extraction, new: Extraction) -> Iterator[EntryPart]:
    """Yield the parts in the new text's order, with entries that left where they stood."""
    summary = EntryPart(old=tuple(summary_places(old)), new=tuple(summary_places(new)))
    if summary.old or summary.new:
        yield summary
    pairs = matched_entries(old, new)
    kept, told = set(pairs.values()), 0
    for j, entry in enumerate(new.entries):
        i = pairs.get(j)
        if i is not None:
            yield from (_left(old, k) for k in range(told, i) if k not in kept)
            told = max(told, i + 1)
        before = old.entries[i] if i is not None else None
        yield EntryPart(
            old=_places(before),
            new=_places(entry),
            entry=entry,
            before=before,
            name=entry_name(entry, new),
        )
    yield from (_left(old, k) for k in range(told, len(old.entries)) if k not in kept)


def _left(old: Extraction, number: int) -> EntryPart:
    entry = old.entries[number]
    return EntryPart(old=_places(entry), new=(), entry=entry, name=entry_name(entry, old))


def entry_name(entry: LiveEntry, text: Extraction) -> str:
    """Return an entry's time and headline, for people; without one, how its text begins."""
    words = entry.headline or next(iter(text.paragraphs[entry.first : entry.end]), "")
    short = words if len(words) <= _MAX_NAME else f"{words[: _MAX_NAME - 1]}…"
    return " ".join(filter(None, (entry_time(entry), f"“{short}”" if short else "")))


def entry_time(entry: LiveEntry) -> str:
    """Return an entry's time as people read it: its day and minute."""
    return (entry.published or "")[: len("2026-11-28T10:05")].replace("T", " ")


def _places(entry: LiveEntry | None) -> tuple[int, ...]:
    return () if entry is None else tuple(range(entry.first, entry.end))
