"""A PDF's lines to paragraphs.

A PDF knows no paragraphs, only lines at places. A paragraph ends where a gap, an indent, another
size of letters or a short last line says so. What the pages repeat at their upper and lower edge is
no text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from crawler.extract.pdf.pdf_text import PdfDocument, PdfLine

_EDGE = 0.12
"""Share of a page's height, above and below, in which headers, footers and numbers stand."""
_MARGIN, _SMALL = 0.06, 0.9
"""Share of the height, at the lower edge, where letters this much smaller are no text, even on a
document's only page: its address, a right.
"""
_MIN_REPEATED = 2
_NUMBER = re.compile(
    r"^\W*(?:\w{1,8}\W{1,2})?(?:\d{1,4}|[ivxlc]{1,6})(?:\W{1,4}(?:\w{1,4}\W)?\d{1,4})?\W*$"
)
"""``7``, ``- 7 -``, ``Page 7``, ``7/12``, ``Seite 7 von 12``."""
_GAP, _MAX_STEP = 1.3, 3.0
"""Times the usual distance of lines from which it parts paragraphs; and sizes of letters beyond
which it says nothing of lines.
"""
_INDENT, _MAX_INDENT = 0.7, 5.0
"""Sizes of letters that a first line is set in by, at least and at most."""
_COMMON = 0.3
"""Share of the lines at the commonest place from which another one is a column's left, too."""
_OTHER_SIZE = 1.08
"""Times a size of letters from which it is another."""
_MAX_PARAGRAPH = 30
"""Lines of which one begins a paragraph, at least, where gaps or indents part paragraphs."""
_SHORT_LINE = 0.8
"""Share of its column's longest line below which a line that ends a sentence ends a paragraph."""
_SENTENCE_END = re.compile(
    "[.!?:\u2026\u3002\uff01\uff1f\u0964\u061f][\"'\u201c\u201d\u2019\u00bb)\\]]*$"
)
_BULLET = re.compile(r"^(?:[\u2022\u2023\u25aa\u25e6\u25cf\u25a0\u2013\u2014*]|\d{1,2}[.)])\s+\S")
_HYPHENS = ("-", "\u00ad", "\u2010")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}


def paragraphs_of(document: PdfDocument) -> tuple[tuple[str, PdfLine], ...]:
    """Return the paragraphs, each with its first line, without headers, footers and numbers."""
    repeated = set(_of_edges(document))
    lines = [line for line in document.lines if line not in repeated]
    compounds = _compounds(lines)
    return tuple((_joined(group, compounds), group[0]) for group in _Layout(lines).groups(lines))


def _of_edges(document: PdfDocument) -> Iterator[PdfLine]:
    """Yield the lines at the pages' edges that repeat, and the numbers of pages."""
    edge = document.height * _EDGE
    outer = [line for line in document.lines if not edge < line.y < document.height - edge]
    pages: dict[tuple[str, int], set[int]] = defaultdict(set)
    for line in outer:
        pages[_form(line)].add(line.page)
    usual = median(line.size for line in document.lines)
    margin = document.height * _MARGIN
    for line in outer:
        in_margin = line.y <= margin
        if (
            len(pages[_form(line)]) >= _MIN_REPEATED
            or _NUMBER.match(line.text)
            or (in_margin and line.size < usual * _SMALL)
        ):
            yield line


def _form(line: PdfLine) -> tuple[str, int]:
    """Return what a header shares with that of another page: its words, at its height."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "0", line.text), round(line.y / 4)


class _Layout:
    """How a document's lines stand: their distance, their columns, how paragraphs are set apart."""

    def __init__(self, lines: Sequence[PdfLine]) -> None:
        self._longest: Counter[tuple[int, int]] = Counter()
        self._places: Counter[tuple[int, int]] = Counter()
        for line in lines:
            column = _column(line)
            self._places[column] += 1
            self._longest[column] = max(self._longest[column], len(line.text))
        steps = [
            (upper.y - lower.y) / upper.size
            for upper, lower in pairwise(lines)
            if upper.page == lower.page
            and _alike(upper, lower)
            and 0 < upper.y - lower.y < _MAX_STEP * upper.size
        ]
        self._leading = median(steps) if steps else 1.2
        marked = sum(map(self._is_indented, lines)) + sum(map(self._is_gap, steps))
        self._is_marked = marked * _MAX_PARAGRAPH > len(lines)

    def groups(self, lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
        """Return the lines of each paragraph."""
        groups: list[list[PdfLine]] = []
        for line in lines:
            if groups and not self._begins(groups[-1][-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        return groups

    def _begins(self, last: PdfLine, line: PdfLine) -> bool:
        """Return whether a line begins a paragraph, and does not go on with the one before it."""
        if not _alike(last, line) or last.bold != line.bold or _BULLET.match(line.text):
            return True
        step = (last.y - line.y) / line.size
        below = last.page == line.page and step >= 0
        if below and self._is_gap(step):
            return True
        if _SENTENCE_END.search(last.text) is None:
            return False
        if self._is_indented(line):
            return True
        return (not below or not self._is_marked) and self._is_short(last)

    def _is_gap(self, step: float) -> bool:
        return step > _GAP * self._leading

    def _is_indented(self, line: PdfLine) -> bool:
        indent = line.x - self._left(line)
        return _INDENT * line.size < indent < _MAX_INDENT * line.size

    def _left(self, line: PdfLine) -> float:
        """Return where the line's column begins: the first common place at it or before it."""
        near = {
            x: count
            for (size, x), count in self._places.items()
            if size == round(line.size) and 0 <= line.x - x + 1 < _MAX_INDENT * line.size
        }
        common = max(near.values(), default=0) * _COMMON
        return min((x for x, count in near.items() if count >= common), default=line.x)

    def _is_short(self, line: PdfLine) -> bool:
        return len(line.text) < _SHORT_LINE * self._longest[_column(line)]


def _column(line: PdfLine) -> tuple[int, int]:
    return round(line.size), round(line.x)


def _alike(one: PdfLine, other: PdfLine) -> bool:
    large, small = max(one.size, other.size), max(0.1, min(one.size, other.size))
    return large / small < _OTHER_SIZE


def _compounds(lines: Sequence[PdfLine]) -> frozenset[str]:
    """Return the words with a hyphen that stand within lines, so that it is their own."""
    return frozenset(
        word.lower() for line in lines for word in re.findall(r"\w+(?:-\w+)+", line.text)
    )


def _joined(group: Sequence[PdfLine], compounds: frozenset[str]) -> str:
    text = ""
    for line in group:
        if not text:
            text = line.text
        elif text.endswith(_HYPHENS) and line.text[:1].islower():
            word = re.split(r"\W", text[:-1])[-1] + "-" + re.split(r"\W", line.text)[0]
            text = (text if word.lower() in compounds else text[:-1]) + line.text
        elif _is_one_word(text, line.text):
            text += line.text
        else:
            text += f" {line.text}"
    return " ".join(text.translate(_LIGATURES).split())


def _is_one_word(before: str, after: str) -> bool:
    """Return whether no space belongs between two lines.

    A hyphen stands there that is the word's own, or the script writes none.
    """
    own = before[-1:] == "-" and before[-2:-1].isalnum()
    return own or (_is_dense(before[-1:]) and _is_dense(after[:1]))


def _is_dense(letter: str) -> bool:
    """Return whether a letter is of a script that writes no spaces."""
    return "\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"
