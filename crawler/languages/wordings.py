"""Which kinds of wordings a text may hold, told by one cheap look before any pattern is tried.

Of the thousands of wordings hardly one stands in a given line, and patterns that ignore case are
slow to say so. Each wording has *needles*: literal pieces of which one must stand in every text
that it matches. They are looked up by the words of the text, for all kinds at once. A look that
finds nothing is certain; one that finds something says only that the pattern has to be asked.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias

from crawler.languages.kept import digest, kept
from crawler.languages.tables import tables_made_of, terms
from crawler.languages.word_kinds import Kind

try:
    # Python's own reading of patterns. Where it is gone, every text may hold everything.
    import re._parser as _parser  # type: ignore[import-not-found]  # noqa: PLR0402
except ImportError:  # pragma: no cover
    _parser = None

DIGITS = 1
"""Set in ``kinds_in`` where a text has a digit."""
_BITS = {kind: 2 << at for at, kind in enumerate(Kind)}
EVERYTHING = (2 << len(_BITS)) - 1

GUARDED = (
    *(Kind.PROMPTS, Kind.WIDGET_LINES, Kind.POINTERS, Kind.SIGN_UP_CALLS, Kind.LEGAL),
    *(Kind.PICTURE_CREDITS, Kind.PICTURE_SOURCES, Kind.SERVICES, Kind.BIOGRAPHY),
    *(Kind.REPORTING_CREDITS, Kind.OPENINGS, Kind.MONTH_STEMS, Kind.AGO, Kind.PICTURE_WORDS),
    *(Kind.DEVELOPING, Kind.DEVELOPING_ALONE, Kind.DEVELOPING_LABELS),
    *(Kind.NOTICE_LABELS, Kind.NOTICE_SENTENCES, Kind.UPDATED),
    *(Kind.HOUSE_COUNTERS, Kind.RELATIVE_TIMES),
    *(Kind.MODIFIED_MARKS, Kind.PUBLISHED_MARKS, Kind.CREDIT_LABELS, Kind.PERMISSION),
    *(Kind.CREDIT_SENTENCES, Kind.COMMENT_PROMPTS),
)
"""The kinds that are looked for; a text may hold every other one.

The house's lines are left out: a third of all texts may hold one, and reading their patterns took
half of the time that the look costs a new process.
"""

_GRAM = 3
_FEW = 4
"""Letters of a class that are tried one by one."""
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"[\w ]+")
"""A wording that is a pattern only by name."""
_ANY_DIGIT = "#"
"""The needle that stands for any digit, as in the language files."""
_ODD = re.compile(
    "[\u00b5\u0345\u1fbe\u1fd3\u1fe3\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1e9b"
    "\u1c80-\u1c8a\ufb05\ufb06]"
)
"""Letters that match others without case and have another lower case: no look at such a text."""
_COMMON = {letter: at for at, letter in enumerate(" etaoinsrhldcumfpgwybvkxjqz"[::-1])}
"""How common a letter is in the Latin script; others count as rare."""


def mask(*kinds: Kind) -> int:
    """Return the kinds as bits of ``kinds_in``."""
    return sum(_BITS[kind] for kind in kinds)


_Parsed: TypeAlias = Any
"""What Python's reading of a pattern holds, of which there is no public description."""


class Needles(NamedTuple):
    """All needles: by letters of their longest word, those too short for it, and what has none.

    Each stands as its longest word, itself, and the kinds that it speaks for.
    """

    by_gram: dict[str, list[tuple[str, str, int]]]
    short: list[tuple[str, str, int]]
    digits: int
    unknown: int


class _Words(dict[str, tuple[int, tuple[tuple[str, int], ...]]]):
    """What words tell: the kinds for certain, and needles of several words to be looked for.

    Made when first asked for: a few thousand words are most of any text.
    """

    def __missing__(self, word: str) -> tuple[int, tuple[tuple[str, int], ...]]:
        if len(self) >= _MAX_WORDS:
            self.clear()
        told = self[word] = _told_by(word)
        return told


_MAX_WORDS = 50_000
_words = _Words()
_NOTHING: tuple[int, tuple[tuple[str, int], ...]] = (0, ())


@lru_cache(maxsize=1024)
def kinds_in(text: str) -> int:
    """Return which kinds of wordings a text may hold, as bits of ``mask``, and ``DIGITS``."""
    found, low = _index().unknown, None
    for word in text.split():
        told = _words[word]
        if told is _NOTHING:
            continue
        found |= told[0]
        for needle, kinds in told[1]:
            low = low or folded(text)
            if low is None or needle in low:
                found |= kinds
    return found


def _told_by(word: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    index, low = _index(), folded(word)
    if low is None:
        return EVERYTHING, ()
    bits = index.digits | DIGITS if _DIGIT.search(low) else 0
    grams = {low[at : at + _GRAM] for at in range(len(low) - _GRAM + 1)}
    if not low.isascii():
        grams.update(low)
    found = [one for gram in index.by_gram.keys() & grams for one in index.by_gram[gram]]
    needles: list[tuple[str, int]] = []
    for longest, needle, kinds in (*found, *index.short):
        if longest in low:
            if longest == needle:
                bits |= kinds
            else:
                needles.append((needle, kinds))
    return (bits, tuple(needles)) if bits or needles else _NOTHING


def folded(text: str) -> str | None:
    """Return a text so that letters that match one another without case are one.

    None where it has a letter for which that cannot be said.
    """
    if text.isascii():
        return text.lower()
    if _ODD.search(text):
        return None
    low = text.replace("\u0130", "i").lower().replace("\u0131", "i")
    return low.replace("\u017f", "s").replace("\u03c2", "\u03c3")


def _longest(needle: str) -> str:
    return max(needle.split(), key=len, default="")


@cache
def _index() -> Needles:
    found = kept("needles", needles_made_of())
    return worked_out() if found is None else Needles(*found)


def needles_made_of() -> str:
    """Return a hash of all that the needles are worked out of."""
    return digest([tables_made_of(), *Kind, *GUARDED])


def worked_out() -> Needles:
    """Return the needles of all wordings, each pattern read anew."""
    index = Needles({}, [], 0, 0)
    bits_of: dict[str, int] = {}
    unknown = EVERYTHING & ~DIGITS & ~mask(*GUARDED)
    for kind in GUARDED:
        for wording in terms(kind):
            needles = needles_of(wording)
            if not needles:
                unknown |= _BITS[kind]
            for needle in needles:
                bits_of[needle] = bits_of.get(needle, 0) | _BITS[kind]
    digits = bits_of.pop(_ANY_DIGIT, 0)
    for needle, bits in bits_of.items():
        longest = _longest(needle)
        if not longest:
            unknown |= bits
        gram = _rarest(longest)
        same = index.short if gram is None else index.by_gram.setdefault(gram, [])
        same.append((longest, needle, bits))
    return index._replace(digits=digits, unknown=unknown)


def _rarest(word: str) -> str | None:
    """Return the piece by which a word is looked up, None where it is too short for one.

    A sign beyond ASCII is rare enough alone.
    """
    if len(word) < _GRAM:
        return next((sign for sign in word if not sign.isascii()), None)
    grams = [word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)]
    return min(grams, key=lambda gram: sum(_COMMON.get(letter, 0) for letter in gram))


def needles_of(wording: str) -> tuple[str, ...]:
    """Return pieces of which one stands in every text that a wording matches; empty for none."""
    if _PLAIN.fullmatch(wording):
        low = folded(wording)
        return (low,) if low else ()
    if _parser is None:  # pragma: no cover
        return ()
    found = _needles(_parser.parse(wording.replace("#", r"\d").replace("{name}", ".*")))
    return tuple(dict.fromkeys(found))


def _needles(parts: _Parsed) -> Sequence[str]:
    """Return the best choice of needles among those of the parts of a parsed pattern."""
    choices = [choice for choice in _choices(parts) if choice and all(choice)]
    return max(choices, key=lambda choice: (min(map(_worth, choice)), -len(choice)), default=())


def _worth(needle: str) -> int:
    return 0 if needle == _ANY_DIGIT else len(needle)


def _choices(parts: _Parsed) -> Iterator[Sequence[str]]:
    """Yield the needles of every part that a match must have."""
    run = ""
    for kind, value in parts:
        if kind is _parser.LITERAL:
            run += chr(value)
            continue
        yield (folded(run) or "",)
        run = ""
        yield _inner(kind, value)
    yield (folded(run) or "",)


def _inner(kind: object, value: _Parsed) -> Sequence[str]:
    """Return the needles of one part that is no letter; empty where it has none for certain."""
    if kind is _parser.BRANCH:
        branches = [_needles(branch) for branch in value[1]]
        return [needle for branch in branches for needle in branch] if all(branches) else ()
    if kind is _parser.SUBPATTERN:
        return _needles(value[3])
    if kind in {_parser.MAX_REPEAT, _parser.MIN_REPEAT}:
        return _needles(value[2]) if value[0] else ()
    if kind is _parser.IN:
        if all(sort is _parser.CATEGORY and of is _parser.CATEGORY_DIGIT for sort, of in value):
            return (_ANY_DIGIT,)
        if len(value) <= _FEW and all(sort is _parser.LITERAL for sort, _ in value):
            return [folded(chr(letter)) or "" for _, letter in value]
    return ()
