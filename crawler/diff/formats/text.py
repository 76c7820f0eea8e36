"""A Diff's lines as plain text that needs no colour.

``[-removed-]`` and ``{+added+}``, as GNU wdiff writes them.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from crawler.diff.formats.lines import DiffLine
from crawler.diff.values import Span

SIGNS = {
    "field": "~ ",
    "same": "  ",
    "folded": "  ",
    "edited": "~ ",
    "added": "+ ",
    "removed": "- ",
    "moved_here": "> ",
    "moved_away": "< ",
    "beside": "~ ",
}
"""What stands before a line of each role."""

_BRACKETS = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}


class DiffPart(NamedTuple):
    """A stretch of a line, and what it is: whoever has colours may give it one."""

    text: str
    role: Literal["sign", "note", "folded", "same", "added", "removed"]


def as_parts(line: DiffLine) -> Iterator[DiffPart]:
    """Yield a line's parts, its sign first.

    A paragraph that came or left as a whole has no brackets: its sign says so.
    """
    yield DiffPart(SIGNS[line.role], "sign")
    if line.role == "folded":
        yield DiffPart(f"({line.note})", "folded")
        return
    if line.entry:
        yield DiffPart(f"[{line.entry}] ", "note")
    if line.role in {"moved_here", "moved_away"}:
        yield DiffPart(f"({line.note}) ", "note")
    elif line.note:
        yield DiffPart(f"{line.note}: ", "note")
    if line.role == "added":
        yield DiffPart(_joined(line), "added")
    elif line.role == "removed":
        yield DiffPart(_joined(line), "removed")
    else:
        yield from map(_marked, line.spans)


def _joined(line: DiffLine) -> str:
    return "".join(span.text for span in line.spans)


def _marked(span: Span) -> DiffPart:
    start, end = _BRACKETS[span.mark]
    # a break of paragraphs is shown: one that came or left is an edit too
    return DiffPart(start + span.text.replace("\n\n", "¶\n") + end, span.mark)
