"""Marked words cut to a room, so that what is marked stays in sight."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from crawler.diff import Span, Spans
from crawler.diff.spans import merged

_GAP = "…"
_FEW = 2
"""So many marked stretches share half of the room each; more of them get a third."""


def excerpt(spans: Spans, room: int) -> Spans:
    """Return the spans as one line of at most about ``room`` letters, wide ones counted twice.

    What is left out is shown as ``…``, inside the mark where marked words are left out. White space
    is a single space.
    """
    lines = (Span(span.mark, _one_line(span.text, room)) for span in spans)
    parts = list(merged(part for line in lines for part in _bare(line)))
    if parts:
        parts[0] = Span(parts[0].mark, parts[0].text.lstrip())
        parts[-1] = Span(parts[-1].mark, parts[-1].text.rstrip())
        parts = [part for part in parts if part.text]
    if sum(width(part.text) for part in parts) <= room:
        return tuple(parts)
    return _cut(parts, room)


def _bare(part: Span) -> Iterator[Span]:
    """Yield a part, the white space around marked words unmarked."""
    words = part.text.strip()
    if part.mark == "same" or not words:
        yield part
        return
    yield Span("same", " " * part.text[0].isspace())
    yield Span(part.mark, words)
    yield Span("same", " " * part.text[-1].isspace())


def width(text: str) -> int:
    """Return how wide a text is: wide letters count twice, what stands on others not at all."""
    return len(text) if text.isascii() else sum(map(_width_of, text))


def _cut(parts: list[Span], room: int) -> Spans:
    marked = sum(part.mark != "same" for part in parts)
    limits = {"same": room // 4, "added": room // (2 if marked <= _FEW else 3)}
    limits["removed"] = limits["added"]
    if not marked:
        return (Span("same", _head("".join(part.text for part in parts), room)),)
    result: list[Span] = []
    left = room
    for number, part in enumerate(parts):
        limit = min(left, limits[part.mark])
        is_context = part.mark == "same"
        if limit < _width_of(part.text[0]) + 1:
            break
        if width(part.text) <= limit:
            text = part.text
        elif is_context and number == 0:
            text = _tail(part.text, limit)
        elif is_context and number + 1 == len(parts):
            text = _head(part.text, min(left, room))
        else:
            text = _middle(part.text, limit)
        result.append(Span(part.mark, text))
        left -= width(text)
    if len(result) < len(parts) and not result[-1].text.endswith(_GAP):
        result[-1] = Span(result[-1].mark, result[-1].text.rstrip() + _GAP)
    return tuple(result)


def _one_line(text: str, room: int) -> str:
    """Return the text with single spaces. Of a very long one, no more than a cut could use."""
    longest = 8 * room
    if len(text) > 2 * longest:
        text = f"{text[:longest]}{_GAP}{text[-longest:]}"
    if not text.strip():
        return " " if text else ""
    start, end = " " * text[0].isspace(), " " * text[-1].isspace()
    return f"{start}{' '.join(text.split())}{end}"


def _head(text: str, room: int) -> str:
    """Return the beginning of the text, at the end of a word where one is near."""
    end, used = 0, 1
    while end < len(text) and used + _width_of(text[end]) <= room:
        used += _width_of(text[end])
        end += 1
    if end == len(text):
        return text
    while end and not _width_of(text[end]):
        end -= 1
    space = text.rfind(" ", end // 2, end + 1)
    return text[: space if space > 0 else end].rstrip() + _GAP


def _tail(text: str, room: int) -> str:
    """Return the end of the text, from the start of a word where one is near."""
    start, used = len(text), 1
    while start and used + _width_of(text[start - 1]) <= room:
        start -= 1
        used += _width_of(text[start])
    while start < len(text) and not _width_of(text[start]):
        start += 1
    space = text.find(" ", start, (start + len(text)) // 2)
    return _GAP + text[space + 1 if space >= 0 else start :].lstrip()


def _middle(text: str, room: int) -> str:
    """Return the beginning and the end of the text."""
    return _head(text, room - room // 3).removesuffix(_GAP) + " " + _tail(text, room // 3)


@lru_cache(maxsize=4_096)
def _width_of(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
