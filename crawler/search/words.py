"""What can be searched for: the words of any script, folded to the form in which they are found.

Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are indexed
character by character, and so is Korean, whose particles are written onto the word. A word there is
a phrase of its characters, so it is found wherever it stands. A dictionary's segmentation, as
``crawler.diff`` uses, is no help here: it cuts the same characters differently in different
surroundings, and what it cut apart in the text is not found by what it left whole in the query.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crawler.pieces import PIECE, pieces

_SINGLE = (
    "\u0e00-\u0e4e\u0e80-\u0ece"  # Thai, Lao
    "\u1000-\u1049\u1050-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f"  # Burmese and its relatives
    "\u1780-\u17d3"  # Khmer
    # kana
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"
    "\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Hangul
)
"""Characters that are words of their own."""

_INNER = (
    "\u00ad\u200c\u200d\u2060"  # soft hyphen, joiners
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff"  # Latin, Greek and Cyrillic marks
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    # Arabic and Syriac marks
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed\u0711\u0730-\u074a"
    # the scripts of India: vowel signs and viramas are no letters to Python
    "\u0900-\u0963\u0971-\u0df3"
    "\u0f18-\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u135d-\u135f\u1712-\u1734\u18a9\u1a17-\u1a1b\u1b00-\u1b44"
)
"""Characters within a word that ``str.isalnum`` does not count."""

_WORD = re.compile(
    rf"[{_SINGLE}][\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f]*|(?:[^\W_{_SINGLE}]++|[{_INNER}]++)++"
)
"""Possessive: where it may go back, ``re`` takes 120 bytes of memory for each character of a word,
and a page may be one word.
"""
MAX_REMEMBERED = 64
"""Characters of a word whose folded form is remembered. Longer ones are no words, and would fill
the memory.
"""

_DROPPED = re.compile(
    "[\u00ad\u200c\u200d\u2060\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\ufe00-\ufe0f]"
)
"""What makes no difference to a search: accents, vowel points, joiners, variation selectors."""


_PLAIN_WORD = re.compile("[a-zA-Z0-9]+")
_ASCII = bytes(range(0x80))

_FOREIGN = re.compile(rf"[{_SINGLE}{_INNER}]|(?![a-zA-Z0-9_])\w")
"""A sign of a word that is not one of ASCII's."""


class Word(NamedTuple):
    """A folded word, and the stretch of the text that it was read from."""

    text: str
    start: int
    end: int


def is_plain(text: str) -> bool:
    """Return whether all words of a text are of ASCII: whatever else is in it stands between."""
    return text.isascii() or _FOREIGN.search(_beyond_ascii(text)) is None


def _beyond_ascii(text: str) -> str:
    """Return the signs of a text that are not of ASCII. As bytes: ``re`` takes ten times longer."""
    encoded = text.encode(errors="surrogatepass").translate(None, delete=_ASCII)
    return encoded.decode(errors="surrogatepass")


def plain_words(text: str, start: int = 0) -> Iterator[Word]:
    """Yield what ``read`` does, of a text whose words are plain: in a third of the time."""
    for found in _PLAIN_WORD.finditer(text, start):
        yield Word(found[0].lower(), found.start(), found.end())


def read(text: str, start: int = 0) -> Iterator[Word]:
    """Yield the words of a text in order, those from a place where one may begin.

    A stretch may give several words: ``½`` is read as 1 and 2.
    """
    for found in _WORD.finditer(text, start):
        for folded in fold(found[0]):
            yield Word(folded, found.start(), found.end())


def indexed(text: str) -> str:
    """Return the folded words of a text with single spaces between them.

    What the full-text index is fed.
    """
    return " ".join(found for piece in pieces(text) if (found := _indexed(piece)))


def _indexed(piece: str) -> str:
    if len(piece) <= 2 * PIECE and is_plain(piece):  # a longer one is one word
        return " ".join(_PLAIN_WORD.findall(piece)).lower()
    return " ".join(folded for stretch in _WORD.findall(piece) for folded in fold(stretch))


def fold(stretch: str) -> tuple[str, ...]:
    """Return the forms in which a stretch of letters is found.

    One word as a rule, without case, accents and compatible forms.
    """
    if stretch.isascii():
        return (stretch.lower(),)
    return _folded(stretch) if len(stretch) <= MAX_REMEMBERED else _folded_anew(stretch)


@lru_cache(maxsize=1 << 16)
def _folded(stretch: str) -> tuple[str, ...]:
    return _folded_anew(stretch)


def _folded_anew(stretch: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", stretch).casefold())
    return tuple(_WORD.findall(unicodedata.normalize("NFC", _DROPPED.sub("", plain))))
