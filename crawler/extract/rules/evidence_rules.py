"""Where the trees and the other extractor disagree on much: which of the two is right."""

from collections.abc import Iterator, Sequence

from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.story_home import is_heading

MIN_DISPUTED, MIN_AGREED = 1500, 800
"""Characters of a box that only the trees take for story, and of what both take for it."""
MIN_AGREED_SHARE = 0.85
"""Share of the rest of the story that both extractors keep."""
MAX_P_DISPUTED, MIN_P_AGREED = 0.62, 0.94
"""Mean probabilities of the disputed box, at the most, and of the rest, at the least."""

MIN_HEADLINES, LINKED = 2, 0.9
"""Linked headlines that make a box one of other stories, and the share of links in each."""


def strangers(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a large box of which the other extractor has nothing, where both agree on the rest.

    Either the trees are in doubt of the box and sure of the rest, or it holds headlines that are
    linked: it is the next article, a gallery, or a notice on privacy.
    """
    kept = [decision for decision in decisions if decision.kept]
    agreed = [decision for decision in kept if page.kept[decision.at]]
    if _size(page, agreed) < MIN_AGREED:
        return
    around = {box for decision in agreed for box in upwards(decision.block.box)}
    for box in list(_disputed(kept, around)):
        inside = [
            decision for decision in kept if box.first <= decision.at < box.first + box.blocks
        ]
        own = {decision.at for decision in inside}
        rest = [decision for decision in kept if decision.at not in own]
        if (
            _size(page, inside) >= MIN_DISPUTED
            and _size(page, agreed) >= MIN_AGREED_SHARE * _size(page, rest)
            and (
                (_mean(page, inside) <= MAX_P_DISPUTED and _mean(page, rest) >= MIN_P_AGREED)
                or _leads_elsewhere(page, box)
            )
        ):
            for decision in inside:
                decision.drop("a box of other stories", BlockRole.ELSEWHERE)


def _disputed(kept: Sequence[BlockDecision], around: set[Box]) -> Iterator[Box]:
    """Yield the largest boxes that hold something kept and nothing that both extractors keep."""
    seen: set[Box] = set()
    for decision in kept:
        outermost = None
        for box in upwards(decision.block.box):
            if box in around:
                break
            outermost = box
        if outermost is not None and outermost not in seen:
            seen.add(outermost)
            yield outermost


def _leads_elsewhere(page: PageLayout, box: Box) -> bool:
    """Return whether a box holds headlines of its own, each a link to its story."""
    linked = sum(
        page.link[at] >= LINKED and is_heading(page.blocks[at].box)
        for at in range(box.first, box.first + box.blocks)
    )
    return linked >= MIN_HEADLINES


def _size(page: PageLayout, decisions: Sequence[BlockDecision]) -> int:
    return sum(page.size[decision.at] for decision in decisions)


def _mean(page: PageLayout, decisions: Sequence[BlockDecision]) -> float:
    """Return the mean probability of blocks, each weighted by its size."""
    size = _size(page, decisions)
    return sum(decision.score * page.size[decision.at] for decision in decisions) / (size or 1)
