"""The trees as functions say the same as the trees, to the last bit."""

import math
import random

from crawler.extract.blocks.features import NAMES
from crawler.extract.blocks.trees import Forest, Tree, forest, judge

ROWS = 300


def thresholds(tree: Tree) -> dict[int, set[float]]:
    """Return the columns that a tree looks at, with the borders between its branches."""
    if not isinstance(tree, tuple):
        return {}
    found = {tree[0]: {tree[1]}}
    for branch in tree[2:]:
        for column, borders in thresholds(branch).items():
            found.setdefault(column, set()).update(borders)
    return found


def walked(row: list[float], grown: Forest) -> float:
    """Return a row's probability by walking from each tree's root to a leaf."""
    score = grown.start
    for at, tree in enumerate(grown.trees, 1):
        node = tree
        while isinstance(node, tuple):
            node = node[2] if row[node[0]] <= node[1] else node[3]
        score += node
        if (at == 20 and score < -1.7) or (at == 60 and score < -2.6):
            break
    return 1 / (1 + math.exp(-score))


def test_functions_judge_as_the_trees_do() -> None:
    """Rows at the trees' own borders, and a hair to either side of them."""
    grown, numbers = forest(), random.Random(15)
    borders: dict[int, set[float]] = {}
    for tree in grown.trees:
        for column, found in thresholds(tree).items():
            borders.setdefault(column, set()).update(found)
    rows = [
        [
            numbers.choice((border, math.nextafter(border, math.inf), border - 1, border + 1))
            for column in range(len(NAMES))
            for border in [numbers.choice(sorted(borders.get(column, {0.0})))]
        ]
        for _ in range(ROWS)
    ]
    assert judge([*rows, None]) == [*(walked(row, grown) for row in rows), 0.0]
