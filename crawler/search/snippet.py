"""The stretch of a text that shows best how it answers a query.

The words that were asked for are marked.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import Literal

from crawler.search.query import Query, Term
from crawler.search.words import Word, is_plain, plain_words, read

WIDTH = 160
"""Characters of a text that are shown."""

BEFORE = 40
"""How many of them may stand before the first marked word."""

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")

WordReader = Callable[[str, int], Iterator[Word]]
"""Yields the words of a text from a place on."""

Part = tuple[Literal["text", "match"], str]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text in parts.

    Joined, they are the stretch; an ellipsis stands where the text goes on.
    """

    parts: tuple[Part, ...]

    @property
    def matches(self) -> int:
        """How many marked parts there are."""
        return sum(mark == "match" for mark, _ in self.parts)


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a term stands."""

    start: int
    end: int
    term: int


def excerpt(query: Query, text: str) -> Excerpt:
    """Return the stretch in which most of the query's terms stand, the first of such.

    Where none stands, the text's beginning.
    """
    flat = " ".join(text.split())
    plain = is_plain(flat)
    found = _plain_matches(query, flat) if plain else _matches(query, list(read(flat)))
    matches = sorted(found, key=lambda match: (match.start, -match.end))
    best = _best(matches, len(query.terms))
    words = plain_words if plain else read
    start, end = _bounds(flat, 0 if best is None else matches[best].start, words)
    shown = [match for match in matches if match.start >= start and match.end <= end]
    return Excerpt(tuple(_parts(flat, start, end, shown)))


def _best(matches: Sequence[_Match], terms: int) -> int | None:
    """Return the first match from which on most terms stand near: all, if that is possible."""
    best, most = None, -1
    for i in range(len(matches)):
        near = len(_terms_from(matches, i))
        if near > most:
            best, most = i, near
        if most == terms:
            break
    return best


def _matches(query: Query, words: Sequence[Word]) -> Iterator[_Match]:
    for number, term in enumerate(query.terms):
        for i in range(len(words) - len(term.words) + 1):
            if _stands(term, words, i):
                yield _Match(words[i].start, words[i + len(term.words) - 1].end, number)


def _plain_matches(query: Query, text: str) -> Iterator[_Match]:
    """Yield what ``_matches`` does, of a text whose words are plain. No other words are read."""
    folded = text.lower()  # as long as the text: ASCII alone has letters here
    for number, term in enumerate(query.terms):
        pattern = _pattern(term)
        found = pattern.search(folded)
        while found is not None:
            start, end = found.span()
            if start and folded[start - 1] in _PLAIN:
                end = start + 1  # it began within a word
            else:
                yield _Match(start, end, number)
            found = pattern.search(folded, end)


@lru_cache(maxsize=256)
def _pattern(term: Term) -> re.Pattern[str]:
    """Return what finds the term in a folded text whose words are plain.

    It begins with a letter, not with a look behind it: so ``re`` leaps from one such letter to the
    next.
    """
    words = "[^a-z0-9]+".join(map(re.escape, term.words))
    end = "[a-z0-9]*" if term.prefix else "(?![a-z0-9])"
    return re.compile(f"{words}{end}")


def _stands(term: Term, words: Sequence[Word], place: int) -> bool:
    *firsts, last = term.words
    found = words[place + len(firsts)].text
    if found != last and not (term.prefix and found.startswith(last)):
        return False
    return all(words[place + i].text == word for i, word in enumerate(firsts))


def _terms_from(matches: Sequence[_Match], first: int) -> set[int]:
    """Return the terms that stand whole in the stretch that this match would begin."""
    end = matches[first].start + WIDTH - BEFORE
    near = takewhile(lambda match: match.start < end, islice(matches, first, None))
    return {match.term for match in near if match.end <= end}


def _bounds(text: str, first: int, words_of: WordReader) -> tuple[int, int]:
    """Return where the stretch around a first match starts and ends: between words."""
    start = 0
    if first > BEFORE:
        near = words_of(text, text.rfind(" ", 0, first - BEFORE) + 1)
        start = next(word.start for word in near if word.start >= first - BEFORE)
    if len(text) - start <= WIDTH:
        return start, len(text)
    end = start + WIDTH
    for place in (_near(text, start, end), start):
        words = takewhile(lambda word: word.end <= end, words_of(text, place))
        last = max((word.end for word in words), default=None)
        if last is not None:
            return start, last if last > first else end
    return start, end


def _near(text: str, start: int, end: int) -> int:
    """Return a place near the end of a stretch where a word may begin.

    Behind its last space but one: the last word may reach beyond the end.
    """
    last = text.rfind(" ", start, end)
    return max(start, text.rfind(" ", start, max(start, last)) + 1)


def _parts(text: str, start: int, end: int, matches: Sequence[_Match]) -> Iterator[Part]:
    place = start
    lead = "… " if start else ""
    for match in matches:
        if match.start < place:
            continue
        if lead or match.start > place:
            yield "text", lead + text[place : match.start]
        yield "match", text[match.start : match.end]
        place, lead = match.end, ""
    rest = lead + text[place:end] + (" …" if end < len(text) else "")
    if rest:
        yield "text", rest
