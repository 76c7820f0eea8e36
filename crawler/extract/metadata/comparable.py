"""Texts made comparable."""

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b\u200e\u200f\ufeff\x00-\x1f]+")
_NO_WORD = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """Return the text on one line.

    White space, invisible marks and control characters folded into single spaces.
    """
    return _SPACE.sub(" ", text).strip()


def plain(text: str | None) -> str:
    """Return the words of a text alone, in lower case.

    What two spellings of one headline have in common.
    """
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text or "").lower()).strip()


def squeezed(text: str | None) -> str:
    """Return the letters and digits of a text alone.

    What an outlet's name and its host have in common.
    """
    return plain(text).replace(" ", "")
