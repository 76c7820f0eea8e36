"""Rules on what stands between a story's paragraphs: tables, lists, boxes of facts, subheads.

A row, an item or a subhead alone says too little to be judged by. What they are shows by where the
whole stands: among the story's paragraphs, in boxes that no name, link or heading makes a widget's.
"""

import re
from collections.abc import Sequence

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Box
from crawler.extract.blocks.class_hints import ClassHint, hints_of_name
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import STORY_P_DOUBTFUL, BlockDecision
from crawler.extract.rules.short_lines import is_fact_box, is_named_subhead, line_units, marked_runs
from crawler.extract.rules.story_home import (
    StoryHome,
    is_heading,
    outside,
    story_home,
    units,
    within,
)

MAX_LIST_LINKS, MAX_TABLE_LINKS = 0.5, 0.75
"""Shares of links in a list and in a table, at the most: in standings every club is one."""
MAX_SUBHEAD, MIN_BOLD_SHARE = 90, 0.9
"""Characters of a subhead, at the most, and the share in bold of one that is no heading."""
STORY_P_TABLE, STORY_P_LIST, STORY_P_FIRST = 0.015, 0.025, 0.04
"""Mean probabilities of a table's and of a list's lines, and of either above the story, at the
least.
"""
MIN_SENTENCE = 40
"""Characters of a sentence beside the story, at the least."""
MAX_GAP = 1
"""Lines left out between a structure and the story below it."""
_STRANGE = int(
    ClassHint.COMMENT
    | ClassHint.RELATED
    | ClassHint.SHARE
    | ClassHint.LETTER
    | ClassHint.AD
    | ClassHint.AUTHOR
    | ClassHint.TOPICS
    | ClassHint.FOOT
    | ClassHint.NAV
    | ClassHint.SIDE
    | ClassHint.HIDDEN
    | ClassHint.PAYWALL
)
"""What a box's name says of a widget."""
_TITLES = int(ClassHint.LEAD | ClassHint.HEAD)
_INSET = int(ClassHint.INSET)
_HARMLESS = re.compile(r"lists?|tables?|entry|tabs?", re.IGNORECASE)
"""Words in the names of lists and tables that say nothing else."""


def structures(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep tables, lists and boxes of facts that stand among the story's paragraphs."""
    for _ in range(2):  # a sentence found below one can be what another stands beside
        home = story_home(page, decisions)
        if home is None:
            return
        for whole, unit in [*units(decisions, home), *line_units(page, decisions, home)]:
            inside = decisions[whole.first : whole.first + whole.blocks]
            if any(decision.open for decision in inside) and _is_the_storys(
                page, decisions, whole, unit, home
            ):
                for decision in inside:
                    if decision.open and decision.block.box.tag != "figcaption":
                        decision.keep("a table or a list among the story's paragraphs")
                _keep_opening(page, decisions[: whole.first], home)
        for lines in marked_runs(page, decisions, home):
            for decision in lines:
                if decision.open:
                    decision.keep("a list among the story's paragraphs")
        _keep_beside(page, decisions, home)


def _is_the_storys(
    page: PageLayout, decisions: Sequence[BlockDecision], whole: Box, unit: Box, home: StoryHome
) -> bool:
    lines = decisions[unit.first : unit.first + unit.blocks]
    return (
        _stands_there(page, decisions, whole, home)
        and not _is_strange(unit, whole)
        and _is_told(page, unit, lines, home)
        and not _headed_as_widget(page, decisions, whole)
        and _is_whole(page, decisions[whole.first : whole.first + whole.blocks], lines)
    )


def _keep_opening(page: PageLayout, above: Sequence[BlockDecision], home: StoryHome) -> None:
    """Keep the line that opens a list, "The dead are:", and the heading of one."""
    if not above or not above[-1].open or not alone_in_home(above[-1], home):
        return
    at = above[-1].at
    headed = is_heading(above[-1].block.box) and is_subhead(page, at) and not page.prompt[at]
    if _opens(above[-1]) or (headed and at > page.head):
        above[-1].keep("opens a list of the story")


def _keep_beside(page: PageLayout, decisions: Sequence[BlockDecision], home: StoryHome) -> None:
    """Keep sentences in the story's own box that stand right beside what is kept.

    On old pages ``p`` stands between paragraphs, and the first has no element of its own. Elsewhere
    a table parts a paragraph from the others.
    """
    known = [decision.kept for decision in decisions]
    for decision in decisions[home.box.first : home.box.first + home.box.blocks]:
        at, box = decision.at, decision.block.box
        if (
            decision.open
            and decision.score > STORY_P_DOUBTFUL
            and (box in home.spine or (box.tag == "p" and box.parent in home.spine))
            and page.size[at] >= MIN_SENTENCE
            and page.link[at] < MAX_LIST_LINKS
            and page.ends[at]
            and not page.prompt[at]
            and not boilerplate.asks_to_sign_up(decision.block.text)
            and not boilerplate.is_caption(decision.block.text)
            and (
                any(known[max(0, at - 1) : at + 2])
                or (at > 1 and known[at - 2] and is_subhead(page, at - 1))
            )
        ):
            decision.keep("a sentence in the story's own box")


def is_subhead(page: PageLayout, at: int) -> bool:
    """Return whether a line is set as a subhead and is no credit, no byline and no headline."""
    block = page.blocks[at]
    text, box = block.text, block.box
    around = box.tokens | (box.parent.tokens if box.parent else 0)
    heading = is_heading(box) or is_named_subhead(box)
    return (
        len(text) <= MAX_SUBHEAD
        and bool(page.plain[at])
        and (page.link[at] < MAX_LIST_LINKS or (heading and stays_here(page, at)))
        and page.plain[at] not in page.hints.titles
        and box.tag not in {"h1", "figcaption"}
        and (heading or block.bold >= MIN_BOLD_SHARE * len(text) or bool(box.tokens & _TITLES))
        and not around & int(ClassHint.CAPTION)
        and (heading or not page.ends[at])
        and not text.endswith(("...", "\u2026"))
        and not page.widget[at]
        and not boilerplate.is_caption(text)
        and not boilerplate.CREDIT.search(text)
        and not boilerplate.BYLINE.match(text)
    )


def stays_here(page: PageLayout, at: int) -> bool:
    """Return whether all links of a line lead to a place on its own page, as a heading's do."""
    own = f"{(page.hints.url or '').partition('#')[0]}#"
    anchors = page.blocks[at].anchors
    return bool(anchors) and all(
        (anchor.get("href") or "#").startswith(("#", own)) for anchor in anchors
    )


def alone_in_home(decision: BlockDecision, home: StoryHome) -> bool:
    """Return whether nothing but a line stands in the box beside the story's."""
    boxes = list(outside(decision.block.box, home))
    return (
        (not boxes or boxes[-1].blocks == 1)
        and (decision.block.box in home.spine or bool(boxes))
        and not any(_named_strange(box) for box in boxes)
        and within(decision.block.box, home)
    )


def _stands_there(
    page: PageLayout, decisions: Sequence[BlockDecision], whole: Box, home: StoryHome
) -> bool:
    """Return whether a structure stands among the story's lines or right beside them."""
    first, end = whole.first, whole.first + whole.blocks
    kept = [decision.at for decision in decisions if decision.kept]
    if any(at < first for at in kept) and any(at >= end for at in kept):
        return True
    if not any(at < first for at in kept):
        below = next((at for at in kept if at >= end), None)
        return below is not None and below - end <= MAX_GAP and first > page.head
    above = max(at for at in kept if at < first)
    between = [
        at for at in range(above + 1, first) if not _in_widget(decisions[at].block.box, home)
    ]
    return len(between) <= MAX_GAP + 1 and all(
        decisions[at].open and (is_subhead(page, at) or _opens(decisions[at])) for at in between
    )


def _in_widget(box: Box, home: StoryHome) -> bool:
    """Return whether a line stands in the story's box in one that is named as a widget's."""
    return (
        home.box.parent is not None
        and within(box, home)
        and any(_named_strange(around) for around in outside(box, home))
    )


def _opens(decision: BlockDecision) -> bool:
    """Return whether a line opens a list: "The dead are:"."""
    return decision.block.text.endswith((":", "\uff1a")) and not decision.block.linked


def _is_strange(unit: Box, whole: Box) -> bool:
    """Return whether the name of a box around a structure makes it a widget's."""
    boxes = [box for box in upwards(unit) if box.depth >= whole.depth]
    inset = any(box.tokens & _INSET or is_fact_box(box) for box in boxes)
    return any(
        _named_strange(box) and not (box.tag == "aside" and inset and not _by_name(box))
        for box in boxes
    )


def _named_strange(box: Box) -> bool:
    return bool(box.tokens & _STRANGE) and bool(
        _by_name(box) or box.tag in {"nav", "aside", "footer"}
    )


def _by_name(box: Box) -> int:
    return hints_of_name(_HARMLESS.sub("", box.name)) & _STRANGE


def _is_told(page: PageLayout, unit: Box, lines: Sequence[BlockDecision], home: StoryHome) -> bool:
    """Return whether a structure tells something of its own, and does not only lead elsewhere."""
    size = sum(len(line.block.text) for line in lines)
    linked = sum(line.block.linked for line in lines)
    score = sum(line.score for line in lines) / len(lines)
    most = MAX_TABLE_LINKS if unit.grid else MAX_LIST_LINKS
    least = STORY_P_TABLE if unit.grid else STORY_P_LIST
    if unit.first < home.first:
        least = max(least, STORY_P_FIRST)
    leading = sum(page.link[line.at] >= MAX_TABLE_LINKS for line in lines)
    return (
        linked < most * size
        and leading <= MAX_LIST_LINKS * len(lines)
        and score > least
        and (len(lines) > 1 or unit.first > home.first)
        and not any(page.widget[line.at] for line in lines)
    )


def _headed_as_widget(page: PageLayout, decisions: Sequence[BlockDecision], whole: Box) -> bool:
    """Return whether the line above a structure, or its first, is a widget's.

    "Share of votes" opens like a prompt, and heads a table of the story: none of its lines leads
    elsewhere.
    """
    above, end = whole.first - 1, whole.first + whole.blocks
    if page.widget[whole.first] or above < 0 or decisions[above].kept:
        return bool(page.widget[whole.first])
    linked = any(block.links for block in page.blocks[whole.first : end])
    told = not linked and is_heading(page.blocks[above].box) and decisions[end - 1].at < page.last
    prompt = page.prompt[above] and not told
    return bool(page.widget[above] or prompt or page.call[above])


def _is_whole(
    page: PageLayout, inside: Sequence[BlockDecision], lines: Sequence[BlockDecision]
) -> bool:
    """Return whether only headings, kept text and its caption stand beside a structure."""
    own = {line.at for line in lines}
    return all(
        decision.at in own
        or decision.kept
        or decision.block.box.tag == "figcaption"
        or is_subhead(page, decision.at)
        for decision in inside
    )
