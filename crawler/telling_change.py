"""Which words say most about a change: what a picture, a list or a feed shows of it in one line.

The headline first. Then facts, a notice that appeared, sentences that left, words that were
exchanged, sentences that came, what changed beside the text, and what is small. Among sentences of
one kind the one with most letters changed comes first, then the one that stands first.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from crawler.diff import (
    AttachmentChange,
    Diff,
    DiffBlock,
    SentenceChange,
    Span,
    Spans,
    same_letters,
)
from crawler.diff.spans import spans
from crawler.model import Change, ChangeKind, FactPair

Part = Literal["title", "shown_title", "byline", "text", "notice", "caption", "link", "image"]

_FACTS = ("number", "name", "quotation", "date")
"""Kinds of facts, the one that says most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingChange:
    """A title, byline, notice, sentence or caption that changed, its words marked."""

    kind: ChangeKind
    part: Part
    """The part of the page that the words stand in, or stood in."""
    spans: Spans
    """The words before and after in one. Empty where nothing is known but the kind."""
    fact: FactPair | None = None
    """What was exchanged, where the kind is ``fact``."""
    moved: bool = False
    """Whether the words only stand at another place now. None of them is marked then."""

    @property
    def before(self) -> Spans:
        """Return the words before, those that left marked."""
        return tuple(span for span in self.spans if span.mark != "added")

    @property
    def after(self) -> Spans:
        """Return the words after, those that came marked."""
        return tuple(span for span in self.spans if span.mark != "removed")


def most_telling(difference: Diff, change: Change | None = None) -> TellingChange | None:
    """Return the words that say most about a change, or None where a reader sees no difference.

    ``change`` is what was recorded, or ``classify`` gives, for the same two texts. It knows the
    facts and the notices.
    """
    return next(telling_changes(difference, change), None)


def telling_changes(difference: Diff, change: Change | None = None) -> Iterator[TellingChange]:
    """Yield all that changed, what says most first. Arguments as those of ``most_telling``."""
    for one in _telling(difference, change or Change()):
        yield replace(one, spans=with_signs(one.spans))


def _telling(difference: Diff, change: Change) -> Iterator[TellingChange]:
    if ChangeKind.GONE in change.kinds:
        left = difference.field("title")
        yield _gone(left.old if left else None)
        return
    if ChangeKind.RETURNED in change.kinds and _begins_empty(difference):
        yield from (*_facts(change, ()), *_notices(change), *_returned(change))
        return
    yield from _headline(difference)
    yield from _facts(change, difference.sentences)
    yield from _notices(change)
    yield from _sentences(difference, change.notices)
    yield from map(_beside, difference.attachments)
    yield from _small(difference)
    yield from _returned(change)


def telling_of_record(
    change: Change, *, old_title: str | None, new_title: str | None
) -> TellingChange | None:
    """Return what a record alone tells of its change, without the text before it.

    That is its headline, a fact, a notice, or that the article went or is back. None for others,
    whose words only a comparison knows.
    """
    if ChangeKind.GONE in change.kinds:
        return _gone(old_title)
    is_back = ChangeKind.RETURNED in change.kinds and not old_title
    if not is_back and not same_letters(old_title or "", new_title or ""):
        return TellingChange(
            kind=ChangeKind.HEADLINE,
            part="title",
            spans=with_signs(spans(old_title or "", new_title or "")),
        )
    others = (*_facts(change, ()), *_notices(change), *_returned(change))
    return replace(others[0], spans=with_signs(others[0].spans)) if others else None


def with_signs(marked: Spans) -> Spans:
    """Return the spans with a currency or percent sign as a part of the number beside it.

    ``$`` is a word of its own for a comparison; a reader reads ``$5m`` as one.
    """
    parts = list(marked)
    for i in range(len(parts) - 2):
        before, old, new = parts[i : i + 3]
        if (before.mark, old.mark, new.mark) != ("same", "removed", "added"):
            continue
        sign = before.text[-1:]
        if _is_sign(sign) and old.text[:1].isdigit() and new.text[:1].isdigit():
            parts[i] = Span("same", before.text[:-1])
            parts[i + 1] = Span("removed", sign + old.text)
            parts[i + 2] = Span("added", sign + new.text)
    for i in range(len(parts) - 2):
        old, new, after = parts[i : i + 3]
        if (old.mark, new.mark, after.mark) != ("removed", "added", "same"):
            continue
        sign = after.text[:1]
        if _is_sign(sign) and old.text[-1:].isdigit() and new.text[-1:].isdigit():
            parts[i] = Span("removed", old.text + sign)
            parts[i + 1] = Span("added", new.text + sign)
            parts[i + 2] = Span("same", after.text[1:])
    return tuple(part for part in parts if part.text)


def _is_sign(letter: str) -> bool:
    return letter == "%" or (letter != "" and unicodedata.category(letter) == "Sc")


def _gone(title: str | None) -> TellingChange:
    marked = (Span("removed", title),) if title else ()
    return TellingChange(kind=ChangeKind.GONE, part="title", spans=marked)


def _begins_empty(difference: Diff) -> bool:
    """Return whether there was no text before: the article was gone."""
    return not any(block.old_text for block in difference.blocks)


def _headline(difference: Diff) -> Iterator[TellingChange]:
    names: tuple[Literal["title", "shown_title"], ...] = ("title", "shown_title")
    for name in names:
        field = difference.field(name)
        if field is not None and not same_letters(field.old or "", field.new or ""):
            yield TellingChange(kind=ChangeKind.HEADLINE, part=name, spans=field.spans)


def _facts(change: Change, sentences: Sequence[SentenceChange]) -> Iterator[TellingChange]:
    """Yield the facts, each with its sentence: as it was compared, else as it was recorded."""
    compared = {one.new: one.spans for one in sentences if one.new and one.old}
    for fact in sorted(change.facts, key=lambda fact: _FACTS.index(fact.kind)):
        marked = compared.get(fact.sentence) or _spans_of(fact)
        yield TellingChange(kind=ChangeKind.FACT, part="text", spans=marked, fact=fact)


def _spans_of(fact: FactPair) -> Spans:
    """Return the recorded sentence with the exchange marked where its new words stand first."""
    before, found, after = fact.sentence.partition(fact.new)
    if not found:
        before = after = ""
    parts = (
        Span("same", before),
        Span("removed", fact.old),
        Span("added", fact.new),
        Span("same", after),
    )
    return tuple(part for part in parts if part.text)


def _notices(change: Change) -> Iterator[TellingChange]:
    for notice in change.notices:
        yield TellingChange(
            kind=ChangeKind.CORRECTION, part="notice", spans=(Span("added", notice),)
        )


def _sentences(difference: Diff, notices: Sequence[str]) -> Iterator[TellingChange]:
    """Yield the sentences: those that left, those that were exchanged, those that came."""
    shown = " ".join(" ".join(notice.split()) for notice in notices)
    found: dict[ChangeKind, list[Spans]] = {
        kind: [] for kind in (ChangeKind.REMOVAL, ChangeKind.REWRITE, ChangeKind.ADDITION)
    }
    for old, new, marked in _exchanges(difference):
        if not _is_worded(marked) or (new and not old and " ".join(new.split()) in shown):
            continue
        kind = ChangeKind.REWRITE if old and new else None
        found[kind or (ChangeKind.REMOVAL if old else ChangeKind.ADDITION)].append(marked)
    for kind, several in found.items():
        for marked in sorted(several, key=_weight, reverse=True):
            yield TellingChange(kind=kind, part="text", spans=marked)


def _exchanges(difference: Diff) -> Iterator[tuple[str | None, str | None, Spans]]:
    """Yield each sentence before and after, and its spans.

    One that left and one that came at one place are one exchange.
    """
    if not difference.sentences:  # compared by whole paragraphs
        yield from map(_of_block, difference.blocks)
        return
    places: dict[int, list[SentenceChange]] = defaultdict(list)
    for change in difference.sentences:
        if change.kind in {"removed", "added"}:
            places[change.place].append(change)
        elif not same_letters(change.old or "", change.new or ""):
            yield change.old, change.new, change.spans
    for here in places.values():
        left = [change for change in here if change.old]
        came = [change for change in here if change.new]
        for old, new in zip(left, came, strict=False):
            yield old.old, new.new, (*old.spans, *new.spans)
        both = min(len(left), len(came))
        for change in (*left[both:], *came[both:]):
            yield change.old, change.new, change.spans


def _of_block(block: DiffBlock) -> tuple[str | None, str | None, Spans]:
    if block.kind in {"same", "moved_away", "moved_here"}:
        return None, None, ()
    return block.old_text or None, block.new_text or None, block.spans


def _beside(one: AttachmentChange) -> TellingChange:
    if one.kind == "caption":
        return TellingChange(kind=ChangeKind.CAPTION, part="caption", spans=one.spans)
    if one.kind == "image":
        return TellingChange(kind=ChangeKind.IMAGE, part="image", spans=one.spans)
    return TellingChange(kind=ChangeKind.LINK, part="link", spans=one.spans)


def _small(difference: Diff) -> Iterator[TellingChange]:
    byline = difference.field("byline")
    if byline is not None:
        yield TellingChange(kind=ChangeKind.BYLINE, part="byline", spans=byline.spans)
    title = difference.field("title") or difference.field("shown_title")
    if title is not None and same_letters(title.old or "", title.new or ""):
        yield TellingChange(kind=ChangeKind.COSMETIC, part="title", spans=title.spans)
    for change in difference.sentences:
        if change.kind == "moved":
            moved = all(span.mark == "same" for span in change.spans)
            yield TellingChange(
                kind=ChangeKind.REWRITE, part="text", spans=change.spans, moved=moved
            )
        elif same_letters(change.old or "", change.new or ""):
            yield TellingChange(kind=ChangeKind.COSMETIC, part="text", spans=change.spans)
    for block in difference.blocks:
        if block.kind == "moved_here" and all(span.mark == "same" for span in block.spans):
            yield TellingChange(kind=ChangeKind.REWRITE, part="text", spans=block.spans, moved=True)


def _returned(change: Change) -> Iterator[TellingChange]:
    if ChangeKind.RETURNED in change.kinds:
        yield TellingChange(kind=ChangeKind.RETURNED, part="text", spans=())


def _is_worded(marked: Spans) -> bool:
    return any(
        span.mark != "same" and any(character.isalnum() for character in span.text)
        for span in marked
    )


def _weight(marked: Spans) -> int:
    return sum(len(span.text) for span in marked if span.mark != "same")
