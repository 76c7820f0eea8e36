"""Texts that were decoded wrongly once, beside what they were meant to be. The one door of ftfy.

A page whose server repairs its encoding has the same words as before. Four faults are known: UTF-8
read as another encoding ("cafÃ©"), letters that were replaced by U+FFFD, letters that were replaced
by a question mark within a word, and references that were escaped twice ("&ldquo;" as it stands).
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from crawler.model import Extraction, StoryCaption, StoryEmbed, StoryLink

T = TypeVar("T", StoryCaption, StoryLink, StoryEmbed)

_BROKEN = re.compile("\ufffd|(?<=\\w)\\?(?=\\w)|(?<=\\w)\\?(?=\\W|$)|(?<!\\w)\\?(?=\\w)")
_CUT_QUOTE = re.compile("â€(?=\\W|$)")
"""What is left of a closing quotation mark whose last byte no encoding shows."""
_STRAY = re.compile("(?<![\\w\u0300-\u036f])\\s?Â(?=\\s|$)")
"""What is left of a no-break space whose second byte was taken for white space."""
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#[xX][\da-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});")
_MAX_LOST = 3
"""Letters that may stand for one sign of replacement: as many as its bytes can be."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Two texts as they were meant, and the words that were repaired on one side alone."""

    old: Extraction
    new: Extraction
    words: tuple[tuple[str, str], ...]
    """Each as it stood before and as it stands now."""


def repaired(old: Extraction, new: Extraction) -> Repaired | None:
    """Return both texts with their encoding repaired; None where neither needs it.

    What stands for lost letters is read from the other text, where a word there fits it alone.
    """
    ours, theirs = _decoded(old), _decoded(new)
    before, after = _restored(ours, theirs), _restored(theirs, ours)
    if before is old and after is new:
        return None
    return Repaired(before, after, tuple(dict.fromkeys(_exchanged(old, new, before, after))))


def _parts(text: Extraction) -> Iterator[str]:
    yield from text.paragraphs
    yield from text.authors
    yield from filter(None, (text.title, text.shown_title))
    yield from (one.text for side in (text.captions, text.links, text.embeds) for one in side or ())


def _rewritten(text: Extraction, forms: dict[str, str]) -> Extraction:
    if all(part == form for part, form in forms.items()):
        return text
    return replace(
        text,
        paragraphs=tuple(forms[part] for part in text.paragraphs),
        authors=tuple(forms[part] for part in text.authors),
        title=forms[text.title] if text.title else text.title,
        shown_title=forms[text.shown_title] if text.shown_title else text.shown_title,
        captions=_with_texts(text.captions, forms),
        links=_with_texts(text.links, forms),
        embeds=_with_texts(text.embeds, forms),
    )


def _with_texts(side: tuple[T, ...] | None, forms: dict[str, str]) -> tuple[T, ...] | None:
    return None if side is None else tuple(replace(one, text=forms[one.text]) for one in side)


def _decoded(text: Extraction) -> Extraction:
    """Return the text with UTF-8 that was read as another encoding read as UTF-8."""
    return _rewritten(text, {part: _as_utf8(part) for part in _parts(text)})


def _as_utf8(text: str) -> str:
    text = _REFERENCE.sub(lambda found: html.unescape(found[0]), text)
    if text.isascii():
        return text
    import ftfy  # a crawl's own process compares no texts, and need not wait for it

    return _STRAY.sub("", _CUT_QUOTE.sub("”", ftfy.fix_encoding(text)))


def _restored(text: Extraction, other: Extraction) -> Extraction:
    """Return the text with its replaced letters taken from the other text's words."""
    broken = {part for part in _parts(text) if _BROKEN.search(part)}
    if not broken:
        return text
    words = {word for part in _parts(other) for word in part.split() if not word.isascii()}
    known = {word for part in _parts(other) for word in part.split()}
    forms = {part: part for part in _parts(text)}
    for part in broken:
        forms[part] = " ".join(
            _only_fit(word, words) if word not in known and _BROKEN.search(word) else word
            for word in part.split(" ")
        )
    return _rewritten(text, forms)


def _only_fit(word: str, words: set[str]) -> str:
    letters = _BROKEN.split(word)
    fit = re.compile(f"[^\\x00-\\x7f]{{1,{_MAX_LOST}}}".join(map(re.escape, letters)))
    found = [candidate for candidate in words if fit.fullmatch(candidate)]
    return found[0] if len(found) == 1 else word


def _exchanged(
    old: Extraction, new: Extraction, before: Extraction, after: Extraction
) -> Iterator[tuple[str, str]]:
    there = [set(" ".join(_parts(text)).split()) for text in (old, new)]
    for part, form in zip(_parts(old), _parts(before), strict=True):
        yield from (pair for pair in _words(part, form) if pair[0] not in there[1])
    for part, form in zip(_parts(new), _parts(after), strict=True):
        yield from (pair[::-1] for pair in _words(part, form) if pair[0] not in there[0])


def _words(part: str, form: str) -> Iterator[tuple[str, str]]:
    ours, theirs = _STRAY.sub("Â", part).split(), form.split()
    if part != form and len(ours) == len(theirs):
        yield from ((one, other) for one, other in zip(ours, theirs, strict=True) if one != other)
