"""How much of an article's text still stands on a page, and where the rest of it was."""

from dataclasses import dataclass
from typing import Self

from crawler.diff import Diff, count_words, words
from crawler.languages import Kind, terms
from crawler.model import Extraction

SHRUNK_TO = 0.4
"""Share of a story's words below which it is no longer whole."""
STORY = 60
"""Words from which a text is a story, and not a stub that a newsroom fills later."""
_ANCHOR = 3
"""Words that stand as before, in a row, from which a passage is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextComparison:
    """An old and a new text, by their words."""

    words_old: int
    words_new: int
    kept: float
    """Share of the old words that still stand."""
    brought: float
    """Share of the new words that are new."""
    title: float
    """Share of the words of the shorter title that stand in the other one; 1 where
    either has none.
    """
    headline: float
    """Share of the telling words of the old headline that stand in the new one; 1 where
    it has none.
    """
    cut: int
    """Words that are missing behind the last passage that still stands."""
    lost: int
    """Words that are missing before it."""

    @property
    def short(self) -> bool:
        """Whether a story is no longer whole."""
        return self.words_old >= STORY and self.words_new < SHRUNK_TO * self.words_old

    @classmethod
    def of(cls, old: Extraction, new: Extraction, difference: Diff) -> Self:
        """Return the comparison of two texts that differ so."""
        words_old, words_new = count_words(old.text), count_words(new.text)
        lost, cut = _missing(difference)
        return cls(
            words_old=words_old,
            words_new=words_new,
            kept=1 - min(1.0, difference.body_words_removed / max(1, words_old)),
            brought=min(1.0, difference.body_words_added / max(1, words_new)),
            title=_title_overlap(old.title, new.title),
            headline=_headline_kept(old, new),
            cut=cut,
            lost=lost,
        )


def _missing(difference: Diff) -> tuple[int, int]:
    """Return how many words are missing before and behind the last passage that still stands."""
    before = behind = 0
    for block in difference.blocks:
        for span in block.spans if block.kind != "moved_here" else ():
            size = count_words(span.text)
            if span.mark == "same" and size >= _ANCHOR:
                before, behind = before + behind, 0
            elif span.mark == "removed":
                behind += size
    return before, behind


def _title_overlap(old: str | None, new: str | None) -> float:
    left, right = (
        {word.lower() for word in words(title or "") if word.isalnum()} for title in (old, new)
    )
    return len(left & right) / min(len(left), len(right)) if left and right else 1.0


def _headline_kept(old: Extraction, new: Extraction) -> float:
    common = terms(Kind.COMMON_WORDS)
    before = {
        word
        for word in map(str.lower, words(old.title or ""))
        if word.isalnum() and word not in common
    }
    after = {word.lower() for word in words(f"{new.title or ''} {new.shown_title or ''}")}
    return len(before & after) / len(before) if before else 1.0
