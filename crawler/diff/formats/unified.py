"""A Diff as a unified diff that ``patch`` applies.

Title, byline and dates are lines at the top, as are captions, pictures, links and quoted posts that
differ, and each paragraph is one line.
"""

from collections.abc import Iterator, Sequence

from crawler.diff.values import AttachmentChange, Diff, DiffBlock, FieldChange

_Line = tuple[str, str]
"""The sign and the text."""

CONTEXT = 3


def as_unified(
    difference: Diff, *, old_label: str = "old", new_label: str = "new", context: int = CONTEXT
) -> str:
    """Return the unified diff, ending with a line feed; empty where nothing differs.

    A field that is equal on both sides is left out.
    """
    lines = [
        *_fields(difference.fields),
        *_beside(difference.attachments),
        *_body(difference.blocks),
    ]
    hunks = [_hunk(lines, first, end) for first, end in _hunks(lines, context)]
    return (
        "".join([f"--- {_one_line(old_label)}\n+++ {_one_line(new_label)}\n", *hunks])
        if hunks
        else ""
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fields(fields: Sequence[FieldChange]) -> Iterator[_Line]:
    for change in fields:
        if change.old is not None:
            yield "-", f"{change.name}: {_one_line(change.old)}"
        if change.new is not None:
            yield "+", f"{change.name}: {_one_line(change.new)}"


def _beside(changes: Sequence[AttachmentChange]) -> Iterator[_Line]:
    for change in changes:
        named = "" if change.kind == "caption" or not change.label else f"{change.label}: "
        if change.old is not None:
            yield "-", _one_line(f"{change.kind}: {named}{change.old}")
        if change.new is not None:
            yield "+", _one_line(f"{change.kind}: {named}{change.new}")


def _body(blocks: Sequence[DiffBlock]) -> Iterator[_Line]:
    for block in blocks:
        if block.kind == "same":
            yield from ((" ", text) for text in _paragraphs(block.new_text))
            continue
        if block.kind != "moved_here":
            yield from (("-", text) for text in _paragraphs(block.old_text))
        if block.kind != "moved_away":
            yield from (("+", text) for text in _paragraphs(block.new_text))


def _paragraphs(text: str) -> list[str]:
    return [line for line in map(_one_line, text.split("\n\n")) if line]


def _hunks(lines: Sequence[_Line], context: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of lines that are shown: changes with context, those that touch made one."""
    start = end = -1
    for number in (number for number, (sign, _) in enumerate(lines) if sign != " "):
        if start >= 0 and number - context > end:
            yield start, end
            start = -1
        start = max(0, number - context) if start < 0 else start
        end = min(len(lines), number + context + 1)
    if start >= 0:
        yield start, end


def _hunk(lines: Sequence[_Line], first: int, end: int) -> str:
    old_start = sum(sign != "+" for sign, _ in lines[:first])
    new_start = sum(sign != "-" for sign, _ in lines[:first])
    old_length = sum(sign != "+" for sign, _ in lines[first:end])
    new_length = sum(sign != "-" for sign, _ in lines[first:end])
    head = (
        f"@@ -{old_start + (old_length > 0)},{old_length} "
        f"+{new_start + (new_length > 0)},{new_length} @@\n"
    )
    return head + "".join(f"{sign}{text}\n" for sign, text in lines[first:end])
