"""Words with a value, in the languages that have rules; and what tells German nouns from names."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from crawler.languages import Kind, by_language, flagged, terms


class Lexicon(NamedTuple):
    """The word lists of ``crawler.languages`` that the rules on facts ask."""

    languages: frozenset[str]
    """Those in which a capital letter within a sentence marks a name.

    German needs more, see ``before_noun`` and ``noun_endings``.
    """
    numbers: Mapping[str, frozenset[str]]
    dates: Mapping[str, frozenset[str]]
    before_month: frozenset[str]
    before_noun: frozenset[str]
    noun_endings: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Return the lists, read at the first call."""
    return Lexicon(
        languages=flagged(Kind.NAMES_BY_CAPITALS),
        numbers=_each(Kind.NUMBERS),
        dates=_each(Kind.DATES),
        before_month=frozenset(terms(Kind.BEFORE_MONTH)),
        before_noun=frozenset(terms(Kind.BEFORE_NOUN)),
        noun_endings=terms(Kind.NOUN_ENDINGS),
    )


def _each(kind: Kind) -> Mapping[str, frozenset[str]]:
    """Return a kind's words by language: "to" is a number in Danish alone."""
    return {code: frozenset(own) for code, own in by_language(kind).items()}
