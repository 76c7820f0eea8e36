"""Texts made comparable."""

import re
import unicodedata

from crawler.extract.unseen import without_unseen

_SPACE = re.compile(r"[\s\x00-\x1f]+")
_NO_WORD = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """Return the text on one line.

    White space and control characters folded into single spaces, unseen characters left out.
    """
    return _SPACE.sub(" ", without_unseen(text)).strip()


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
