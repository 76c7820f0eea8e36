"""The body of a story.

Every block of the page judged, then put right by a few rules that hold on every page.
"""

from collections.abc import Sequence
from functools import partial

from crawler.extract.blocks.features import measure
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.blocks.trees import judge, weighty
from crawler.extract.faults import Faults
from crawler.extract.rules.beside_rules import figures, posts
from crawler.extract.rules.block_decisions import (
    JUDGED,
    STORY_P_DOUBTFUL,
    BlockDecision,
    Rule,
)
from crawler.extract.rules.comment_rules import comments, threads
from crawler.extract.rules.credit_rules import credited
from crawler.extract.rules.evidence_rules import strangers
from crawler.extract.rules.gallery_rules import galleries, streams
from crawler.extract.rules.house_rules import (
    biographies,
    counters,
    elsewhere,
    house,
    times,
)
from crawler.extract.rules.line_rules import (
    addresses,
    calls,
    captions,
    pointers,
    prompts,
    signatures,
)
from crawler.extract.rules.resumed_rules import resumed
from crawler.extract.rules.story_rules import (
    fellows,
    followers,
    headline,
    marks,
    parts,
    repeats,
    series,
    standfirst,
)
from crawler.extract.rules.structure_rules import structures
from crawler.extract.rules.subhead_rules import subheads
from crawler.extract.rules.teaser_rules import cards, offers
from crawler.extract.rules.widget_rules import (
    boxed,
    islands,
    listed,
    river,
)

STORY_P_KEPT = 0.5
"""Probability from which a block is story."""

STORY_P_MIN, MIN_BEST_SHARE = 0.2, 0.55
"""The least probability that can do, and the share of the best blocks' that does."""

MIN_EVIDENCE_RATIO = 2.0
"""How many times more evidence a box of doubtful paragraphs holds than all that was kept, where it
is the story.
"""


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
    """Return the doubtful paragraphs of the box that holds the most evidence.

    And how much that is: probability times characters.
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


RULES: tuple[Rule, ...] = (
    comments,
    threads,
    galleries,
    streams,
    river,
    cards,
    listed,
    islands,
    fellows,
    parts,
    resumed,
    series,
    standfirst,
    followers,
    strangers,
    boxed,
    offers,
    headline,
    signatures,
    prompts,
    pointers,
    calls,
    captions,
    figures,
    posts,
    addresses,
    counters,
    times,
    house,
    biographies,
    elsewhere,
    repeats,
    structures,
    marks,
    subheads,
    credited,
)
"""Every rule, in the order that they are applied. What one drops a later one may know better."""


def body(
    page: PageLayout, rules: Sequence[Rule] = RULES, faults: Faults | None = None
) -> list[BlockDecision]:
    """Return the decisions on a page's blocks, in page order.

    A rule that fails is left out, as if it were not there; ``faults`` notes it.
    """
    decisions = judged(page)
    guard = (faults or Faults()).guard
    for at, rule in enumerate(rules):
        name = f"rule {getattr(rule, '__name__', '')}"
        if not guard(name, partial(_applied, rule, page, decisions), otherwise=False):
            return body(page, (*rules[:at], *rules[at + 1 :]), faults)
    return decisions


def _applied(rule: Rule, page: PageLayout, decisions: list[BlockDecision]) -> bool:
    rule(page, decisions)
    return True


def explained(decision: BlockDecision) -> str:
    """Return the reason for a decision in words: the rule, or the measures that weighed most."""
    if decision.ruled or decision.row is None:
        return decision.reason if decision.row else "far from any prose"
    shares = ", ".join(f"{name} {share:+.1f}" for name, share in weighty(decision.row))
    return f"{'story' if decision.kept else 'no story'} {decision.score:.2f}: {shares}"
