"""Where on a page its story stands, and what stands there beside its paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.widget_rules import LISTS

MIN_HOME_SHARE = 0.7
"""Share of the story's characters that the box holds in which its structures stand."""
MAX_STRUCTURE_SHARE = 0.5
"""Share of the story's prose from which a list is the body itself, not a part of it."""

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "summary", "caption", "dt"))


@dataclass(frozen=True, slots=True)
class StoryHome:
    """Where a story stands."""

    box: Box
    spine: frozenset[Box]
    """The boxes around its paragraphs, up to that which holds most of them."""
    first: int
    """The first of its paragraphs."""


def story_home(page: PageLayout, decisions: Sequence[BlockDecision]) -> StoryHome | None:
    """Return where the story stands, None where there is none."""
    told = [decision for decision in decisions if decision.kept and page.prose[decision.at]]
    told = told or [decision for decision in decisions if decision.kept]
    if not told:
        return None
    total = sum(page.size[decision.at] for decision in told)
    held: dict[Box, int] = {}
    for decision in told:
        for box in upwards(_holder(decision.block.box)):
            held[box] = held.get(box, 0) + page.size[decision.at]
    box = max(
        (box for box, size in held.items() if size >= MIN_HOME_SHARE * total),
        key=lambda box: box.depth,
    )
    spine = frozenset(
        around
        for around in held
        if any(up is box for up in upwards(around))
        and not (_is_structure(around) and held[around] <= MAX_STRUCTURE_SHARE * total)
    )
    spine = frozenset(
        around
        for around in spine
        if not any(
            _is_structure(up) and up not in spine for up in upwards(around) if up.depth > box.depth
        )
    )
    return StoryHome(box, spine, told[0].at)


def _holder(box: Box) -> Box:
    """Return the box in which a paragraph stands."""
    return box.parent if box.tag in {"p", "h2", "h3", "li"} and box.parent is not None else box


def _is_structure(box: Box) -> bool:
    return box.grid or box.tag in LISTS


def units(decisions: Sequence[BlockDecision], home: StoryHome) -> Iterator[tuple[Box, Box]]:
    """Yield each table and list that stands beside the story's paragraphs.

    First all that belongs to it: the boxes around it up to the story's.
    """
    seen: set[Box] = set()
    for decision in decisions[home.box.first : home.box.first + home.box.blocks]:
        boxes = list(outside(decision.block.box, home))
        unit = next((box for box in reversed(boxes) if _is_structure(box)), None)
        if unit is not None and boxes[-1] not in seen:
            seen.add(boxes[-1])
            yield boxes[-1], unit


def outside(box: Box, home: StoryHome) -> Iterator[Box]:
    """Yield the boxes from one up to the story's, which is left out."""
    for around in upwards(box):
        if around in home.spine:
            return
        yield around


def within(box: Box, home: StoryHome) -> bool:
    """Return whether a box stands in the story's."""
    return any(around is home.box for around in upwards(box))


def is_heading(box: Box) -> bool:
    """Return whether a line in the box is a heading below the headline's rank."""
    return box.tag in _HEADINGS or (box.parent is not None and box.parent.tag in _HEADINGS)
