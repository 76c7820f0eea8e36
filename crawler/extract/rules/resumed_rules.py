"""Rules on paragraphs that go on below a widget: the story's own, and not what is left of it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import HEADINGS, PageLayout
from crawler.extract.rules.block_decisions import BlockDecision

STORY_P_RESUMED = 0.1
"""Probability from which a sentence straight in the story's box is story."""
MIN_PARAGRAPHS = 3
"""Paragraphs of one markup straight in a box that make it the story's."""
MAX_LINKED, MIN_LENGTH = 0.3, 30
"""Share of links in a paragraph, at the most, and its characters, at the least."""


def resumed(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep sentences below a widget that stand straight in the story's box, as its paragraphs do.

    The widget has a box of its own, and ends with it. Where its lines stand among the paragraphs,
    nothing says where it ends.
    """
    for at in resumptions(page, decisions):
        decision = decisions[at]
        if (
            decision.open
            and decision.score > STORY_P_RESUMED
            and page.ends[at]
            and page.size[at] >= MIN_LENGTH
            and page.link[at] < MAX_LINKED
            and not boilerplate.asks_to_sign_up(decision.block.text)
            and not boilerplate.is_caption(decision.block.text)
        ):
            decision.keep("goes on below a widget's box")


def resumptions(page: PageLayout, decisions: Sequence[BlockDecision]) -> set[int]:
    """Return the blocks straight in the story's box that only boxed widgets part from it."""
    alike = Counter(
        (decision.block.box.parent, decision.block.box.key)
        for decision in decisions
        if decision.kept and page.prose[decision.at]
    )
    return {
        at
        for (parent, key), count in alike.items()
        if parent is not None and parent.parent is not None and count >= MIN_PARAGRAPHS
        for at in _below_boxes(page, decisions, parent, key)
    }


def _below_boxes(
    page: PageLayout, decisions: Sequence[BlockDecision], parent: Box, key: tuple[str, str]
) -> Iterator[int]:
    """Yield the lines of one markup straight in a box, below a kept one and a box of others."""
    told = boxed = False
    for decision in decisions[parent.first : parent.first + parent.blocks]:
        at, box = decision.at, decision.block.box
        if box.parent is not parent:
            boxed = boxed or not decision.kept
        elif decision.kept and not boxed:
            told = True
        elif _opens_widget(page, decision, key):
            told = boxed = False
        elif box.key == key and told and boxed:
            yield at


def _opens_widget(page: PageLayout, decision: BlockDecision, key: tuple[str, str]) -> bool:
    """Return whether a line among the paragraphs opens a widget that has no box of its own."""
    at, box = decision.at, decision.block.box
    if decision.kept:
        return False
    said = bool(page.widget[at] or page.prompt[at] or page.call[at])
    return said and (box.key == key or box.tag in HEADINGS)
