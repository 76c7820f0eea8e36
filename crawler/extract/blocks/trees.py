"""The judge of blocks: a sum of small decision trees over the numbers of ``features``.

The trees are data (``trees.json``), grown by ``bench/grow_trees.py`` from pages whose story is
known. Reading a tree needs nothing but comparisons, so the judgement is the same on every machine
and each step of it can be shown.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from crawler.extract.blocks.features import NAMES

Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"
"""A leaf's value, or (column, threshold, the branch up to the threshold, the branch above it)."""

_GIVEN_UP = ((20, -1.7), (60, -2.6))
"""Trees after which a hopeless block is given up, and the score that makes it so. Most of a page is
menus and footers; of 1,000 blocks that would have come near the story, about one is lost. The
borders fit the trees: look at them again when new ones are grown.
"""


Sum: TypeAlias = Callable[[Sequence[float], float], float]
"""Adds to a score, tree by tree, what some trees say of a row."""


class Forest(NamedTuple):
    """The trees and what they start from, in log odds; and as functions, stage by stage."""

    start: float
    trees: tuple[Tree, ...]
    stages: tuple[tuple[Sum, float], ...]


@cache
def forest(path: Path | None = None) -> Forest:
    """Return the grown trees, from ``path`` or the package.

    Raises ``ValueError`` where they were grown for other columns.
    """
    stored = json.loads(
        path.read_text("utf-8")
        if path
        else files("crawler.extract.blocks").joinpath("trees.json").read_text("utf-8")
    )
    if stored["columns"] != list(NAMES):
        raise ValueError(
            "trees.json was grown for other columns than crawler.extract.blocks.features "
            "measures: run bench/grow_trees.py"
        )
    trees = tuple(_tree(tree) for tree in stored["trees"])
    return Forest(stored["start"], trees, _compiled(trees))


def _tree(stored: float | list[float | list[float]]) -> Tree:
    if isinstance(stored, list):
        column, threshold, low, high = stored
        # a stored branch
        return int(column), float(threshold), _tree(low), _tree(high)  # type: ignore[arg-type]
    return float(stored)


def judge(rows: Sequence[Sequence[float] | None]) -> list[float]:
    """Return for each row the probability that its block belongs to the story.

    0 for a block that was not worth measuring.
    """
    grown = forest()
    return [_probability(row, grown.start, grown.stages) if row else 0.0 for row in rows]


def _probability(row: Sequence[float], score: float, stages: Sequence[tuple[Sum, float]]) -> float:
    for add, limit in stages:
        score = add(row, score)
        if score < limit:
            break
    return 1 / (1 + math.exp(-score))


def _compiled(trees: Sequence[Tree]) -> tuple[tuple[Sum, float], ...]:
    """Return the trees as Python functions, one a stage, with the score that ends each.

    The same comparisons and sums in the same order, at a third of the cost of walking the trees.
    """
    borders = [0, *(count for count, _ in _GIVEN_UP), len(trees)]
    limits = [*(limit for _, limit in _GIVEN_UP), -math.inf]
    return tuple(
        (_stage(trees[low:high]), limit)
        for (low, high), limit in zip(pairwise(borders), limits, strict=True)
    )


def _stage(trees: Sequence[Tree]) -> Sum:
    columns = sorted({column for tree in trees for column in _columns(tree)})
    lines = [
        "def add(row, score):",
        *(f" c{column} = row[{column}]" for column in columns),
        *(f" score += {_expression(tree)}" for tree in trees),
        " return score",
    ]
    found: dict[str, Sum] = {}
    exec("\n".join(lines), {}, found)  # noqa: S102  # made of the numbers of our own trees alone
    return found["add"]


def _columns(tree: Tree) -> Iterator[int]:
    if isinstance(tree, tuple):
        yield tree[0]
        yield from _columns(tree[2])
        yield from _columns(tree[3])


def _expression(tree: Tree) -> str:
    if not isinstance(tree, tuple):
        return repr(tree)
    column, threshold, low, high = tree
    return f"({_expression(low)} if c{column} <= {threshold!r} else {_expression(high)})"


def weighty(row: Sequence[float], count: int = 3) -> list[tuple[str, float]]:
    """Return the columns that moved a row's judgement most, with their share in log odds.

    Positive for the story.
    """
    shares: dict[int, float] = {}
    for tree in forest().trees:
        node = tree
        while isinstance(node, tuple):
            column = node[0]
            branch = node[2] if row[column] <= node[1] else node[3]
            shares[column] = shares.get(column, 0.0) + _mean(branch) - _mean(node)
            node = branch
    most = sorted(shares.items(), key=lambda share: -abs(share[1]))[:count]
    return [(NAMES[column], share) for column, share in most]


def _mean(tree: Tree) -> float:
    return (_mean(tree[2]) + _mean(tree[3])) / 2 if isinstance(tree, tuple) else tree
