"""What stands before the items of a list, and is none of their words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from crawler.languages import Kind, terms
from crawler.model import Extraction

_NUMBER = r"\(?(?P<mark>\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]"
_NUMBERED = re.compile(rf"\s*{_NUMBER}\s+(?=(?P<word>\w*))")
_NUMBER_ALONE = re.compile(_NUMBER)
_BULLET = re.compile(r"^\s*[•‣▪▫●○◦■□►▶∙⁃·∗*–—-]\s+(?=\S)")  # noqa: RUF001  # all marks of lists


def is_number_alone(text: str) -> bool:
    """Return whether a sentence is nothing but an item's number."""
    return _NUMBER_ALONE.fullmatch(text) is not None


def are_numbered(paragraphs: Sequence[str]) -> bool:
    """Return whether a text has a numbered list: two paragraphs with numbers at least."""
    return sum(_mark_end(text) > 0 or is_number_alone(text) for text in paragraphs) > 1


def only_renumbers(old: str, new: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Return whether an edit is of the numbers of a list's items alone.

    ``before`` and ``after`` are the stretches of the two sentences that differ.
    """
    return all(stretch[1] <= _mark_end(text) for text, stretch in ((old, before), (new, after)))


def _mark_end(text: str) -> int:
    """Return where an item's number ends, 0 where there is none. ``5. Mai`` is a date."""
    found = _NUMBERED.match(text)
    return 0 if found is None or found["word"].lower() in _months() else found.end()


@cache
def _months() -> frozenset[str]:
    forms = frozenset(form for month in terms(Kind.MONTHS) for form in month.split())
    short = (word for word in terms(Kind.DATES) if any(form.startswith(word) for form in forms))
    return frozenset((*forms, *short))


def without_bullets(text: Extraction) -> Extraction:
    """Return the text without the marks, but numbers, that stand before paragraphs."""
    return replace(
        text, paragraphs=tuple(_BULLET.sub("", part, count=1) for part in text.paragraphs)
    )
