"""A Diff as plain text that needs no colour.

``[-removed-]`` and ``{+added+}``, as GNU wdiff writes them.
"""

from crawler.diff.formats.lines import CONTEXT, DiffLine, as_lines
from crawler.diff.values import Diff, Span
from crawler.visible import visible

SIGNS = {
    "field": "~ ",
    "same": "  ",
    "folded": "  ",
    "edited": "~ ",
    "added": "+ ",
    "removed": "- ",
    "moved_here": "> ",
    "moved_away": "< ",
}
"""What stands before a line of each role."""


def as_text(
    difference: Diff, *, old_label: str = "old", new_label: str = "new", context: int = CONTEXT
) -> str:
    """Labels, fields and paragraphs, one a line with blank lines between paragraphs.

    Ends with a line feed.
    """
    lines = as_lines(difference, context=context)
    counts = f"{difference.words_added} words added, {difference.words_removed} removed"
    parts = [f"--- {old_label}\n+++ {new_label}\n{counts}", *map(_written, lines)]
    return visible("\n\n".join(parts)) + "\n"


def _written(line: DiffLine) -> str:
    if line.role == "folded":
        return f"  ({line.note})"
    marked = (
        "".join(map(_marked, line.spans))
        if line.role in {"field", "edited", "moved_here"}
        else "".join(span.text for span in line.spans)
    )
    said = (
        f"({line.note}) "
        if line.role in {"moved_here", "moved_away"}
        else f"{line.note}: "
        if line.note
        else ""
    )
    return SIGNS[line.role] + said + marked.replace("\n\n", "¶\n  ")


def _marked(span: Span) -> str:
    if span.mark == "same":
        return span.text
    return f"[-{span.text}-]" if span.mark == "removed" else f"{{+{span.text}+}}"
