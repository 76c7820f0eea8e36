"""What is measured of a block's markup and of its place; the columns are named in ``features``."""

import math
from bisect import bisect_left
from itertools import accumulate, groupby

from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import ABOVE, HEADINGS, PageLayout, upwards

_KINDS = tuple(int(kind) for kind in ClassHint if kind)
_LEVELS = 6
"""Boxes around a block that can make it one of several alike."""


def markup(page: PageLayout, block: Block) -> list[float]:
    """Return what a block's own markup and that around it tell."""
    box, tag = block.box, block.box.tag
    flags, tags = page.above(box)
    own = box.tokens | (box.parent.tokens if box.parent else 0)
    return [
        float(tag == "p"),
        float(tag == "div"),
        float(tag == "li"),
        float(tag == "td"),
        float(tag in HEADINGS),
        float(tag == "h1"),
        float(tag == "h2"),
        float(tag in ("h4", "h5", "h6")),
        *(float(name in tags) for name in ABOVE),
        *(1.0 if flags & kind else 0.0 for kind in _KINDS),
        *(1.0 if own & kind else 0.0 for kind in _KINDS),
        *_surroundings(page, box),
    ]


def _surroundings(page: PageLayout, box: Box) -> list[float]:
    parent = box.parent or box
    grand = parent.parent or parent
    mass, everything = page.mass, page.all
    return [
        mass.get(box, 0) / everything,
        mass.get(parent, 0) / everything,
        mass.get(grand, 0) / everything,
        parent.linked / (parent.chars or 1),
        grand.linked / (grand.chars or 1),
        float(parent.children),
        float(grand.children),
        math.log1p(parent.blocks),
        math.log1p(box.chars),
        float(box.blocks),
        float(len(parent.name)),
        *_repeated(page, box),
    ]


def _repeated(page: PageLayout, box: Box) -> list[float]:
    """Return what the nearest boxes with three or more alike beside them say.

    Linked ones (cards) and those of several blocks (comments, posts).
    """
    cards = items = size = 0
    for up, around in enumerate(upwards(box)):
        if around.parent is None or up > _LEVELS:
            break
        count, several, linked = (
            page.groups.get((around.parent, around.key), _ALONE) if around.tag != "p" else _ALONE
        )
        if several and not items:
            items = count
        if linked:
            cards, size = 1, count
            break
    return [float(cards), float(size), float(items)]


_ALONE = (0, False, False)


def company(page: PageLayout) -> list[list[float]]:
    """Return for each block what it stands among.

    That is the run of sentences that it is part of, how many of the lines around it are sentences,
    and what has passed since the last line that is a widget's.
    """
    count = len(page.blocks)
    told = [bool(prose or end) for prose, end in zip(page.prose, page.ends, strict=True)]
    runs, sizes = _runs(page, told)
    until = [0, *accumulate(told)]
    rows = []
    since, passed, widgets = _REACH, 0, 0
    for at in range(count):
        first, end = max(0, at - _AROUND), min(count, at + _AROUND + 1)
        rows.append(
            [
                float(min(runs[at], 40)),
                math.log1p(sizes[at]),
                (until[end] - until[first]) / (end - first),
                float(min(since, _REACH)),
                math.log1p(passed),
                float(min(widgets, 20)),
                float(any(page.call[max(0, at - 2) : at])),
            ]
        )
        if page.widget[at]:
            since, passed, widgets = 0, 0, widgets + (at > page.first)
        since += 1
        passed += page.size[at] if told[at] else 0
    return rows


_REACH, _AROUND = 40, 6


def _runs(page: PageLayout, told: list[bool]) -> tuple[list[int], list[int]]:
    """Return the length and characters of the run of sentences around each block.

    Both are 0 for a block that is no sentence.
    """
    runs, sizes = [0] * len(told), [0] * len(told)
    at = 0
    for is_told, group in groupby(told):
        length = len(list(group))
        if is_told:
            runs[at : at + length] = [length] * length
            sizes[at : at + length] = [sum(page.size[at : at + length])] * length
        at += length
    return runs, sizes


def place(page: PageLayout, at: int, before: int) -> list[float]:
    """Return where a block stands: in the tree, on the page, and against the main run of prose.

    ``before`` counts the characters above it.
    """
    block, count = page.blocks[at], len(page.blocks)
    off, level = 0, 0
    for around in upwards(block.box):
        if around in page.chain:
            level = page.chain[around]
            break
        off += 1
    return [
        float(block.box.depth),
        float(off),
        float(len(page.chain) - 1 - level),
        float(page.inside[at]),
        page.sign_mass[page.sign[at]] / page.all,
        float(page.by_sign[page.sign[at]]),
        at / count,
        before / page.total,
        float(at > page.head >= 0),
        float(min(40, at - page.head)) if page.head >= 0 else -1.0,
        float(bisect_left(page.heads, at)),
        float(max(-30, min(30, at - page.first))),
        float(max(-30, min(30, at - page.last))),
        bisect_left(page.body, at) / (len(page.body) + 1),
        float(len(page.body)),
        math.log1p(count),
        page.all / page.total,
        math.log1p(page.all),
    ]
