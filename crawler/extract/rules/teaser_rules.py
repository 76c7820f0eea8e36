"""Rules on teasers of other articles that stand in the story's own box, with an excerpt each."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from urllib.parse import urlsplit

from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.layout import HEADINGS, PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole
from crawler.extract.rules.notices import announces
from crawler.extract.rules.widget_rules import LINKED, kept_size

CARD, PIECES, CARDS = 1200, 8, 2
"""Characters and pieces of text of a teaser in a box, at the most, and boxes that make a list."""
EXCERPT = 40
"""Characters of an excerpt, at the least."""
TITLE, BOLD = 160, 0.9
"""Characters of a headline, at the most, and its share of emphasis where it is no link."""
MAX_SHARE = 0.5
"""Share of what seems story that teasers can hold."""
MIN_COUNTED = 3
"""Headlines that count, at the least."""
_NUMBER = re.compile(r"\d{1,3}(?!\d)")
TEXTS = 2
"""Pieces of text below a headline that are its excerpt, at the most."""
TEASER = "a teaser of another article"
"""The reason given."""


def cards(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop boxes of one kind beside one another.

    Each has a linked headline of its own and an excerpt, and leads elsewhere on the site. Headlines
    that count are the story's own: its chapters, the places of a ranking.
    """
    found: dict[tuple[Box | None, tuple[str, str]], dict[Box, int]] = {}
    for at, block in enumerate(page.blocks):
        if _headline(page, at) and page.link[at] >= LINKED and _leads_on(page, block):
            card = _card(page, at)
            if card is not None:
                found.setdefault((card.parent, card.key), {})[card] = at
    total = kept_size(page, decisions)
    for group in found.values():
        inside = [
            decision
            for card in group
            for decision in decisions[card.first : card.first + card.blocks]
        ]
        counted = _count_on(page.blocks[at].text for at in group.values())
        if len(group) >= CARDS and not counted and kept_size(page, inside) < MAX_SHARE * total:
            for decision in inside:
                decision.drop(TEASER, BlockRole.TEASER)


def _count_on(headlines: Iterable[str]) -> bool:
    """Return whether the first numbers of headlines count up or down by one."""
    first = [_NUMBER.search(text) for text in headlines]
    numbers = [int(found[0]) for found in first if found]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) == len(first) >= MIN_COUNTED and steps in ({1}, {-1})


def offers(page: PageLayout, decisions: list[BlockDecision]) -> None:
    """Drop headlines with an excerpt each below a widget's heading at the end of the story."""
    offered(page, decisions, lambda decision: page.widget[decision.at])


def offered(
    page: PageLayout, decisions: list[BlockDecision], opens: Callable[[BlockDecision], bool]
) -> None:
    """Drop headlines with an excerpt each, linked or not, below a line that opens a widget.

    They are the last of the story, and a small part of it.
    """
    openers = [decision for decision in decisions if opens(decision)]
    kept = [decision for decision in decisions if decision.kept] if openers else []
    first, last = _first_told(kept), _first_told(reversed(kept))
    if first is None or last is None:
        return
    for decision in openers:
        if first > decision.at or last <= decision.at:
            continue
        run = _run(page, decision.at)
        if not run or run[-1] < last:
            continue
        inside = [decisions[at] for at in run]
        if kept_size(page, inside) < MAX_SHARE * kept_size(page, decisions):
            for one in inside:
                one.drop(TEASER, BlockRole.TEASER)
            return


def _first_told(decisions: Iterable[BlockDecision]) -> int | None:
    """Return the place of the first that is no notice, None where all are."""
    return next((one.at for one in decisions if not announces(one.block.text)), None)


def _run(page: PageLayout, above: int) -> list[int]:
    """Return the blocks below a line that are headlines with an excerpt each, in its own box."""
    around = page.blocks[above].box.parent
    below: list[int] = []
    for at in range(above + 1, len(page.blocks)):
        block = page.blocks[at]
        if announces(block.text) or not any(box is around for box in upwards(block.box)):
            break
        below.append(at)
    heads = [at for at in below if _headline(page, at)]
    if not heads or heads[0] != above + 1:
        return []
    texts = heads[1] - heads[0] - 1 if len(heads) > 1 else 1
    if texts > TEXTS:
        return []
    end = above + 1
    for head in heads:
        if head > end:
            break  # more below a headline than below the first
        end = head + 1 + texts
    return [at for at in below if at < end]


def _headline(page: PageLayout, at: int) -> bool:
    block = page.blocks[at]
    return len(block.text) <= TITLE and (
        (page.link[at] >= LINKED and " " in block.text.strip())
        or block.bold >= BOLD * len(block.text)
        or block.box.tag in HEADINGS
    )


def _card(page: PageLayout, at: int) -> Box | None:
    """Return the largest box around a linked headline that holds one teaser and nothing else."""
    found = None
    for box in upwards(page.blocks[at].box):
        places = range(box.first, box.first + box.blocks)
        if box.parent is None or box.blocks > PIECES or box.chars > CARD:
            break
        if any(_is_other(page, at, other) for other in places):
            break
        if any(page.size[other] >= EXCERPT and not page.link[other] for other in places):
            found = box
    return found


def _is_other(page: PageLayout, title: int, at: int) -> bool:
    """Return whether a block is another teaser's linked headline, or the story's own."""
    linked = page.link[at] >= LINKED and page.blocks[at].text.count(" ") > 1
    return at != title and (linked or page.plain[at] in page.hints.titles)


def _leads_on(page: PageLayout, block: Block) -> bool:
    """Return whether a link leads to another page of the same site."""
    own = urlsplit(page.hints.url or "").hostname
    for anchor in block.anchors:
        address = (anchor.get("href") or "").strip()
        try:
            parts = urlsplit(address)
        except ValueError:  # no address
            continue
        web = parts.scheme in {"", "http", "https"} and address[:1] not in {"", "#"}
        if web and parts.hostname in {None, own}:
            return True
    return False
