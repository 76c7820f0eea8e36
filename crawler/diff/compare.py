"""``diff`` and its inverse ``apply``."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from crawler.diff.align import AlignStep, align, moved
from crawler.diff.attachment_changes import attachment_changes
from crawler.diff.entry_parts import entry_parts
from crawler.diff.regroup import regrouped
from crawler.diff.segment import count_words, sentences_of
from crawler.diff.spans import merged, spans
from crawler.diff.unit_similarity import same_letters
from crawler.diff.values import (
    BlockKind,
    Diff,
    DiffBlock,
    FieldChange,
    FieldName,
    Mark,
    SentenceChange,
    SentenceKind,
    Span,
    Spans,
)
from crawler.model import Extraction

_BREAK = "\n\n"
_IN_WORDS = frozenset({"title", "shown_title", "byline"})
"""Fields that are compared word by word."""

_SENTENCE_KINDS: dict[str, SentenceKind] = {
    "kept": "edited",
    "removed": "removed",
    "added": "added",
    "moved_here": "moved",
}


def diff(old: Extraction, new: Extraction) -> Diff:
    """Return everything that a reader would see changed from ``old`` to ``new``."""
    language = new.language or old.language
    blocks, changes = (
        _of_entries(old, new, language)
        if old.entries and new.entries
        else _body(old.paragraphs, new.paragraphs, language)
    )
    fields = tuple(_fields(old, new))
    came, left = _count(changes, "added"), _count(changes, "removed")
    return Diff(
        fields=fields,
        authors=new.authors,
        blocks=tuple(blocks),
        sentences=tuple(changes),
        words_added=came + field_words(fields, "added"),
        words_removed=left + field_words(fields, "removed"),
        body_words_added=came,
        body_words_removed=left,
        attachments=attachment_changes(old, new, blocks),
    )


@lru_cache(maxsize=8)
def text_difference(old: Extraction, new: Extraction) -> Diff:
    """Return what ``diff`` does, kept for a while.

    Whoever judges two texts asks twice: whether the difference is noise, and what it is.
    """
    return diff(old, new)


def differ_by_whole(old: Sequence[str], new: Sequence[str]) -> bool:
    """Return whether whole paragraphs came or left: what ``diff`` says of it, in less time."""
    steps = regrouped(align(old, new), old, new)
    return any(step.kind in {"added", "removed"} for step in steps)


def field_words(fields: Sequence[FieldChange], mark: Mark) -> int:
    """Return how many words of the headline and the byline have this mark.

    A headline that was edited where readers see it and where machines do is one headline.
    """
    changed = {change.name: change for change in fields}
    told = (changed.get("title") or changed.get("shown_title"), changed.get("byline"))
    return sum(
        count_words(span.text)
        for change in told
        if change is not None
        for span in change.spans
        if span.mark == mark
    )


def apply(difference: Diff, old: Extraction) -> Extraction:
    """Return ``old`` with the difference done to it.

    Equal to the new Extraction in title, authors, dates and text.
    """
    values: dict[str, Any] = {
        change.name: change.new for change in difference.fields if change.name != "byline"
    }
    parts = [
        block.new_text
        for block in difference.blocks
        if block.new[0] < block.new[1] and block.kind != "moved_away"
    ]
    paragraphs = tuple(_BREAK.join(parts).split(_BREAK)) if parts else ()
    return replace(
        old, authors=difference.authors, paragraphs=paragraphs, entries=(), live=None, **values
    )


def _fields(old: Extraction, new: Extraction) -> Iterator[FieldChange]:
    names: tuple[FieldName, ...] = ("title", "shown_title", "byline", "published", "modified")
    for name in names:
        before, after = (
            _shown(old, new)
            if name == "shown_title"
            else (getattr(old, name) or None, getattr(new, name) or None)
        )
        if before != after:
            marked = (
                spans(before or "", after or "")
                if name in _IN_WORDS
                else _exchanged(before or "", after or "")
            )
            yield FieldChange(name=name, old=before, new=after, spans=marked)


def _shown(old: Extraction, new: Extraction) -> tuple[str | None, str | None]:
    """Return the titles that readers see.

    Where a page shows no other, its title is the shown one; letters alone count.
    """
    if old.shown_title or new.shown_title:
        before, after = old.shown_title or old.title, new.shown_title or new.title
        if not same_letters(before or "", after or ""):
            return before, after
    return None, None


def _exchanged(old: str, new: str) -> Spans:
    """Return a value that is read as a whole, such as a date: the old one out, the new one in."""
    both: tuple[tuple[Mark, str], ...] = (("removed", old), ("added", new))
    return tuple(Span(mark, text) for mark, text in both if text)


def _body(
    old: Sequence[str], new: Sequence[str], language: str | None
) -> tuple[list[DiffBlock], list[SentenceChange]]:
    """Return the paragraphs as blocks, and the sentences in them that differ."""
    steps = regrouped(align(old, new), old, new)
    texts = [
        (_BREAK.join(old[slice(*step.old)]), _BREAK.join(new[slice(*step.new)])) for step in steps
    ]
    kinds = [_kind(step, *text) for step, text in zip(steps, texts, strict=True)]
    differing = [text for kind, text in zip(kinds, texts, strict=True) if kind != "same"]
    before = iter(sentences_of([text for text, _ in differing], language))
    after = iter(sentences_of([text for _, text in differing], language))
    blocks: list[DiffBlock] = []
    changes: list[SentenceChange] = []
    place = 0
    for step, kind, (left, _) in zip(steps, kinds, texts, strict=True):
        if kind == "same":  # most paragraphs of most versions
            place += 1
            blocks.append(DiffBlock(kind=kind, old=step.old, new=step.new, spans=spans(left, left)))
            continue
        passage = _Passage(len(blocks), place)
        passage.read(kind, next(before), next(after))
        place = passage.place
        changes += passage.changes
        blocks.append(DiffBlock(kind=kind, old=step.old, new=step.new, spans=merged(passage.spans)))
    return blocks, _with_moves(changes)


def _of_entries(
    old: Extraction, new: Extraction, language: str | None
) -> tuple[list[DiffBlock], list[SentenceChange]]:
    """Return the same of a live blog: its summary, then entry by entry, none mixed with another."""
    blocks: list[DiffBlock] = []
    changes: list[SentenceChange] = []
    place = 0
    for part in entry_parts(old, new):
        found, told = _body(
            [old.paragraphs[at] for at in part.old],
            [new.paragraphs[at] for at in part.new],
            language,
        )
        changes += [
            replace(change, block=change.block + len(blocks), place=change.place + place)
            for change in told
        ]
        blocks += [
            replace(
                block,
                old=_shifted(block.old, part.old),
                new=_shifted(block.new, part.new),
                entry=part.name,
            )
            for block in found
        ]
        place += max((change.place for change in told), default=0) + 1
    return blocks, changes


def _shifted(within: tuple[int, int], paragraphs: Sequence[int]) -> tuple[int, int]:
    """Return a range of a part's paragraphs as one of the whole text's."""
    first = paragraphs[0] if paragraphs else 0
    return first + within[0], first + within[1]


def _kind(step: AlignStep, old: str, new: str) -> BlockKind:
    if step.kind != "kept":
        return step.kind
    return "same" if old == new else "edited"


class _Passage:
    """One block's text while it is read, sentence by sentence."""

    def __init__(self, block: int, place: int) -> None:
        self.block, self.place = block, place
        self.spans: list[Span] = []
        self.changes: list[SentenceChange] = []

    def read(self, kind: BlockKind, old: Sequence[str], new: Sequence[str]) -> None:
        """Read the sentences of a block that differs."""
        if kind == "moved_away":
            self.spans.append(Span("removed", "".join(old)))
            return
        if same_letters(
            "".join(old), "".join(new)
        ):  # other marks can make other sentences of the same words
            old, new = ["".join(old)], ["".join(new)]
        for step in align(old, new):
            before, after = "".join(old[slice(*step.old)]), "".join(new[slice(*step.new)])
            self.spans += _step_spans(step, before, after)
            self.place += step.kind == "kept"
            if step.kind == "moved_here" or (
                step.kind != "moved_away" and before.strip() != after.strip()
            ):
                self.changes.append(
                    _change(
                        _SENTENCE_KINDS[step.kind],
                        before.strip(),
                        after.strip(),
                        self.block,
                        self.place,
                    )
                )


def _step_spans(step: AlignStep, before: str, after: str) -> Spans:
    if step.kind == "kept":
        return spans(before, after)
    return (
        (Span("removed", before),)
        if step.kind in {"removed", "moved_away"}
        else (Span("added", after),)
    )


def _change(kind: SentenceKind, old: str, new: str, block: int, place: int) -> SentenceChange:
    return SentenceChange(
        kind=kind, old=old or None, new=new or None, spans=spans(old, new), block=block, place=place
    )


def _with_moves(changes: list[SentenceChange]) -> list[SentenceChange]:
    """Return the changes with removed and added sentences that are the same made moved ones.

    Those that left and came between the same kept ones did not move: a paragraph was split there.
    """
    removed = [change for change in changes if change.kind == "removed"]
    added = [change for change in changes if change.kind == "added"]
    pairs = moved([change.old or "" for change in removed], [change.new or "" for change in added])
    gone = {id(removed[i]) for i, _ in pairs}
    source = {id(added[j]): removed[i] for i, j in pairs}
    kept = (change for change in changes if id(change) not in gone)
    told = (
        _moved_from(source[id(change)], change) if id(change) in source else change
        for change in kept
    )
    return [change for change in told if change is not None]


def _moved_from(source: SentenceChange, change: SentenceChange) -> SentenceChange | None:
    """Return what became of a sentence that stands elsewhere. None where it only seems to."""
    old, new = source.old or "", change.new or ""
    if source.place != change.place:
        return _change("moved", old, new, change.block, change.place)
    return None if old == new else _change("edited", old, new, change.block, change.place)


def _count(changes: Sequence[SentenceChange], mark: Mark) -> int:
    return sum(
        count_words(span.text) for change in changes for span in change.spans if span.mark == mark
    )
