"""The passages that a text shares with others.

Shingles of words, and the few of them by which an index finds copies.

A shingle is a run of five words, as a number (Broder, "On the resemblance and containment of
documents", 1997). Its fingerprints are the smallest shingle of every window of 24, which is
min-wise hashing done piece by piece (Schleimer, Wilkerson and Aiken, "Winnowing", 2003). Two texts
that share a run of 28 words share a fingerprint, wherever it stands in either: this is certain, not
likely. One signature over a whole text, cut into bands, has no such certainty: of a long article
and a copy of its first paragraphs alone it finds few (figures: ``docs/understand/stories.md``).
"""

import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from itertools import accumulate

from crawler.diff import is_word, words
from crawler.pieces import pieces

SHINGLE, WINDOW = 5, 24
_BYTES = 8
GUARANTEED_RUN = WINDOW + SHINGLE - 1
"""Texts that share a run of so many words share a fingerprint."""

_LETTER = "a-z\u00df-\u00f6\u00f8-\u00ff\u0100-\u017f"
_NOT_PLAIN = re.compile(
    f"[^ \n{_LETTER}0-9!\"#$%&'()*+,\\-./;<=>?@\\[\\]|~"
    "\u00a3\u00a7\u00ab\u00b0\u00bb\u2013\u2014\u201c\u201d\u201e\u2022\u2026\u20ac]"
)
"""A sign that no text of ``_PLAIN_WORD`` has."""

_PLAIN_WORD = re.compile(
    f"[{_LETTER}0-9]+(?:(?:(?<=[{_LETTER}])[.'](?=[{_LETTER}])|(?<=[0-9])[.,;'](?=[0-9]))"
    f"[{_LETTER}0-9]+)*"
)
"""What UAX #29 calls a word, where letters are Latin and case is folded: in a fifth of ICU's time.
"""

_ALIKE = (
    ("\u2019", "'"),
    ("\u02bc", "'"),
    ("\u00ad", ""),
    ("\u200b", ""),
    ("\u200c", ""),
    ("\u200d", ""),
    ("\u2060", ""),
    ("\ufeff", ""),
)
"""Forms of one word that compatibility folding leaves apart: apostrophes, and characters that
nobody sees. Each is looked for by itself, for ``str.translate`` would take half of a text's time.
"""


def shingles(text: str) -> list[int]:
    """Return the shingles of a text in order, signed numbers of 64 bits.

    Case, marks between words and compatible forms make no difference.

    A text of fewer than five words has one, of all its words; one without words has none.
    """
    encoded = [token.encode("utf-8", "replace") for token in _folded_words(text)]
    runs = (
        b" ".join(encoded[at : at + SHINGLE])
        for at in range(max(len(encoded) - SHINGLE + 1, min(len(encoded), 1)))
    )
    digests = b"".join([blake2b(run, digest_size=_BYTES).digest() for run in runs])
    return list(struct.unpack(f">{len(digests) // _BYTES}q", digests))


def word_runs(text: str) -> frozenset[int]:
    """Return what stands for the shingles of a text in this process alone, without their digests.

    Two texts share as many of these as of their shingles, and they cost a fifth.
    """
    read = _folded_words(text)
    if len(read) < SHINGLE:
        return frozenset([hash(tuple(read))] if read else ())
    return frozenset(map(hash, zip(*(read[at:] for at in range(SHINGLE)), strict=False)))


def _folded_words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for sign, plain in _ALIKE:
        if sign in folded:
            folded = folded.replace(sign, plain)
    return [word for line in folded.split("\n") for word in _words_of(line)]


def _words_of(folded: str) -> list[str]:
    """Return the words as ICU cuts them; of a text of plain signs without asking it."""
    if _NOT_PLAIN.search(folded) is None:
        return _PLAIN_WORD.findall(folded)
    return [token for piece in pieces(folded) for token in words(piece) if is_word(token)]


def passage_fingerprints(ordered: list[int]) -> frozenset[int]:
    """Return the shingles that an index keeps of a text: one in twelve, as a rule.

    ``ordered`` are all of them, in the text's order.
    """
    if len(ordered) <= WINDOW:
        return frozenset([min(ordered)] if ordered else ())
    ahead: list[int] = []
    behind: list[int] = []
    for at in range(0, len(ordered), WINDOW):
        block = ordered[at : at + WINDOW]
        ahead += accumulate(block, min)
        behind += reversed([*accumulate(reversed(block), min)])
    # A window is the end of one block and the beginning of the next: their smallest are known.
    return frozenset(map(min, behind, ahead[WINDOW - 1 :]))


def containment(part: Iterable[int], whole: Iterable[int]) -> float:
    """Return the share of the shingles of ``part`` that stand in ``whole``, from 0 to 1.

    An empty part scores 0.
    """
    inner = set(part)
    return len(inner.intersection(whole)) / len(inner) if inner else 0.0


def titles_alike(first: str | None, second: str | None) -> float:
    """Return the share of words that two titles have in common (Dice), from 0 to 1."""
    left, right = (
        Counter(filter(is_word, words((title or "").casefold()))) for title in (first, second)
    )
    return 2 * (left & right).total() / ((left + right).total() or 1)
