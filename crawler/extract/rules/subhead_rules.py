"""The rule on subheads: short headings that are too little to be judged by."""

from collections.abc import Sequence

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.short_lines import is_named_subhead
from crawler.extract.rules.story_home import StoryHome, is_heading, story_home
from crawler.extract.rules.structure_rules import MIN_SENTENCE, alone_in_home, is_subhead

STORY_P_HEADING, STORY_P_BOLD, STORY_P_PROMPT = 0.015, 0.03, 0.4
"""Probabilities of a subhead: of a heading, of a bold line, and of one that opens like a prompt
where what is below does not show that it is none.
"""
MAX_FIRST_WORDS = 6
"""Words of a subhead above the first paragraph, at the most: a standfirst has more."""
MAX_PASSED = 4
"""Lines of pictures and quotations between a subhead and what is kept below it, at the most."""
_LINES = frozenset(("li", "tr", "dt", "dd"))
_LEAD = int(ClassHint.LEAD)
_TITLES = int(ClassHint.LEAD | ClassHint.HEAD)
_PASSED = frozenset(("figure", "figcaption", "blockquote"))


def subheads(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep a subhead between what is kept of the story, and one right above its first paragraph."""
    home = story_home(page, decisions)
    if home is None:
        return
    kept = [decision.at for decision in decisions if decision.kept]
    for decision in reversed(decisions[kept[0] : kept[-1]]):
        below = _below(decisions, decision.at)
        if below is not None and _is_kept(page, decisions, decision, below, home):
            decision.keep("a subhead of the story")
    for decision in reversed(decisions[_headline(page) + 1 : kept[0]]):
        if not _is_first(page, decisions, decision, home):
            return
        decision.keep("a subhead above the story")


def _headline(page: PageLayout) -> int:
    """Return the place of the headline, -1 where there is none: old pages have no ``h1``."""
    if page.head >= 0:
        return page.head
    return next((at for at, text in enumerate(page.plain) if text in page.hints.titles), -1)


def _below(decisions: Sequence[BlockDecision], at: int) -> BlockDecision | None:
    """Return what is kept right below a line, but for pictures and quotations."""
    for decision in decisions[at + 1 : at + 2 + MAX_PASSED]:
        if decision.kept:
            return decision
        if not any(box.tag in _PASSED for box in upwards(decision.block.box)):
            return None
    return None


def _is_kept(
    page: PageLayout,
    decisions: Sequence[BlockDecision],
    decision: BlockDecision,
    below: BlockDecision,
    home: StoryHome,
) -> bool:
    at = decision.at
    return (
        decision.open
        and is_subhead(page, at)
        and alone_in_home(decision, home)
        and decision.score > _least(page, at, below)
        and not _below_widget_heading(page, decisions, at)
    )


def _is_first(
    page: PageLayout, decisions: Sequence[BlockDecision], decision: BlockDecision, home: StoryHome
) -> bool:
    """Return whether a line is a short heading right above the story's first paragraph."""
    at, box = decision.at, decision.block.box
    around = box.tokens | (box.parent.tokens if box.parent else 0)
    words = page.plain[at].split()
    return (
        _headline(page) >= 0
        and decisions[at + 1].kept
        and (is_heading(box) or is_named_subhead(box))
        and not around & _LEAD
        and len(words) <= MAX_FIRST_WORDS
        and not page.prompt[at]
        and page.plain[at] not in page.hints.authors
        and not boilerplate.is_date_line(words)
        and _is_kept(page, decisions, decision, decisions[at + 1], home)
    )


def _below_widget_heading(page: PageLayout, decisions: Sequence[BlockDecision], at: int) -> bool:
    """Return whether a widget's heading stands right above: the line is a teaser's."""
    above = at - 1
    return (
        above >= 0
        and not decisions[above].kept
        and is_heading(page.blocks[above].box)
        and bool(page.widget[above] or page.prompt[above])
    )


def _least(page: PageLayout, at: int, below: BlockDecision) -> float:
    """Return the least probability of a subhead."""
    box = page.blocks[at].box
    heading = is_heading(box) or is_named_subhead(box)
    if page.prompt[at] and not (heading and not page.call[at] and _is_told(page, below)):
        return STORY_P_PROMPT
    return STORY_P_HEADING if heading or box.tokens & _TITLES else STORY_P_BOLD


def _is_told(page: PageLayout, below: BlockDecision) -> bool:
    """Return whether a line is a sentence, a row or an item that leads nowhere: no widget's."""
    at, box = below.at, below.block.box
    sentence = page.ends[at] and page.size[at] >= MIN_SENTENCE
    return not below.block.links and bool(sentence or box.grid or box.tag in _LINES)
