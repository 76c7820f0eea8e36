"""The body of a story: every block of the page judged, then put right by a few rules that hold on every page."""

from collections import Counter
from collections.abc import Sequence

from crawler.extract.credits import credited
from crawler.extract.features import measure
from crawler.extract.layout import Page, upwards
from crawler.extract.lines import addresses, calls, captions, pointers, prompts, signatures
from crawler.extract.notices import developing, notices
from crawler.extract.tokens import Token
from crawler.extract.trees import judge, weighty
from crawler.extract.verdicts import JUDGED, Rule, Verdict
from crawler.extract.widgets import ARTICLE, boxed, home_of, islands, kept_size, listed, river

KEEP = 0.5
"""Probability from which a block is story."""
LEAST, DOUBT = 0.2, 0.55
"""The least probability that can do, and the share of the best blocks' that does."""


def judged(page: Page) -> list[Verdict]:
    """A verdict on each block from its measures alone."""
    rows = measure(page)
    scores = judge(rows)
    kept = likely(page, scores)
    return [
        Verdict(block, at, score, at in kept, JUDGED, row)
        for at, (block, row, score) in enumerate(zip(page.blocks, rows, scores, strict=True))
    ]


def likely(page: Page, scores: Sequence[float]) -> set[int]:
    """The blocks that are story by their scores. Where none is likely alone, many that are possible in one box outweigh a few elsewhere."""
    keep = _threshold(scores, page.size)
    kept = {at for at, score in enumerate(scores) if score > keep}
    if max(scores) > KEEP:
        return kept
    fullest, evidence = _fullest(page, scores)
    return kept if evidence < CLEARLY * sum(scores[at] * page.size[at] for at in kept) else fullest


CLEARLY = 2.0
"""How many times more evidence a box of doubtful paragraphs holds than all that was kept, where it is the story."""


def _fullest(page: Page, scores: Sequence[float]) -> tuple[set[int], float]:
    """The doubtful paragraphs of the box that holds the most evidence, and how much that is: probability times characters."""
    held: dict[object, dict[int, float]] = {}
    for at, (score, size) in enumerate(zip(scores, page.size, strict=True)):
        if page.prose[at] and score > HARDLY:
            held.setdefault(page.blocks[at].box.parent, {})[at] = score * size
    most = max(held.values(), key=lambda parts: sum(parts.values()), default={})
    return set(most), sum(most.values())


def _threshold(scores: Sequence[float], sizes: Sequence[int]) -> float:
    """The score from which a block is story: lower on a page whose best blocks are in doubt, because its story is among them."""
    likely = [(score, size) for score, size in zip(scores, sizes, strict=True) if score > KEEP]
    best = sum(score * size for score, size in likely) / sum(size for _, size in likely) if likely else max(scores)
    return min(KEEP, max(LEAST, DOUBT * best))


def fellows(page: Page, verdicts: list[Verdict]) -> None:
    """A sentence in doubt, marked up as the story's paragraphs are and right beside them or between them, is one of them."""
    alike = Counter(page.sign[verdict.at] for verdict in verdicts if verdict.kept and page.prose[verdict.at])
    kept = [verdict.kept for verdict in verdicts]
    for verdict in verdicts:
        at = verdict.at
        if verdict.open and verdict.score > POSSIBLE and page.ends[at] and alike[page.sign[at]] >= FELLOWS:
            beside = any(kept[max(0, at - 2) : at + 3]) and sum(kept[max(0, at - AMONG) : at + AMONG + 1]) >= FELLOWS
            if beside or (verdict.score > LIKELY and any(kept[:at]) and any(kept[at:])):
                verdict.keep("a paragraph as those beside it")


def parts(page: Page, verdicts: list[Verdict]) -> None:
    """A sentence in a box of the same kind as those beside it that hold the story is a part of it: a body in several boxes."""
    homes = {home_of(verdict.block) for verdict in verdicts if verdict.kept and page.prose[verdict.at]}
    for verdict in verdicts:
        if verdict.open and verdict.score > HARDLY and page.ends[verdict.at]:
            home = home_of(verdict.block)
            if home is not None and home in homes:
                verdict.keep("in a box as those of the story beside it")


def series(page: Page, verdicts: list[Verdict]) -> None:
    """A line in doubt within the story is part of it where most lines of its markup are: an item of a list, a heading."""
    kept = [verdict.at for verdict in verdicts if verdict.kept]
    within = verdicts[kept[0] : kept[-1] + 1] if kept else []
    alike = Counter(page.sign[verdict.at] for verdict in within)
    among = Counter(page.sign[verdict.at] for verdict in within if verdict.kept)
    places = set(kept)
    for verdict in within:
        at, sign = verdict.at, page.sign[verdict.at]
        doubtful = verdict.open and verdict.score > HARDLY and page.link[at] < MOSTLY and not page.widget[at]
        usual = among[sign] > 1 and among[sign] >= MOST * alike[sign]
        if doubtful and usual and not places.isdisjoint((at - 2, at - 1)) and not places.isdisjoint((at + 1, at + 2)):
            verdict.keep("a line as those of the story around it")


MOST = 0.6
"""Share of the lines of one markup within the story that makes the others its own."""


HARDLY = 0.08
"""Probability from which a paragraph can be story if a box like its own is full of it."""
POSSIBLE, LIKELY = 0.15, 0.25
"""Probabilities from which a block can be story if its neighbours say so, and if it stands between the story's paragraphs."""
FELLOWS, AMONG = 3, 12
"""Paragraphs of one markup that make it the story's, and the blocks on either side among which as many are story."""


def headline(page: Page, verdicts: list[Verdict]) -> None:
    """The headline is a field of its own; where the page repeats it, it is no paragraph."""
    for verdict in verdicts:
        if verdict.kept and page.plain[verdict.at] in page.hints.titles and verdict.at <= page.first:
            verdict.drop("the headline again")


def repeats(page: Page, verdicts: list[Verdict]) -> None:
    """A paragraph that stood before stands there for another layout: the first one counts."""
    seen: set[str] = set()
    for verdict in verdicts:
        text = page.plain[verdict.at]
        if verdict.kept and len(text) >= REPEATED and text in seen and verdict.block.box.tag != "li":
            verdict.drop("stood before")
        elif verdict.kept:
            seen.add(text)


REPEATED = 80
"""Characters from which a repetition is the layout's and not the story's."""


def standfirst(page: Page, verdicts: list[Verdict]) -> None:
    """In a news article, a line in doubt between headline and first paragraph is part of it where its box is named as a standfirst's."""
    first = next((verdict.at for verdict in verdicts if verdict.kept), 0)
    if page.head < 0 or "News" not in page.hints.kind:
        return
    for verdict in verdicts[page.head + 1 : first]:
        box = verdict.block.box
        named = box.tokens | (box.parent.tokens if box.parent else 0)
        wanted = named & Token.LEAD and not named & (Token.CAPTION | Token.AUTHOR | Token.DATE | Token.SHARE)
        if wanted and verdict.open and verdict.score > HARDLY and page.link[verdict.at] < MOSTLY and len(verdict.block.text) >= LINE:
            verdict.keep("the standfirst")


LINE = 40
"""Characters of a standfirst, at the least."""


def marks(page: Page, verdicts: list[Verdict]) -> None:
    """What says that the story is developing or was corrected belongs to it where it stands within it or next to it."""
    kept = [verdict.at for verdict in verdicts if verdict.kept]
    if not kept:
        return
    for verdict in verdicts[max(0, kept[0] - NEXT) : kept[-1] + NEXT + 1]:
        if not verdict.kept and verdict.score > UNLIKELY and page.link[verdict.at] < MOSTLY and _notice(verdict.block.text):
            verdict.keep("a notice on the story")


NEXT = 4
"""Blocks around the story within which a notice is about it."""
UNLIKELY = 0.02
"""Probability below which not even a notice is the story's."""
MOSTLY, WORDED = 0.5, 20
"""Share of links in a notice, and its characters: the most and the least."""


def _notice(text: str) -> bool:
    return len(text) >= WORDED and (developing([text]) or bool(notices([text], None)))


def followers(page: Page, verdicts: list[Verdict]) -> None:
    """Below the story, in a box of the same kind beside its own, with a headline of its own, stands the next article of an endless page."""
    first = next((at for at in page.heads if page.plain[at] in page.hints.titles), None)
    if first is None or len(page.heads) > HEADLINES:
        return
    own = {box.parent: box for box in upwards(page.blocks[first].box) if box.parent is not None}
    for head in page.heads:
        beside = next((box for box in upwards(page.blocks[head].box) if box.parent in own), None)
        mine = own.get(beside.parent) if beside is not None and beside.parent is not None else None
        if head <= first or beside is None or mine is None or beside is mine or beside.key != mine.key:
            continue
        if page.mass.get(beside, 0) < ARTICLE or kept_size(page, verdicts[first:head]) < ARTICLE:
            continue
        for verdict in verdicts[head:]:
            if verdict.kept:
                verdict.drop("the next article")
        return


HEADLINES = 12
"""Headlines on a page of articles. Where more blocks have their markup, it is not a headline's."""


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


def body(page: Page, rules: Sequence[Rule] = RULES) -> list[Verdict]:
    """The verdicts on a page's blocks, in page order."""
    verdicts = judged(page)
    for rule in rules:
        rule(page, verdicts)
    return verdicts


def explained(verdict: Verdict) -> str:
    """The reason for a verdict in words: the rule, or the measures that weighed most."""
    if verdict.reason != JUDGED or verdict.row is None:
        return verdict.reason if verdict.row else "far from any prose"
    shares = ", ".join(f"{name} {share:+.1f}" for name, share in weighty(verdict.row))
    return f"{'story' if verdict.kept else 'no story'} {verdict.score:.2f}: {shares}"
