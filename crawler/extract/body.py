"""The body of a story: every block of the page judged, then put right by a few rules that hold on every page."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.extract import phrases
from crawler.extract.blocks import Block, Box
from crawler.extract.features import measure
from crawler.extract.layout import Page, upwards
from crawler.extract.notices import developing, notices
from crawler.extract.trees import judge, weighty

KEEP = 0.5
"""Probability from which a block is story."""
LEAST, DOUBT = 0.2, 0.55
"""The least probability that can do, and the share of the best blocks' that does."""


@dataclass(slots=True)
class Verdict:
    """What was decided on one block, and why."""

    block: Block
    at: int
    score: float
    kept: bool
    reason: str
    row: Sequence[float] | None

    def drop(self, reason: str) -> None:
        """Take the block out of the story."""
        self.kept, self.reason = False, reason

    def keep(self, reason: str) -> None:
        """Put the block into the story."""
        self.kept, self.reason = True, reason


Rule = Callable[[Page, list[Verdict]], None]


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
    """A sentence in doubt, marked up as the story's paragraphs are and right beside them, is one of them."""
    alike = Counter(page.sign[verdict.at] for verdict in verdicts if verdict.kept and page.prose[verdict.at])
    kept = [verdict.kept for verdict in verdicts]
    for verdict in verdicts:
        at = verdict.at
        if (
            not verdict.kept
            and verdict.score > POSSIBLE
            and page.ends[at]
            and alike[page.sign[at]] >= FELLOWS
            and any(kept[max(0, at - 2) : at + 3])
        ):
            verdict.keep("a paragraph as those beside it")


POSSIBLE = 0.15
"""Probability from which a block can be story if its neighbours say so."""
FELLOWS = 3
"""Paragraphs of one markup that make it the story's."""


def prompts(_: Page, verdicts: list[Verdict]) -> None:
    """A short line that opens like a prompt or a widget's heading, and ends like none of the story's sentences, is no story."""
    for verdict in verdicts:
        if verdict.kept and phrases.is_widget_line(verdict.block.text):
            verdict.drop("a widget's line")


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


def addresses(_: Page, verdicts: list[Verdict]) -> None:
    """A bare address is an image's or a link's, not a sentence."""
    for verdict in verdicts:
        if verdict.kept and not verdict.block.linked and phrases.ADDRESS.fullmatch(verdict.block.text):
            verdict.drop("a bare address")


def signatures(page: Page, verdicts: list[Verdict]) -> None:
    """A line of nothing but the authors' names, or above or below the story of nothing but a date, is a field and no paragraph."""
    names = {word for name in page.hints.authors for word in name.split()}
    for verdict in verdicts:
        text = page.plain[verdict.at]
        if verdict.kept and len(text) <= phrases.SHORT and not page.ends[verdict.at]:
            words = text.split()
            if len(words) > 1 and names.intersection(words) and all(word in names or word in phrases.BYLINE_WORDS for word in words):
                verdict.drop("the byline")
            elif not page.first < verdict.at < page.last and phrases.is_date_line(words):
                verdict.drop("a date")


def followers(page: Page, verdicts: list[Verdict]) -> None:
    """Below the story, in a box of the same kind beside its own, with a headline of its own, stands the next article of an endless page."""
    first = next((at for at in page.heads if page.plain[at] in page.hints.titles), None)
    if first is None:
        return
    own = {box.parent: box for box in upwards(page.blocks[first].box) if box.parent is not None}
    for head in page.heads:
        beside = next((box for box in upwards(page.blocks[head].box) if box.parent in own), None)
        mine = own.get(beside.parent) if beside is not None and beside.parent is not None else None
        if head <= first or beside is None or mine is None or beside is mine or beside.key != mine.key or page.mass.get(mine, 0) < ARTICLE:
            continue
        for verdict in verdicts[head:]:
            if verdict.kept:
                verdict.drop("the next article")
        return


ARTICLE = 400
"""Characters of prose from which a box is an article of its own."""


RULES: tuple[Rule, ...] = (fellows, followers, boxed, headline, signatures, prompts, addresses, repeats, marks)
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
