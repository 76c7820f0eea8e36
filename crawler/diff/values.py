"""What a comparison gives.

Frozen values, enough to show the change and to make the new text from the old.
"""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["same", "removed", "added"]
BlockKind = Literal["same", "edited", "added", "removed", "moved_away", "moved_here"]
FieldName = Literal["title", "shown_title", "byline", "published", "modified"]
SentenceKind = Literal["edited", "added", "removed", "moved"]
AttachmentKind = Literal["caption", "image", "link", "embed"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text that stands in both texts, only in the old one, or only in the new one."""

    mark: Mark
    text: str


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A title, byline or date that differs.

    None: the page names none. A page that shows no other title shows its title.
    """

    name: FieldName
    old: str | None
    new: str | None
    spans: Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffBlock:
    """Paragraphs that belong together.

    ``old`` and ``new`` are half-open ranges of paragraphs, from 0; empty, they tell the place.

    A paragraph that was split is one edited block with one old and two new paragraphs; the break is
    in the spans, as a blank line. A moved paragraph has two blocks with the same ranges:
    ``moved_away`` at its old place with its old text, and ``moved_here`` at its new place with what
    was edited on the way.
    """

    kind: BlockKind
    old: tuple[int, int]
    new: tuple[int, int]
    spans: Spans
    entry: str = ""
    """The live blog's entry that it is part of: its time and headline, for people."""

    @property
    def old_text(self) -> str:
        """The text of the old paragraphs, joined by blank lines."""
        return "".join(span.text for span in self.spans if span.mark != "added")

    @property
    def new_text(self) -> str:
        """The text of the new paragraphs, joined by blank lines."""
        return "".join(span.text for span in self.spans if span.mark != "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChange:
    """A sentence that was added, removed, edited or moved.

    Its text before and after, None where it has none, without outer white space.
    """

    kind: SentenceKind
    old: str | None
    new: str | None
    spans: Spans
    block: int
    """The block, by its number, in which it now stands, or from which it left."""
    place: int
    """How many kept sentences or paragraphs stand before it: a removed and an added sentence at one
    place replace each other.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentChange:
    """Something beside the text that came, left or was exchanged."""

    kind: AttachmentKind
    old: str | None
    """A caption's words, else an address. None: there was none, or the page did not give it."""
    new: str | None
    label: str
    """What it belongs to: a caption's picture, a picture's caption, a link's words, a post's."""
    spans: Spans
    """Both in one, for showing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """All differences between two Extractions that a reader could see."""

    fields: tuple[FieldChange, ...]
    """Only those that differ: title, shown_title, byline, published, modified, in this order."""
    authors: tuple[str, ...]
    """The new byline, name by name."""
    blocks: tuple[DiffBlock, ...]
    """The new text's order, with removed paragraphs where they stood."""
    sentences: tuple[SentenceChange, ...]
    words_added: int
    """Words of headline, byline and body that came, without those that only moved."""
    words_removed: int
    body_words_added: int
    """Those of the body alone."""
    body_words_removed: int
    attachments: tuple[AttachmentChange, ...] = ()
    """What changed beside the text. None of its words are counted."""

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.fields or self.attachments or self.body_changed)

    @property
    def body_changed(self) -> bool:
        """Whether any paragraph differs or moved."""
        return any(block.kind != "same" for block in self.blocks)

    def field(self, name: str) -> FieldChange | None:
        """Return the change of this field, or None where it is as before."""
        return next((change for change in self.fields if change.name == name), None)
