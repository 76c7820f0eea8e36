"""What a person asks for.

Words that all must stand in a text, "phrases" in quotes, and beginnings of words with an asterisk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.errors import UsageError
from crawler.search.words import read

MAX_WORDS = 100
"""Longer queries are a text that was pasted by mistake."""

_HINT = (
    'All words must stand in a text; "words in quotes" stand together in this '
    "order; bridg* finds the words that begin so."
)
_QUOTES = str.maketrans("\u201c\u201d\u201e\u201f\uff02", '"' * 5)
_PART = re.compile(r'"(?P<phrase>[^"]*)"(?P<star>\*?)|(?P<word>[^\s"]+)|(?P<open>")')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together in this order. ``prefix``: the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that all must stand in a text, in any order. ``terms`` is never empty."""

    text: str
    terms: tuple[Term, ...]


def parse(text: str) -> Query:
    """Return the query that a text means.

    Raises ``UsageError`` that says what is wrong with it, and where.
    """
    terms = tuple(_terms(text.translate(_QUOTES)))
    if not terms:
        raise UsageError(f"there is no word to search for in {text!r}", hint=_HINT)
    if sum(len(term.words) for term in terms) > MAX_WORDS:
        raise UsageError(
            f"a query has {MAX_WORDS} words at most",
            hint="Put the telling words of a long passage in quotes.",
        )
    return Query(text, terms)


def _terms(text: str) -> Iterator[Term]:
    for part in _PART.finditer(text):
        if part["open"]:
            raise UsageError(
                f"the quotation mark at character {part.start() + 1} is never closed: {text}",
                hint=_HINT,
            )
        term = _term(
            part["word"] if part["word"] is not None else part["phrase"].strip() + part["star"],
            text,
        )
        if term is not None:
            yield term


def _term(part: str, text: str) -> Term | None:
    """Return the words of one part, or None where it has none: a dash, say."""
    stem = part.removesuffix("*")
    if "*" in stem:
        raise UsageError(
            (
                "an asterisk may stand only at the end of a word or phrase, not as in "
                f"{part!r}: {text}"
            ),
            hint=_HINT,
        )
    words = tuple(word.text for word in read(stem))
    prefix = stem != part
    if prefix and not _ends_in_word(stem):
        raise UsageError(f"the asterisk in {part!r} follows no word: {text}", hint=_HINT)
    return Term(words, prefix) if words else None


def _ends_in_word(stem: str) -> bool:
    last = None
    for word in read(stem):
        last = word
    return last is not None and last.end == len(stem)
