"""What happened to a live blog: which entries came, and in which others something changed.

A new entry is what the page is there for. What changed in an older one, or took it away, is told
with its time and headline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.change.facts import Findings
from crawler.change.kinds_body import BodyChange, examples
from crawler.diff import Diff, EntryPart, count_words, entry_parts
from crawler.model import ChangeKind, Extraction, LiveEntry, Silence, SilenceEvidence

_OF_THE_PAGE = frozenset({"shown", "declared", "listed", "last_modified"})
"""Evidence that a new entry gives, and that says nothing of an older one."""


class EntryChanges:
    """The changes of a live blog's text, as ``BodyChange`` has those of a story."""

    def __init__(
        self, difference: Diff, old: Extraction, new: Extraction, notices: Sequence[str]
    ) -> None:
        self._old, self._new = old, new
        parts = list(entry_parts(old, new))
        self._came = [part for part in parts if part.came]
        self._left = [part for part in parts if part.left]
        touched = _touched(difference)
        self._changed = [
            (part, BodyChange(_within(difference, part), old, new, notices))
            for part in parts
            if not part.came
            and not (touched[0].isdisjoint(part.old) and touched[1].isdisjoint(part.new))
        ]
        self.only_came = bool(self._came) and not self._changed
        self.findings = Findings()
        for _, change in self._changed:
            self.findings.facts += change.findings.facts

    def reasons(self) -> Iterator[tuple[ChangeKind, str]]:
        """Yield each kind of the text's change, with its reason."""
        if self._came:
            came = "entry came" if len(self._came) == 1 else "entries came"
            yield (
                ChangeKind.ENTRY,
                f"{len(self._came)} {came}: {examples([part.name for part in self._came])}",
            )
        for part in self._left:
            texts = [self._old.paragraphs[at] for at in part.old]
            count = sum(map(count_words, texts))
            words = f"{count} {'word' if count == 1 else 'words'}"
            quoted = examples([f"“{text}”" for text in texts])
            yield ChangeKind.REMOVAL, f"the entry {part.name}, {words}, left: {quoted}"
        for part, change in self._changed:
            for kind, reason in () if part.left else change.reasons():
                yield kind, f"in the entry {part.name}: {reason}" if part.entry else reason

    def evidence(self, found: Sequence[SilenceEvidence]) -> tuple[SilenceEvidence, ...]:
        """Return what tells whether the change was announced.

        A new entry's time announces it, and nothing else: beside one, the page's own dates say
        nothing of what changed in an older one.
        """
        if self.only_came:
            newest = self._came[0].entry
            when = (newest.published or newest.headline) if newest else None
            told = SilenceEvidence(kind="entry", new=when or "new", says=Silence.ANNOUNCED)
            return (told,)
        kept = [one for one in found if not (self._came and one.kind in _OF_THE_PAGE)]
        return (*kept, *self._of_edited())

    def _of_edited(self) -> Iterator[SilenceEvidence]:
        """Yield what each changed entry says of it. One that says nothing is the finding."""
        changed = [part for part, _ in self._changed]
        dates = [(part.before, part.entry) for part in changed]
        told = [
            before is not None and entry is not None and before.modified != entry.modified
            for before, entry in dates
        ]
        for is_told, (before, entry) in zip(told, dates, strict=True):
            if before is None or entry is None:
                continue
            yield SilenceEvidence(
                kind="entry",
                old=before.modified,
                new=entry.modified,
                says=_says(before, entry, is_alone=not all(told)) if is_told else Silence.SILENT,
            )


def _says(before: LiveEntry, entry: LiveEntry, *, is_alone: bool) -> Silence | None:
    """Return what a date of an entry says that moved, came or went.

    Nothing, where something else changed without a word.
    """
    if entry.modified is None and before.modified is not None:
        return Silence.UNKNOWN
    return None if is_alone else Silence.ANNOUNCED


def _touched(difference: Diff) -> tuple[set[int], set[int]]:
    """Return the paragraphs of both texts that are in blocks that differ, by number."""
    differing = [block for block in difference.blocks if block.kind != "same"]
    return (
        {at for block in differing for at in range(*block.old)},
        {at for block in differing for at in range(*block.new)},
    )


def _within(difference: Diff, part: EntryPart) -> Diff:
    """Return the difference with what is outside the part taken for unchanged."""
    inside = [
        _is_in(block.old, part.old) or _is_in(block.new, part.new) for block in difference.blocks
    ]
    return replace(
        difference,
        blocks=tuple(
            block if here else replace(block, kind="same")
            for block, here in zip(difference.blocks, inside, strict=True)
        ),
        sentences=tuple(one for one in difference.sentences if inside[one.block]),
    )


def _is_in(within: tuple[int, int], places: Sequence[int]) -> bool:
    return within[0] < within[1] and within[0] in places
