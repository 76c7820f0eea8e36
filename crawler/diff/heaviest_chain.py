"""The heaviest chain of paired ranges that keeps the order of both sides.

A Fenwick tree of best chains over the new side.
"""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

MAX_CELLS = 400_000_000
"""Above this product of lengths (20,000 words or paragraphs each) an alignment by the longest
common subsequence would take more than 50 MB, and time by the square of the length: something
coarser stands in for it.
"""


class Pair(NamedTuple):
    """Old units [old, old_end) and new units [new, new_end) that are alike.

    With the weight of what they share.
    """

    old: int
    old_end: int
    new: int
    new_end: int
    weight: float


def heaviest_chain(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs of the heaviest chain, in order: no unit twice, no two pairs crossed.

    O(n log n).
    """
    ordered = sorted(pairs)
    by_end = sorted(range(len(ordered)), key=lambda k: ordered[k].old_end)
    tree = _BestChains(sorted({pair.new_end for pair in ordered}))
    best: list[float] = [0.0] * len(ordered)
    before: list[int] = [-1] * len(ordered)
    closed = 0
    for k, pair in enumerate(ordered):
        while closed < len(by_end) and ordered[by_end[closed]].old_end <= pair.old:
            tree.add(ordered[by_end[closed]].new_end, best[by_end[closed]], by_end[closed])
            closed += 1
        weight, before[k] = tree.best_up_to(pair.new)
        best[k] = weight + pair.weight
    return _traced(ordered, best, before)


def _traced(ordered: list[Pair], best: list[float], before: list[int]) -> list[Pair]:
    chain: list[Pair] = []
    k = max(range(len(ordered)), key=best.__getitem__, default=-1)
    while k >= 0:
        chain.append(ordered[k])
        k = before[k]
    return chain[::-1]


class _BestChains:
    """Best chain by where it ends on the new side: a Fenwick tree with maximum instead of sum."""

    def __init__(self, ends: list[int]) -> None:
        self._ends = ends
        self._tree: list[tuple[float, int]] = [(0.0, -1)] * (len(ends) + 1)

    def add(self, end: int, weight: float, number: int) -> None:
        """Record a chain of this weight whose last pair has this number and ends here."""
        at = bisect_left(self._ends, end) + 1
        while at < len(self._tree):
            self._tree[at] = max(self._tree[at], (weight, number))
            at += at & -at

    def best_up_to(self, start: int) -> tuple[float, int]:
        """Weight and number of the heaviest chain that ends at ``start`` or before.

        (0, -1) where there is none.
        """
        at = bisect_left(self._ends, start + 1)
        best = (0.0, -1)
        while at > 0:
            best = max(best, self._tree[at])
            at -= at & -at
        return best
