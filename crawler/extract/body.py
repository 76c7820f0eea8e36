"""The body of a story: every block of the page judged, then put right by a few rules that hold on every page."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from crawler.extract import phrases
from crawler.extract.blocks import Block, Box
from crawler.extract.features import measure
from crawler.extract.layout import Page, upwards
from crawler.extract.lines import addresses, calls, captions, prompts, signatures
from crawler.extract.notices import developing, notices
from crawler.extract.trees import judge, weighty
from crawler.extract.verdicts import Rule, Verdict

KEEP = 0.5
"""Probability from which a block is story."""
LEAST, DOUBT = 0.2, 0.55
"""The least probability that can do, and the share of the best blocks' that does."""


def judged(page: Page) -> list[Verdict]:
    """A verdict on each block from its measures alone."""
    rows = measure(page)
    scores = judge(rows)
    keep = _threshold(scores, page.size)
    return [
        Verdict(block, at, score, score > keep, "judged", row)
        for at, (block, row, score) in enumerate(zip(page.blocks, rows, scores, strict=True))
    ]


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
        if not verdict.kept and verdict.score > POSSIBLE and page.ends[at] and alike[page.sign[at]] >= FELLOWS:
            beside = any(kept[max(0, at - 2) : at + 3]) and sum(kept[max(0, at - AMONG) : at + AMONG + 1]) >= FELLOWS
            if beside or (verdict.score > LIKELY and any(kept[:at]) and any(kept[at:])):
                verdict.keep("a paragraph as those beside it")


def parts(page: Page, verdicts: list[Verdict]) -> None:
    """A sentence in a box of the same kind as those beside it that hold the story is a part of it: a body in several boxes."""
    homes = {_home(verdict.block) for verdict in verdicts if verdict.kept and page.prose[verdict.at]}
    for verdict in verdicts:
        if not verdict.kept and verdict.score > HARDLY and page.ends[verdict.at]:
            home = _home(verdict.block)
            if home is not None and home in homes:
                verdict.keep("in a box as those of the story beside it")


def _home(block: Block) -> tuple[Box, tuple[str, str], str] | None:
    """The box around a paragraph's box by its own parent and kind, where it has a name that the paragraph does not share."""
    around = block.box.parent
    if around is None or around.parent is None or not around.name or around.name == block.box.name:
        return None
    return around.parent, around.key, block.box.tag


HARDLY = 0.08
"""Probability from which a paragraph can be story if a box like its own is full of it."""
POSSIBLE, LIKELY = 0.15, 0.25
"""Probabilities from which a block can be story if its neighbours say so, and if it stands between the story's paragraphs."""
FELLOWS, AMONG = 3, 12
"""Paragraphs of one markup that make it the story's, and the blocks on either side among which as many are story."""


def boxed(page: Page, verdicts: list[Verdict]) -> None:
    """A small box that opens with a widget's heading is a widget as a whole. What follows behind the box is judged on its own."""
    total = sum(page.size[verdict.at] for verdict in verdicts if verdict.kept)
    opened: set[Box] = set()
    for verdict in verdicts:
        around = [box for box in upwards(verdict.block.box) if box.parent is not None]
        if verdict.kept and any(box in opened for box in around):
            verdict.drop("in a widget's box")
        elif page.heading[verdict.at] and phrases.is_widget_line(verdict.block.text):
            opened.update(
                box for box in around if box.first == verdict.at and box.blocks > 1 and _kept(page, verdicts, box) < SMALL * total
            )


SMALL = 0.34
"""Share of the story that a widget's box can seem to hold."""


def _kept(page: Page, verdicts: list[Verdict], box: Box) -> int:
    return sum(page.size[verdict.at] for verdict in verdicts[box.first : box.first + box.blocks] if verdict.kept)


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
        if page.mass.get(beside, 0) < ARTICLE or sum(page.size[verdict.at] for verdict in verdicts[first:head] if verdict.kept) < ARTICLE:
            continue
        for verdict in verdicts[head:]:
            if verdict.kept:
                verdict.drop("the next article")
        return


HEADLINES = 12
"""Headlines on a page of articles. Where more blocks have their markup, it is not a headline's."""
ARTICLE = 400
"""Characters of prose that make an article: of the story above the next one's headline, and of the next one."""


def islands(page: Page, verdicts: list[Verdict]) -> None:
    """Up to three small pieces far below the story, behind a line that is a widget's, are the widget's."""
    kept = [verdict for verdict in verdicts if verdict.kept]
    starts = [0, *(at for at in range(1, len(kept)) if kept[at].at - kept[at - 1].at > FAR), len(kept)]
    runs = [kept[first:end] for first, end in pairwise(starts)]
    sizes = [sum(page.size[verdict.at] for verdict in run) for run in runs]
    story = max(range(len(runs)), key=sizes.__getitem__)
    for run, size in list(zip(runs, sizes, strict=True))[story + 1 :]:
        if len(run) <= PIECES and size < ISLAND * sum(sizes) and any(page.widget[runs[story][-1].at : run[0].at]):
            for verdict in run:
                verdict.drop("far below the story")


FAR, PIECES, ISLAND = 5, 3, 0.1
"""Blocks without story that make what follows far; the most pieces of an island, and its share of the text that stays below."""


RULES: tuple[Rule, ...] = (
    islands,
    fellows,
    parts,
    followers,
    boxed,
    headline,
    signatures,
    prompts,
    calls,
    captions,
    addresses,
    repeats,
    marks,
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
    if verdict.reason != "judged" or verdict.row is None:
        return verdict.reason if verdict.row else "far from any prose"
    shares = ", ".join(f"{name} {share:+.1f}" for name, share in weighty(verdict.row))
    return f"{'story' if verdict.kept else 'no story'} {verdict.score:.2f}: {shares}"
