"""The words of a sentence with what the rules ask of each.

Its place, whether it is a number, a date or a name.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from crawler.change.lexicon import lexicon
from crawler.diff import is_word, words

_ADDRESS = re.compile(
    r"[^\s<>()\"“”«»]{1,200}@[^\s<>()\"“”«»]{1,200}"
    r"|(?:https?://|www\.)[^\s<>\"“”«»]{1,2000}"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}/[^\s<>\"“”«»]{0,2000}",
    re.IGNORECASE,
)

TokenKind = Literal["number", "date", "name", "word", "address"]


@dataclass(frozen=True, slots=True)
class WordToken:
    """A word, where it starts in its sentence, and what kind of word it is."""

    text: str
    start: int
    kind: TokenKind

    @property
    def end(self) -> int:
        """Where it ends in its sentence."""
        return self.start + len(self.text)


def read_tokens(
    sentence: str, language: str, known_names: frozenset[str] = frozenset()
) -> list[WordToken]:
    """Return the words of a sentence.

    ``language`` is a two-letter code; ``known_names`` are names found elsewhere in the text.
    """
    found: list[tuple[str, int]] = []
    start = 0
    for word in words(sentence):
        if is_word(word):
            found.append((word, start))
        start += len(word)
    texts = [text for text, _ in found]
    within = _addresses(sentence)
    return [
        WordToken(
            text,
            start,
            "address" if within and within(start) else _kind(texts, i, language, known_names),
        )
        for i, (text, start) in enumerate(found)
    ]


def _addresses(sentence: str) -> Callable[[int], bool] | None:
    """Return whether a place lies within a web or mail address. None where there is no address.

    The parts of an address are no numbers, dates or names.
    """
    ranges = [found.span() for found in _ADDRESS.finditer(sentence)]
    return (lambda place: any(a <= place < b for a, b in ranges)) if ranges else None


def names_within(sentence: str, language: str) -> set[str]:
    """Return the names of a sentence that its first word isn't.

    There a capital letter says nothing.
    """
    return {token.text for token in read_tokens(sentence, language)[1:] if token.kind == "name"}


def _kind(texts: Sequence[str], i: int, language: str, known_names: frozenset[str]) -> TokenKind:
    text = texts[i]
    folded = text.lower()
    lists = lexicon()
    ruled = language in lists.languages
    if (
        any(character.isdigit() for character in text)
        or _is_numeral(text)
        or (ruled and folded in lists.numbers.get(language, ()))
    ):
        return "number"
    if ruled and (
        folded in lists.dates.get(language, ())
        or (language == "en" and _is_english_month(texts, i))
    ):
        return "date"
    return "name" if ruled and _is_name(texts, i, language, known_names) else "word"


def _is_english_month(texts: Sequence[str], i: int) -> bool:
    """Return whether "March" or "May" is the month.

    Beside a number, or with its capital behind a preposition of time.
    """
    if texts[i].lower() not in {"march", "may"}:
        return False
    before, after = texts[i - 1].lower() if i else "", texts[i + 1] if i + 1 < len(texts) else ""
    if before.isdigit() or after.isdigit():
        return True
    return texts[i][0].isupper() and before in lexicon().before_month


def _is_numeral(text: str) -> bool:
    return all(unicodedata.numeric(character, None) is not None for character in text)


def _is_name(texts: Sequence[str], i: int, language: str, known_names: frozenset[str]) -> bool:
    text = texts[i]
    if not text[:1].isupper() or (
        language == "en" and text[0] == "I" and not text[1:2].isalpha()
    ):  # I, I'm, I've
        return False
    follows_capital = (
        i > 0
        and texts[i - 1][:1].isupper()
        and (i > 1 or texts[0] in known_names or language == "de")
    )
    before_capital = (
        i + 1 < len(texts) and texts[i + 1][:1].isupper() and not texts[i + 1].isupper()
    )
    if language == "de":
        return text in known_names or _is_german_name(
            texts, i, beside_capital=follows_capital or before_capital
        )
    return i > 0 or text in known_names or before_capital


def _is_german_name(texts: Sequence[str], i: int, *, beside_capital: bool) -> bool:
    """Return whether a German word is a name.

    Beside another capital, or without the article or adjective that nouns have.
    """
    text = texts[i]
    if len(text) < 3 or text.lower().endswith(lexicon().noun_endings):  # noqa: PLR2004
        return False
    if beside_capital:
        return i > 0 or texts[1].lower() not in lexicon().before_noun
    before = texts[i - 1].lower() if i else ""
    return (
        i > 0
        and before not in lexicon().before_noun
        and not before.endswith(("e", "en", "er", "es", "em"))
    )
