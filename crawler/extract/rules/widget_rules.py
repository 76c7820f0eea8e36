"""Rules on widgets as a whole.

What their heading, their list or their place beside the story tells of all that they hold.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, pairwise

from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.layout import HEADINGS, PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.resumed_rules import resumptions

SMALL = 0.34
"""Share of the story that a widget's box can seem to hold."""
LISTS = frozenset(("ul", "ol", "dl"))
LISTED = "in a widget's list"
"""The reason given for a list's items."""
WORDS = 5
"""Words of a list's heading that says no more than that a widget follows: "More from Oslo on
gardens in winter" can be the story's.
"""
CARDS, TEASER = 3, 800
"""Boxes with a linked headline of their own that make a river of teasers, and the most characters
of one.
"""
HOME, ARTICLE = 0.3, 400
"""The least share of what seems story, and characters, that stand in the box of the headline where
the story has one of its own.
"""
FAR, PIECES, ISLAND = 5, 3, 0.1
"""Blocks without story that make what follows far; the most pieces of an island, and its share of
the text that stays below.
"""
LINKED = 0.9
"""Share of links in a teaser's headline."""


def boxed(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a small box that opens with a widget's heading, as a whole.

    What follows behind the box is judged on its own.
    """
    total = kept_size(page, decisions)
    opened: set[Box] = set()
    for decision in decisions:
        around = [box for box in upwards(decision.block.box) if box.parent is not None]
        if decision.kept and any(box in opened for box in around):
            decision.drop("in a widget's box", BlockRole.ELSEWHERE)
        elif page.heading[decision.at] and page.widget[decision.at]:
            opened.update(
                box
                for box in around
                if box.first == decision.at
                and box.blocks > 1
                and kept_size(page, _inside(decisions, box)) < SMALL * total
            )


def listed(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a list right below a widget's line, each item with a link."""
    total = kept_size(page, decisions)
    for decision in decisions[:-1]:
        if not page.widget[decision.at] or page.plain[decision.at].count(" ") >= WORDS:
            continue
        below = decisions[decision.at + 1].block.box
        box = next(
            (box for box in upwards(below) if box.tag in LISTS and box.first == decision.at + 1),
            None,
        )
        if (
            box is not None
            and _all_linked(decisions, box)
            and kept_size(page, _inside(decisions, box)) < SMALL * total
        ):
            for item in _inside(decisions, box):
                if item.kept:
                    item.drop(LISTED, BlockRole.LIST_ITEM)


def river(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop teasers of other articles.

    They are boxes with a linked headline of their own, outside the box that holds headline and
    story.
    """
    home = _home(page, decisions)
    if home is None:
        return
    cards: dict[Box, None] = {}
    own = set(upwards(home))
    inside = range(home.first, home.first + home.blocks)
    heads = [
        at
        for at, link in enumerate(page.link)
        if link >= LINKED and at not in inside and _headed(decisions[at].block.box)
    ]
    for at in heads:
        around = [box for box in upwards(decisions[at].block.box) if box not in own]
        alone = [
            box
            for box in around
            if bisect_left(heads, box.first + box.blocks) - bisect_left(heads, box.first) == 1
        ]
        if alone and kept_size(page, _inside(decisions, alone[-1])) <= TEASER:
            cards[alone[-1]] = None
    if len(cards) >= CARDS:
        for card in cards:
            for decision in _inside(decisions, card):
                if decision.kept:
                    decision.drop("a teaser of another article", BlockRole.TEASER)


def islands(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop up to three small pieces far below the story, behind a widget.

    They are the widget's, unless they stand in boxes as the story's.
    """
    kept = [decision for decision in decisions if decision.kept]
    starts = [
        0,
        *(at for at in range(1, len(kept)) if _apart(decisions, kept[at - 1].at, kept[at].at)),
        len(kept),
    ]
    runs = [kept[first:end] for first, end in pairwise(starts)]
    sizes = [kept_size(page, run) for run in runs]
    story = max(range(len(runs)), key=sizes.__getitem__)
    homes = {home_of(decision.block) for decision in runs[story]} - {None}
    below = list(zip(runs, sizes, strict=True))[story + 1 :]
    goes_on = resumptions(page, decisions) if below else set()
    for run, size in below:
        between = slice(runs[story][-1].at, run[0].at)
        alike = homes.issuperset(home_of(decision.block) for decision in run) and not _lists(
            decisions[between]
        )
        if (
            len(run) <= PIECES
            and size < ISLAND * sum(sizes)
            and any(page.widget[between])
            and not alike
            and not goes_on.issuperset(decision.at for decision in run)
        ):
            for decision in run:
                decision.drop("far below the story", BlockRole.ELSEWHERE)


def home_of(block: Block) -> tuple[object, ...] | None:
    """Return the kinds of the boxes around a paragraph's box.

    None where the nearest has no name, or one that the paragraph shares.
    """
    around = block.box.parent
    if around is None or around.parent is None or not around.name or around.name == block.box.name:
        return None
    return block.box.tag, *(box.key for box in islice(upwards(around), LEVELS))


LEVELS = 5
"""Boxes around a paragraph whose kinds say that it stands where another one stands."""


def _apart(decisions: list[BlockDecision], above: int, below: int) -> bool:
    """Return whether two pieces of story are far apart.

    Many blocks without story, or a widget's list, stand between them.
    """
    return below - above > FAR or _lists(decisions[above + 1 : below])


def _lists(decisions: Sequence[BlockDecision]) -> bool:
    return any(decision.role is BlockRole.LIST_ITEM for decision in decisions)


def _headed(box: Box) -> bool:
    return box.tag in HEADINGS or (box.parent is not None and box.parent.tag in HEADINGS)


def _home(page: PageLayout, decisions: list[BlockDecision]) -> Box | None:
    """Return the smallest box around the headline that holds a story.

    None where headline and story have none of their own.
    """
    heads = [decision for decision in decisions if page.plain[decision.at] in page.hints.titles]
    head = min(
        heads, key=lambda decision: page.link[decision.at] >= 1, default=None
    )  # the first that is no link, else the first
    if head is None:
        return None
    least = max(ARTICLE, HOME * kept_size(page, decisions))
    return next(
        (
            box
            for box in upwards(head.block.box)
            if box.parent is not None and kept_size(page, _inside(decisions, box)) >= least
        ),
        None,
    )


def kept_size(page: PageLayout, decisions: Sequence[BlockDecision]) -> int:
    """Return characters of those that are kept."""
    return sum(page.size[decision.at] for decision in decisions if decision.kept)


def _inside(decisions: list[BlockDecision], box: Box) -> list[BlockDecision]:
    return decisions[box.first : box.first + box.blocks]


def _all_linked(decisions: list[BlockDecision], box: Box) -> bool:
    """Return whether each item of a list holds a link."""
    linked: dict[Box, bool] = {}
    for decision in _inside(decisions, box):
        around = list(upwards(decision.block.box))
        place = around.index(box)
        item = around[place - 1] if place else box
        linked[item] = linked.get(item, False) or decision.block.links > 0
    return all(linked.values())
