"""Where a line may end within a long word. The only module that knows Pyphen."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyphen import Pyphen  # type: ignore[import-untyped]  # it has no stubs

_LONG = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]{20,}"
)
"""A long word of a script whose lines end between words."""

_VERY_LONG = 28
"""Letters of a word that is divided even without a rule of its language."""
_MAX_COMPOUND = 90
_MIN_LETTERS = 8
"""Different letters in a true compound."""

_NEAR, _FAR = 4, 12
"""Letters after which a long word that is no compound may be divided: at a mark, anywhere."""

_HYPHEN, _NOTHING = "\u00ad", "\u200b"


def divided(text: str, language: str) -> str:
    """Return the text with places in long words where a line may end."""
    return _LONG.sub(lambda found: _breakable(found[0], language), text)


def _breakable(word: str, language: str) -> str:
    is_compound = word.isalpha() and len(word) <= _MAX_COMPOUND
    if is_compound and len(set(word.lower())) >= _MIN_LETTERS:
        hyphens = _hyphens(language)
        if hyphens is not None:
            return str(hyphens.inserted(word, _HYPHEN))
    if len(word) < _VERY_LONG:
        return word
    result, since = "", 0
    for letter in word:
        mark = bool(result) and not result[-1].isalnum() and since >= _NEAR
        if (mark or since >= _FAR) and unicodedata.category(letter)[0] != "M":
            result, since = f"{result}{_NOTHING}", 0
        result, since = result + letter, since + 1
    return result


@cache
def _hyphens(language: str) -> "Pyphen | None":
    """Return what knows where words of a language are divided, if there is anything."""
    import pyphen  # part of the extra

    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known) if known else None
