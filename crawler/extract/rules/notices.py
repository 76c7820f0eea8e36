"""Marks in a story's own text.

That it is still developing, and that it was corrected, clarified or updated.

A story about a correction is no correction: only the wordings that newsrooms set for the purpose
count, see the kinds under ``notices`` in ``crawler.languages.word_kinds``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from crawler.extract.rules.house_wordings import is_time_line
from crawler.languages import (
    Kind,
    alternatives,
    by_language,
    kinds_in,
    mask,
    primary_language,
)

_START = r"^[\s\[(*•|>_\u2013\u2014-]*"
"""What may stand before a label. A quotation mark may not: then somebody else says it."""

_UNQUOTED = r"(?<![\"'\u201c\u201e\u2018\u00ab])\b"
"""Where a sentence may begin that speaks of the article itself: not behind a quotation mark."""

_STAMP = (
    r"(?:\s*[,(\[]?\s*[^:\u2013\u2014]{0,40}?\d[^:\u2013\u2014]{0,30}"
    r"(?::\d\d[^:\u2013\u2014]{0,20})?[)\]]?)?"
)
"""A day or a time between a label and its colon."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN_WORDS = 2
"""Words besides those of a time that a label's paragraph has: "Updated 3:15 PM" is no notice."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-z]|[\"\u201c\u201e«(])")
_MAX_NOTICE_LENGTH = 700
"""Characters of a paragraph that is a notice as a whole. In a longer one, the sentence is."""


_LABELS, _SENTENCES = mask(Kind.NOTICE_LABELS), mask(Kind.NOTICE_SENTENCES)
_DEVELOPING_KINDS = mask(Kind.DEVELOPING, Kind.DEVELOPING_ALONE, Kind.DEVELOPING_LABELS)


class _Patterns(NamedTuple):
    """How notices begin, and what they say, in some languages."""

    label: re.Pattern[str]
    heading: re.Pattern[str]
    sentence: re.Pattern[str]


def developing(paragraphs: Sequence[str]) -> bool:
    """Return whether the story says of itself that it is still developing."""
    return any(
        kinds_in(paragraph) & _DEVELOPING_KINDS and _developing().search(paragraph)
        for paragraph in paragraphs
    )


def notices(paragraphs: Sequence[str], language: str | None) -> tuple[str, ...]:
    """Return the notices on changes, and editor's notes, as and where they stand in the text.

    Corrections, clarifications and updates. A label that is a paragraph of its own belongs with the
    paragraph below it, and both are given. ``language`` is the story's, as an ISO 639 code; without
    one every language's wordings count.
    """
    code = primary_language(language)
    patterns = _patterns(code if code in by_language(Kind.NOTICE_LABELS) else None)
    return tuple(dict.fromkeys(_found(paragraphs, patterns)))


def announces(paragraph: str) -> bool:
    """Return whether a paragraph says, in any language, that its story develops or was changed."""
    return developing((paragraph,)) or bool(notices((paragraph,), None))


def _found(paragraphs: Sequence[str], patterns: _Patterns) -> Iterator[str]:
    below = False
    for at, paragraph in enumerate(paragraphs):
        told = kinds_in(paragraph)
        label = bool(told & _LABELS)
        heading = (
            label and at + 1 < len(paragraphs) and patterns.heading.match(paragraph) is not None
        )
        if heading or below or (label and _labelled(paragraph, patterns.label)):
            yield paragraph
        elif told & _SENTENCES and patterns.sentence.search(paragraph):
            yield _notice(paragraph, patterns.sentence)
        below = heading


def _labelled(paragraph: str, label: re.Pattern[str]) -> bool:
    """Return whether the paragraph begins with a label and says more than a time behind it."""
    found = label.match(paragraph)
    return (
        found is not None
        and not is_time_line(paragraph)
        and len(_WORD.findall(_clock().sub(" ", paragraph[found.end() :]))) >= _MIN_WORDS
    )


def _notice(paragraph: str, sentence: re.Pattern[str]) -> str:
    """Return the paragraph, or of a long one the sentences that are the notice."""
    if len(paragraph) <= _MAX_NOTICE_LENGTH:
        return paragraph
    return (
        " ".join(part for part in _SENTENCE_END.split(paragraph) if sentence.search(part))
        or paragraph
    )


def _one_of(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


@cache
def _patterns(language: str | None) -> _Patterns:
    """Return a language's wordings with the English ones, which are used everywhere.

    Those of all languages for ``None``. Made when first asked for: most processes meet few
    languages.
    """
    labels, sentences = by_language(Kind.NOTICE_LABELS), by_language(Kind.NOTICE_SENTENCES)
    codes = tuple(dict.fromkeys((language, "en")) if language else labels)
    label = _one_of(pattern for code in codes for pattern in labels[code])
    sentence = _one_of(pattern for code in codes for pattern in sentences.get(code, ()))
    behind = rf"(?:{_STAMP}\s*[:\uff1a\u2013\u2014]|\s-\s)"
    return _Patterns(
        re.compile(rf"{_START}{label}{behind}|^\W*[\[(]{label}\b", re.IGNORECASE),
        re.compile(rf"^\W*{label}\W*$", re.IGNORECASE),
        re.compile(rf"{_UNQUOTED}{sentence}\b", re.IGNORECASE),
    )


@cache
def _clock() -> re.Pattern[str]:
    return re.compile(rf"\b(?:\d[\d:.,/]*|{alternatives(Kind.CLOCK_WORDS)})\b", re.IGNORECASE)


@cache
def _developing() -> re.Pattern[str]:
    """Return what says that a story develops.

    Made when first asked for, as the others: a crawl's own process asks only when it learns a
    site's boilerplate, and until then need not read the languages' files.
    """
    return re.compile(
        rf"{_UNQUOTED}(?:{alternatives(Kind.DEVELOPING)})\b"
        rf"|^\W*(?:{alternatives(Kind.DEVELOPING_ALONE)})\W*$"
        rf"|{_START}(?:{alternatives(Kind.DEVELOPING_LABELS)})\s*[:\u2013\u2014]",
        re.IGNORECASE,
    )
