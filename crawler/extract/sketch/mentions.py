"""Whether attributes mention one of some words: as a pattern would say that ignores case.

Most do not, and are long: such a pattern tries all words at each letter, which takes ten times as
long as to look for one word after the other.
"""

import re


class Mentioned:
    """Some strings in lower case ASCII, and some that count as whole words only."""

    def __init__(self, *strings: str, words: tuple[str, ...] = ()) -> None:
        whole = "|".join(rf"\b{re.escape(word)}\b" for word in words)
        self._strings, self._words = strings, words
        self._whole = re.compile(whole or "(?!)", re.IGNORECASE)
        self._any = re.compile(
            "|".join((*map(re.escape, strings), self._whole.pattern)), re.IGNORECASE
        )

    def found_in(self, text: str) -> bool:
        """Return whether one of them stands in the text, in whatever case."""
        if not text.isascii():  # other letters may match these without case
            return self._any.search(text) is not None
        holds = text.lower().__contains__
        if any(map(holds, self._strings)):
            return True
        return any(map(holds, self._words)) and self._whole.search(text) is not None
