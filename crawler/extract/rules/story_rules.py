"""Rules on single blocks: what their likeness to the story, or their place beside it, tells."""

from collections import Counter
from itertools import islice

from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import STORY_P_DOUBTFUL, BlockDecision, BlockRole
from crawler.extract.rules.notices import announces
from crawler.extract.rules.widget_rules import ARTICLE, home_of, kept_size

MIN_SIBLING_SHARE = 0.6
"""Share of the lines of one markup within the story that makes the others its own."""

STORY_P_BESIDE, STORY_P_BETWEEN = 0.15, 0.25
"""Probabilities from which a block can be story if its neighbours say so, and if it stands between
the story's paragraphs.
"""

MIN_SIBLINGS, SIBLING_RADIUS = 3, 12
"""Paragraphs of one markup that make it the story's, and the blocks on either side among which as
many are story.
"""

MIN_REPEATED_LENGTH = 80
"""Characters from which a repetition is the layout's and not the story's."""

MIN_STANDFIRST_LENGTH = 40
"""Characters of a standfirst, at the least."""

NOTICE_RADIUS = 4
"""Blocks around the story within which a notice is about it."""

STORY_P_NOTICE = 0.02
"""Probability below which not even a notice is the story's."""

MAX_LINK_SHARE, MIN_NOTICE_LENGTH = 0.5, 20
"""Share of links in a notice, and its characters: the most and the least."""

MAX_HEADLINES = 12
"""Headlines on a page of articles. Where more blocks have their markup, it is not a headline's."""


def fellows(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep a sentence in doubt that is marked up as the story's paragraphs are.

    It stands right beside them or between them.
    """
    alike = Counter(
        page.sign[decision.at]
        for decision in decisions
        if decision.kept and page.prose[decision.at]
    )
    kept = [decision.kept for decision in decisions]
    for decision in decisions:
        at = decision.at
        if (
            decision.open
            and decision.score > STORY_P_BESIDE
            and page.ends[at]
            and alike[page.sign[at]] >= MIN_SIBLINGS
        ):
            beside = (
                any(kept[max(0, at - 2) : at + 3])
                and sum(kept[max(0, at - SIBLING_RADIUS) : at + SIBLING_RADIUS + 1]) >= MIN_SIBLINGS
            )
            if beside or (decision.score > STORY_P_BETWEEN and any(kept[:at]) and any(kept[at:])):
                decision.keep("a paragraph as those beside it")


def parts(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep a sentence in a box of the same kind as those beside it that hold the story.

    Such is a body in several boxes.
    """
    homes = {
        home_of(decision.block)
        for decision in decisions
        if decision.kept and page.prose[decision.at]
    }
    for decision in decisions:
        if decision.open and decision.score > STORY_P_DOUBTFUL and page.ends[decision.at]:
            home = home_of(decision.block)
            if home is not None and home in homes:
                decision.keep("in a box as those of the story beside it")


def series(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep a line in doubt within the story where most lines of its markup are story.

    An item of a list, a heading.
    """
    kept = [decision.at for decision in decisions if decision.kept]
    within = decisions[kept[0] : kept[-1] + 1] if kept else []
    alike = Counter(page.sign[decision.at] for decision in within)
    among = Counter(page.sign[decision.at] for decision in within if decision.kept)
    places = set(kept)
    for decision in within:
        at, sign = decision.at, page.sign[decision.at]
        doubtful = (
            decision.open
            and decision.score > STORY_P_DOUBTFUL
            and page.link[at] < MAX_LINK_SHARE
            and not page.widget[at]
        )
        usual = among[sign] > 1 and among[sign] >= MIN_SIBLING_SHARE * alike[sign]
        if (
            doubtful
            and usual
            and not places.isdisjoint((at - 2, at - 1))
            and not places.isdisjoint((at + 1, at + 2))
        ):
            decision.keep("a line as those of the story around it")


def headline(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the headline: it is a field of its own, and repeated it is no paragraph."""
    for decision in decisions:
        if (
            decision.kept
            and page.plain[decision.at] in page.hints.titles
            and decision.at <= page.first
        ):
            decision.drop("the headline again")


def repeats(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop a paragraph that stood before: it stands there for another layout."""
    seen: set[str] = set()
    for decision in decisions:
        text = page.plain[decision.at]
        if (
            decision.kept
            and len(text) >= MIN_REPEATED_LENGTH
            and text in seen
            and decision.block.box.tag != "li"
        ):
            decision.drop("stood before")
        elif decision.kept:
            seen.add(text)


def standfirst(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep the standfirst of a news article.

    A line in doubt between headline and first paragraph, in a box that is named as a standfirst's.
    """
    first = next((decision.at for decision in decisions if decision.kept), 0)
    if page.head < 0 or "News" not in page.hints.kind:
        return
    for decision in decisions[page.head + 1 : first]:
        box = decision.block.box
        named = box.tokens | (box.parent.tokens if box.parent else 0)
        wanted = named & ClassHint.LEAD and not named & (
            ClassHint.CAPTION | ClassHint.AUTHOR | ClassHint.DATE | ClassHint.SHARE
        )
        if (
            wanted
            and decision.open
            and decision.score > STORY_P_DOUBTFUL
            and page.link[decision.at] < MAX_LINK_SHARE
            and len(decision.block.text) >= MIN_STANDFIRST_LENGTH
        ):
            decision.keep("the standfirst")


def marks(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Keep what says that the story is developing or was corrected.

    It belongs to the story where it stands within it or next to it; teasers and lists of links may
    stand between.
    """
    kept = [decision.at for decision in decisions if decision.kept]
    if not kept:
        return
    for decision in [
        *decisions[max(0, kept[0] - NOTICE_RADIUS) : kept[-1]],
        *islice(
            (
                below
                for below in decisions[kept[-1] :]
                if below.role is not BlockRole.TEASER and page.link[below.at] < MAX_LINK_SHARE
            ),
            1 + NOTICE_RADIUS,
        ),
    ]:
        if (
            not decision.kept
            and decision.score > STORY_P_NOTICE
            and page.link[decision.at] < MAX_LINK_SHARE
            and len(decision.block.text) >= MIN_NOTICE_LENGTH
            and announces(decision.block.text)
        ):
            decision.keep("a notice on the story")


def followers(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop the next article of an endless page.

    It stands below the story, in a box of the same kind beside its own, with a headline of its own.
    """
    first = next((at for at in page.heads if page.plain[at] in page.hints.titles), None)
    if first is None or len(page.heads) > MAX_HEADLINES:
        return
    own = {box.parent: box for box in upwards(page.blocks[first].box) if box.parent is not None}
    for head in page.heads:
        beside = next((box for box in upwards(page.blocks[head].box) if box.parent in own), None)
        mine = own.get(beside.parent) if beside is not None and beside.parent is not None else None
        if (
            head <= first
            or beside is None
            or mine is None
            or beside is mine
            or beside.key != mine.key
        ):
            continue
        if page.mass.get(beside, 0) < ARTICLE or kept_size(page, decisions[first:head]) < ARTICLE:
            continue
        for decision in decisions[head:]:
            if decision.kept:
                decision.drop("the next article", BlockRole.ELSEWHERE)
        return
