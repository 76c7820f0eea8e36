"""The quotations of a sentence."""

# ruff: noqa: RUF001  # the quotation marks are meant

from collections.abc import Iterator
from functools import cached_property

_QUOTES = {"“": "”", "„": "“", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"', "‹": "›"}


class Quotations:
    """The quotations of a sentence, read once."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    @cached_property
    def _found(self) -> list[tuple[int, int]]:
        return list(_quotations(self._sentence))

    def around(self, where: tuple[int, int]) -> str | None:
        """Return the quotation that holds the stretch, without its marks.

        Of a longer one, the part within the sentence.
        """
        return next(
            (
                self._sentence[start:end].strip()
                for start, end in self._found
                if start <= where[0] and where[1] <= end
            ),
            None,
        )


def _quotations(sentence: str) -> Iterator[tuple[int, int]]:
    opened: tuple[int, str] | None = None
    for at, character in enumerate(sentence):
        if opened and character == opened[1]:
            yield opened[0], at
            opened = None
        elif opened is None and character in _QUOTES and not _closes(sentence, at):
            opened = (at + 1, _QUOTES[character])
        elif opened is None and (
            character in "”»」』" or (character == '"' and _closes(sentence, at))
        ):
            yield 0, at
    if opened:
        yield opened[0], len(sentence)


def _closes(sentence: str, at: int) -> bool:
    """Return whether a quotation mark that opens none ends one.

    It stands behind a letter or mark, and before white space or the end.
    """
    behind = at > 0 and not sentence[at - 1].isspace()
    ahead = at + 1 == len(sentence) or not sentence[at + 1].isalnum()
    return behind and ahead
