"""A comparison as a page shows it: lines of runs, moved passages joined, long stretches folded.

Pure: values of ``crawler.diff`` in, frozen values for a template out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.diff import Diff, DiffBlock, Span, Spans
from crawler.diff.formats import DiffLine, as_lines
from crawler.model import Extraction

MAX_ROUGH = 200
"""Paragraphs that only one of two very long texts has, and that are shown."""

_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Move:
    """One end of a passage that stands elsewhere now. Both ends have the same number."""

    number: int
    is_away: bool
    """Whether this is the place that it left."""


@dataclass(frozen=True, slots=True)
class DiffRun:
    """Spans of a line that belong together: those of one moved passage, or all between two."""

    spans: Spans
    move: Move | None = None

    def side(self, *, old: bool) -> "DiffRun | None":
        """Return what of it stands in one of the two texts; None where nothing does."""
        if self.move is not None and self.move.is_away != old:
            return None
        other = "added" if old else "removed"
        spans = tuple(span for span in self.spans if span.mark != other)
        return DiffRun(spans, self.move) if spans else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A paragraph, or paragraphs that belong together; or unchanged ones that are folded."""

    role: str
    runs: tuple[DiffRun, ...] = ()
    move: Move | None = None
    """Where the whole of it moved."""
    place: int | None = None
    """The number of the paragraph at its other end, from 1, where the whole of it moved."""
    folded: tuple[str, ...] = ()
    """The texts of unchanged paragraphs that are shown on demand."""
    entry: str = ""
    """The live blog's entry that begins here, or goes on behind folded paragraphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPair:
    """What stands side by side. Either side may be empty; ``folded`` stands on both."""

    left: ShownLine | None = None
    right: ShownLine | None = None
    folded: tuple[str, ...] = ()


def shown_lines(difference: Diff) -> tuple[ShownLine, ...]:
    """Return the body of a comparison. Its fields are shown apart."""
    moves = _paragraph_moves(difference.blocks)
    cuts = _sentence_moves(difference, len(moves))
    numbers = {id(block): number for number, block in enumerate(difference.blocks)}
    return tuple(
        _line(line, numbers, moves, cuts)
        for line in as_lines(difference)
        if line.blocks and any(block.spans for block in line.blocks)
    )


def rough_lines(old: Extraction, new: Extraction) -> tuple[ShownLine, ...]:
    """Return the paragraphs that only one of two long texts has, the first of them."""
    before, after = Counter(old.paragraphs), Counter(new.paragraphs)
    gone = _whole("removed", old.paragraphs, before - after)
    came = _whole("added", new.paragraphs, after - before)
    return (*gone, *came)


def side_by_side(lines: Iterable[ShownLine]) -> tuple[ShownPair, ...]:
    """Return the lines in two columns. What left stands beside what came in its place."""
    pairs: list[ShownPair] = []
    for line in lines:
        if line.folded:
            pairs.append(ShownPair(folded=line.folded))
            continue
        left, right = _side(line, old=True), _side(line, old=False)
        waiting = pairs[-1].left if pairs and pairs[-1].right is None else None
        if line.role == "added" and waiting is not None and waiting.role == "removed":
            pairs[-1] = ShownPair(left=waiting, right=right)
        elif left or right:
            pairs.append(ShownPair(left=left, right=right))
    return tuple(pairs)


def _side(line: ShownLine, *, old: bool) -> ShownLine | None:
    if line.move is not None and line.move.is_away != old:
        return None
    runs = tuple(part for run in line.runs if (part := run.side(old=old)))
    shown = ShownLine(role=line.role, runs=runs, move=line.move, place=line.place, entry=line.entry)
    return shown if runs else None


def _whole(role: str, paragraphs: Sequence[str], only: Counter[str]) -> Iterator[ShownLine]:
    left = MAX_ROUGH // 2
    for text in paragraphs:
        if left and only[text] > 0:
            only[text] -= 1
            left -= 1
            mark: Spans = (Span("removed" if role == "removed" else "added", text),)
            yield ShownLine(role=role, runs=(DiffRun(mark),))


_Ranges = tuple[tuple[int, int], tuple[int, int]]


def _paragraph_moves(blocks: Sequence[DiffBlock]) -> dict[_Ranges, int]:
    """Return the number of each moved paragraph, in the new text's order."""
    moved = (block for block in blocks if block.kind == "moved_here")
    return {(block.old, block.new): number for number, block in enumerate(moved, 1)}


@dataclass(frozen=True, slots=True)
class _Cut:
    """A stretch of one span that is one end of a moved sentence."""

    start: int
    end: int
    run: DiffRun


_Cuts = Mapping[tuple[int, int], list[_Cut]]
"""Block and span to what is cut out of it, in order."""


def _sentence_moves(difference: Diff, taken: int) -> _Cuts:
    """Return where moved sentences stand and stood. One whose ends are not both found is none."""
    cuts: dict[tuple[int, int], list[_Cut]] = {}
    for change in difference.sentences:
        if change.kind != "moved" or change.old is None or change.new is None:
            continue
        here = _stretch(difference.blocks, "added", change.new, cuts, only=change.block)
        away = _stretch(difference.blocks, "removed", change.old, cuts)
        if here is None or away is None:
            continue
        taken += 1
        ends = (
            (here, change.new, DiffRun(change.spans, Move(taken, is_away=False))),
            (away, change.old, DiffRun((Span("removed", change.old),), Move(taken, is_away=True))),
        )
        for (place, start), text, run in ends:
            cuts.setdefault(place, []).append(_Cut(start, start + len(text), run))
    for found in cuts.values():
        found.sort(key=lambda cut: cut.start)
    return cuts


def _stretch(
    blocks: Sequence[DiffBlock], mark: str, text: str, cuts: _Cuts, *, only: int | None = None
) -> tuple[tuple[int, int], int] | None:
    """Return the span that has this text, by block and number, and where in it; None if none."""
    for block in range(len(blocks)) if only is None else (only,):
        if blocks[block].kind == "moved_away":
            continue
        for number, span in enumerate(blocks[block].spans):
            start = span.text.find(text) if span.mark == mark else -1
            free = all(
                start + len(text) <= cut.start or cut.end <= start
                for cut in cuts.get((block, number), ())
            )
            if start >= 0 and free:
                return (block, number), start
    return None


def _line(
    line: DiffLine, numbers: Mapping[int, int], moves: Mapping[_Ranges, int], cuts: _Cuts
) -> ShownLine:
    if line.role == "folded":
        return ShownLine(role="folded", folded=tuple(block.new_text for block in line.blocks))
    block = line.blocks[0]
    move, place = None, None
    if block.kind in {"moved_here", "moved_away"}:
        away = block.kind == "moved_away"
        move = Move(moves[block.old, block.new], away)
        place = (block.new if away else block.old)[0] + 1
    runs = tuple(_runs(numbers[id(block)], block.spans, cuts))
    return ShownLine(role=block.kind, runs=runs, move=move, place=place, entry=line.entry)


def _runs(block: int, spans: Spans, cuts: _Cuts) -> Iterator[DiffRun]:
    plain: list[Span] = []
    for number, span in enumerate(spans):
        start = 0
        for cut in cuts.get((block, number), ()):
            plain += _parts(span, start, cut.start)
            if plain:
                yield DiffRun(tuple(plain))
                plain = []
            yield cut.run
            start = cut.end
        plain += _parts(span, start, len(span.text))
    if plain:
        yield DiffRun(tuple(plain))


def _parts(span: Span, start: int, end: int) -> list[Span]:
    """Return a part of a span. A break of paragraphs that came or left is shown: it is an edit."""
    text = span.text[start:end]
    if span.mark != "same":
        text = text.replace(_BREAK, f"¶{_BREAK}")
    return [Span(span.mark, text)] if text else []
