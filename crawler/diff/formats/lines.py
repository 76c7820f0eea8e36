"""A Diff as lines for a reader.

Fields first, then the body's paragraphs, with unchanged ones far from any change folded, then what
changed beside the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from crawler.diff.values import Diff, DiffBlock, Spans

Role = Literal[
    "field", "same", "folded", "edited", "added", "removed", "moved_away", "moved_here", "beside"
]

CONTEXT = 1
"""Unchanged paragraphs shown on each side of a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """A field, a paragraph, or something beside the text.

    ``note`` is what to say beside it: the field's name, where it moved, how many are folded, what
    it is that stands beside the text.
    """

    role: Role
    spans: Spans
    note: str = ""
    entry: str = ""
    """The live blog's entry that it is part of, where the changed line before it is of none or
    another.
    """
    blocks: tuple[DiffBlock, ...] = ()
    """The body's blocks behind it: one, or all the folded ones; none for a field."""


def as_lines(difference: Diff, *, context: int = CONTEXT) -> list[DiffLine]:
    """Return all lines of a Diff, in order. A negative ``context`` folds nothing."""
    fields = [
        DiffLine(role="field", note=change.name, spans=change.spans) for change in difference.fields
    ]
    beside = [
        DiffLine(role="beside", note=change.kind, spans=change.spans)
        for change in difference.attachments
    ]
    return [*fields, *_with_entries(_body(difference.blocks, context)), *beside]


def _with_entries(lines: Iterable[DiffLine]) -> Iterator[DiffLine]:
    """Yield the lines, the first of each live blog's entry with its name."""
    last = ""
    for line in lines:
        if line.role == "folded":
            last = ""
            yield line
            continue
        name = line.blocks[0].entry
        yield replace(line, entry=name) if name != last else line
        last = name


def _body(blocks: Sequence[DiffBlock], context: int) -> Iterator[DiffLine]:
    changed = [number for number, block in enumerate(blocks) if block.kind != "same"]
    near = {number + step for number in changed for step in range(-context, context + 1)}
    for shown, group in groupby(
        enumerate(blocks), key=lambda entry: context < 0 or entry[0] in near
    ):
        run = [block for _, block in group]
        if shown:
            yield from map(_line, run)
        else:
            note = "1 paragraph unchanged" if len(run) == 1 else f"{len(run)} paragraphs unchanged"
            yield DiffLine(role="folded", spans=(), note=note, blocks=tuple(run))


def _line(block: DiffBlock) -> DiffLine:
    note = ""
    if block.kind == "moved_here":
        note = f"moved here, was paragraph {block.old[0] + 1}"
    elif block.kind == "moved_away":
        note = f"moved away, is now paragraph {block.new[0] + 1}"
    return DiffLine(role=block.kind, spans=block.spans, note=note, blocks=(block,))
