"""Two texts, word by word: the spans that stand in both, only in the old one, only in the new one.

The longest common subsequence of words comes from rapidfuzz's bit-parallel Indel (Hyyrö 2004). As
such an alignment also keeps a lone "the" between two rewritten passages, a kept run is dropped
again where it is no longer than the changes on both of its sides (Fraser's semantic clean-up).
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby

from rapidfuzz.distance import Indel

from crawler.diff.heaviest_chain import MAX_CELLS
from crawler.diff.segment import words
from crawler.diff.values import Mark, Span, Spans

_ORDER: tuple[Mark, ...] = ("same", "removed", "added")

_Token = tuple[str, str]
"""White space, and the word or mark after it; at the end of a text the word may be empty."""

_Range = tuple[int, int, int, int]
"""A changed stretch: first and end in the old tokens, first and end in the new ones."""


def spans(old: str, new: str) -> Spans:
    """Return what stands in both, only in ``old``, and only in ``new``.

    The parts in order give back either text exactly.
    """
    if old == new:
        return (Span("same", old),) if old else ()
    if not old or not new:
        return (Span("removed", old),) if old else (Span("added", new),)
    before, after = _tokens(old), _tokens(new)
    return merged(_emit(before, after, _cleaned(_changed(before, after), before, after)))


def merged(parts: Iterable[Span]) -> Spans:
    """Return the parts without empty ones, and neighbours of one mark joined.

    Between two kept parts stands one removed before one added.
    """
    told = tuple(part for part in parts if part.text)
    if len(told) <= 1:  # most paragraphs of most versions
        return told
    result: list[Span] = []
    for _, group in groupby(told, key=lambda part: part.mark == "same"):
        run = list(group)
        joined = [
            Span(mark, "".join(part.text for part in run if part.mark == mark)) for mark in _ORDER
        ]
        result.extend(part for part in joined if part.text)
    return tuple(result)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    space = ""
    for word in words(text):
        if word.isspace():
            space += word
        else:
            tokens.append((space, word))
            space = ""
    return [*tokens, (space, "")] if space else tokens


def _changed(before: Sequence[_Token], after: Sequence[_Token]) -> list[_Range]:
    """Return the stretches that differ, by the longest common subsequence of words.

    White space doesn't count.
    """
    if len(before) * len(after) > MAX_CELLS:  # all counts as replaced
        return [(0, len(before), 0, len(after))]
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(word, len(numbers)) for _, word in before]
    right = [numbers.setdefault(word, len(numbers)) for _, word in after]
    opcodes = [
        (op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Indel.opcodes(left, right)
        if op.tag != "equal"
    ]
    return _joined(opcodes)


def _joined(ranges: Iterable[_Range]) -> list[_Range]:
    """Return the ranges, those that touch made one."""
    result: list[_Range] = []
    for i, i_end, j, j_end in ranges:
        if result and result[-1][1] == i and result[-1][3] == j:
            result[-1] = (result[-1][0], i_end, result[-1][2], j_end)
        else:
            result.append((i, i_end, j, j_end))
    return result


def _cleaned(
    ranges: Sequence[_Range], before: Sequence[_Token], after: Sequence[_Token]
) -> list[_Range]:
    """Return the ranges, two made one where what is kept between them is no longer than either."""
    old, new = _letters_up_to(before), _letters_up_to(after)
    kept: list[_Range] = []
    for found in ranges:
        current = found
        while kept and old[current[0]] - old[kept[-1][1]] <= min(
            _weight(kept[-1], old, new), _weight(current, old, new)
        ):
            first = kept.pop()
            current = (first[0], current[1], first[2], current[3])
        kept.append(current)
    return kept


def _weight(span: _Range, old: Sequence[int], new: Sequence[int]) -> int:
    return max(old[span[1]] - old[span[0]], new[span[3]] - new[span[2]])


def _letters_up_to(tokens: Sequence[_Token]) -> list[int]:
    """Return how many letters stand before each token, and how many in all."""
    return [0, *accumulate(len(word) for _, word in tokens)]


def _emit(
    before: Sequence[_Token], after: Sequence[_Token], ranges: Iterable[_Range]
) -> Iterable[Span]:
    i = j = 0
    for i_next, i_end, j_next, j_end in [
        *ranges,
        (len(before), len(before), len(after), len(after)),
    ]:
        yield from _kept(before[i:i_next], after[j:j_next])
        yield from _changed_spans(before[i_next:i_end], after[j_next:j_end])
        i, j = i_end, j_end


def _changed_spans(before: Sequence[_Token], after: Sequence[_Token]) -> Iterable[Span]:
    """Return what left and what came; white space that stands before both is kept."""
    common = before[0][0] if before and after and before[0][0] == after[0][0] else ""
    yield Span("same", common)
    yield Span("removed", "".join(space + word for space, word in before)[len(common) :])
    yield Span("added", "".join(space + word for space, word in after)[len(common) :])


def _kept(before: Sequence[_Token], after: Sequence[_Token]) -> Iterable[Span]:
    if before == after:
        yield Span("same", "".join(space + word for space, word in before))
        return
    for (old_space, word), (new_space, _) in zip(before, after, strict=True):
        if old_space == new_space:
            yield Span("same", old_space + word)
        else:
            yield from (Span("removed", old_space), Span("added", new_space), Span("same", word))
