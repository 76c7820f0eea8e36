"""The body of a story.

Every block of the page judged, then put right by a few rules that hold on every page.
"""

from collections import Counter
from collections.abc import Sequence

from crawler.extract.block_decisions import JUDGED, BlockDecision, Rule
from crawler.extract.class_hints import ClassHint
from crawler.extract.credits import credited
from crawler.extract.features import measure
from crawler.extract.layout import PageLayout, upwards
from crawler.extract.line_rules import addresses, calls, captions, pointers, prompts, signatures
from crawler.extract.notices import developing, notices
from crawler.extract.trees import judge, weighty
from crawler.extract.widgets import ARTICLE, boxed, home_of, islands, kept_size, listed, river

STORY_P_KEPT = 0.5
"""Probability from which a block is story."""

STORY_P_MIN, MIN_BEST_SHARE = 0.2, 0.55
"""The least probability that can do, and the share of the best blocks' that does."""

MIN_EVIDENCE_RATIO = 2.0
"""How many times more evidence a box of doubtful paragraphs holds than all that was kept, where it
is the story.
"""

MIN_SIBLING_SHARE = 0.6
"""Share of the lines of one markup within the story that makes the others its own."""

STORY_P_DOUBTFUL = 0.08
"""Probability from which a paragraph can be story if a box like its own is full of it."""

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


def judged(page: PageLayout) -> list[BlockDecision]:
    """Return a decision on each block from its measures alone."""
    rows = measure(page)
    scores = judge(rows)
    kept = likely(page, scores)
    return [
        BlockDecision(block, at, score, at in kept, JUDGED, row)
        for at, (block, row, score) in enumerate(zip(page.blocks, rows, scores, strict=True))
    ]


def likely(page: PageLayout, scores: Sequence[float]) -> set[int]:
    """Return the blocks that are story by their scores.

    Where none is likely alone, many that are possible in one box outweigh a few elsewhere.
    """
    keep = _threshold(scores, page.size)
    kept = {at for at, score in enumerate(scores) if score > keep}
    if max(scores) > STORY_P_KEPT:
        return kept
    fullest, evidence = _fullest(page, scores)
    return (
        kept
        if evidence < MIN_EVIDENCE_RATIO * sum(scores[at] * page.size[at] for at in kept)
        else fullest
    )


def _fullest(page: PageLayout, scores: Sequence[float]) -> tuple[set[int], float]:
    """Return the doubtful paragraphs of the box that holds the most evidence, and how much that is:
    probability times characters.
    """
    held: dict[object, dict[int, float]] = {}
    for at, (score, size) in enumerate(zip(scores, page.size, strict=True)):
        if page.prose[at] and score > STORY_P_DOUBTFUL:
            held.setdefault(page.blocks[at].box.parent, {})[at] = score * size
    most = max(held.values(), key=lambda parts: sum(parts.values()), default={})
    return set(most), sum(most.values())


def _threshold(scores: Sequence[float], sizes: Sequence[int]) -> float:
    """Return the score from which a block is story.

    Lower on a page whose best blocks are in doubt, because its story is among them.
    """
    likely = [
        (score, size) for score, size in zip(scores, sizes, strict=True) if score > STORY_P_KEPT
    ]
    best = (
        sum(score * size for score, size in likely) / sum(size for _, size in likely)
        if likely
        else max(scores)
    )
    return min(STORY_P_KEPT, max(STORY_P_MIN, MIN_BEST_SHARE * best))


def fellows(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """A sentence in doubt, marked up as the story's paragraphs are and right beside them or between
    them, is one of them.
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
    """A sentence in a box of the same kind as those beside it that hold the story is a part of it:
    a body in several boxes.
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
    """A line in doubt within the story is part of it where most lines of its markup are.

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
    """The headline is a field of its own; where the page repeats it, it is no paragraph."""
    for decision in decisions:
        if (
            decision.kept
            and page.plain[decision.at] in page.hints.titles
            and decision.at <= page.first
        ):
            decision.drop("the headline again")


def repeats(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """A paragraph that stood before stands there for another layout: the first one counts."""
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
    """In a news article, a line in doubt between headline and first paragraph is part of it where
    its box is named as a standfirst's.
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
    """What says that the story is developing or was corrected belongs to it where it stands within
    it or next to it.
    """
    kept = [decision.at for decision in decisions if decision.kept]
    if not kept:
        return
    for decision in decisions[max(0, kept[0] - NOTICE_RADIUS) : kept[-1] + NOTICE_RADIUS + 1]:
        if (
            not decision.kept
            and decision.score > STORY_P_NOTICE
            and page.link[decision.at] < MAX_LINK_SHARE
            and _notice(decision.block.text)
        ):
            decision.keep("a notice on the story")


def _notice(text: str) -> bool:
    return len(text) >= MIN_NOTICE_LENGTH and (developing([text]) or bool(notices([text], None)))


def followers(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Below the story, in a box of the same kind beside its own, with a headline of its own, stands
    the next article of an endless page.
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
                decision.drop("the next article")
        return


RULES: tuple[Rule, ...] = (
    river,
    listed,
    islands,
    fellows,
    parts,
    series,
    standfirst,
    followers,
    boxed,
    headline,
    signatures,
    prompts,
    pointers,
    calls,
    captions,
    addresses,
    repeats,
    marks,
    credited,
)
"""Every rule, in the order that they are applied. What one drops a later one may know better."""


def body(page: PageLayout, rules: Sequence[Rule] = RULES) -> list[BlockDecision]:
    """Return the decisions on a page's blocks, in page order."""
    decisions = judged(page)
    for rule in rules:
        rule(page, decisions)
    return decisions


def explained(decision: BlockDecision) -> str:
    """Return the reason for a decision in words: the rule, or the measures that weighed most."""
    if decision.ruled or decision.row is None:
        return decision.reason if decision.row else "far from any prose"
    shares = ", ".join(f"{name} {share:+.1f}" for name, share in weighty(decision.row))
    return f"{'story' if decision.kept else 'no story'} {decision.score:.2f}: {shares}"
