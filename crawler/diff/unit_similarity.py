"""How alike two units are, by the words they share in order."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from rapidfuzz.distance import OSA, LCSseq

from crawler.diff.heaviest_chain import MAX_CELLS, Pair
from crawler.diff.segment import is_word, words

_LESS = 0.75
"""What each word costs that both sides lack of the other: two rewritten units of one length are
alike from 46 % common words on.
"""
_MORE = 0.1
"""What each further word costs that only one side has: a sentence set behind a kept one is no
rewrite.
"""
_JOINED_SHARE = 0.6
"""A part of a joined unit must find this share of its words on the other side."""
_SAME_LENGTH = 0.25
"""Units whose lengths differ by less than this share were neither split nor merged."""


_NO_LETTERS = re.compile(r"[\W_]+")
"""What ``str.isalnum`` does not count: one call for a text, not one for each character."""

_LONG_WORD = 5
"""Letters from which a word with one letter more, less or changed is the same word, spelled
otherwise: "cat" and "cut" are two.
"""


def same_letters(old: str, new: str) -> bool:
    """Return whether two texts have the same letters and digits.

    Case and compatible forms do not count: all else is typography.
    """
    return old == new or letters(old) == letters(new)


def letters(text: str) -> str:
    """Return the letters and digits of a text, case and compatible forms folded."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def spelled_alike(old: str, new: str) -> bool:
    """Return whether two words are one, spelled otherwise.

    One letter too many, too few or wrong, or two exchanged (Damerau).
    """
    shorter, longer = sorted((old.casefold(), new.casefold()), key=len)
    exchanged = len(shorter) == len(longer) and sorted(shorter) == sorted(longer)
    return (len(shorter) >= _LONG_WORD or exchanged) and OSA.distance(shorter, longer) == 1


class Units:
    """The words of two sides' units as numbers, case ignored: equal words have equal numbers.

    Read only when asked for.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        numbers = _Numbers()
        self.old = _Words(old, numbers)
        self.new = _Words(new, numbers)


class _Numbers(dict[str, int]):
    """Token to number: the same for the same word in any case, -1 for what is no word."""

    def __missing__(self, token: str) -> int:
        folded = token.lower()
        number = self[folded] if folded in self else len(self)
        self[token] = self[folded] = number if is_word(token) else -1
        return self[token]


class _Words:
    """The word numbers of each unit of one side."""

    def __init__(self, texts: Sequence[str], numbers: _Numbers) -> None:
        self._texts = texts
        self._numbers = numbers
        self._read: dict[int, list[int]] = {}

    def __getitem__(self, unit: int) -> list[int]:
        found = self._read.get(unit)
        if found is None:
            numbers = map(self._numbers.__getitem__, words(self._texts[unit]))
            found = self._read[unit] = [number for number in numbers if number >= 0]
        return found

    def joined(self, units: range) -> list[int]:
        """Return the word numbers of several units, one after the other."""
        return list(chain.from_iterable(self[unit] for unit in units))


def alike(units: Units, old: range, new: range) -> Pair | None:
    """Return the pair of these ranges with its weight; None if they have too little in common."""
    left, right = units.old.joined(old), units.new.joined(new)
    common = common_words(left, right)
    lost, gained = sorted((len(left) - common, len(right) - common))
    weight = common - _LESS * lost - _MORE * gained
    return Pair(old.start, old.stop, new.start, new.stop, weight) if weight > 0 else None


def joined_pairs(units: Units, single: Pair, old: range, new: range) -> Iterator[Pair]:
    """Yield the pairs in which one side of ``single`` is joined with a neighbour inside the gap.

    A unit that was split or merged.
    """
    i, j = single.old, single.new
    ours, theirs = len(units.old[i]), len(units.new[j])
    if ours > theirs * (1 + _SAME_LENGTH):
        for part in (range(j - 1, j + 1), range(j, j + 2)):
            if (
                part.start in new
                and part[-1] in new
                and _all_inside(units.old[i], [units.new[k] for k in part])
            ):
                yield from filter(None, [alike(units, range(i, i + 1), part)])
    if theirs > ours * (1 + _SAME_LENGTH):
        for part in (range(i - 1, i + 1), range(i, i + 2)):
            if (
                part.start in old
                and part[-1] in old
                and _all_inside(units.new[j], [units.old[k] for k in part])
            ):
                yield from filter(None, [alike(units, part, range(j, j + 1))])


def _all_inside(whole: list[int], parts: list[list[int]]) -> bool:
    return all(common_words(part, whole) >= _JOINED_SHARE * len(part) for part in parts)


def common_words(left: list[int], right: list[int]) -> int:
    """Return how many words two units share in order.

    In any order where that would take too long.
    """
    if len(left) * len(right) > MAX_CELLS:
        return (Counter(left) & Counter(right)).total()
    return LCSseq.similarity(left, right)
