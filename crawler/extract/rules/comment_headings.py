"""Regions of readers' comments that a heading tells, with what stands below it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.grids import BAR
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.comment_wordings import (
    has_day,
    is_comment_heading,
    is_comment_prompt,
    is_reply,
    is_says,
    is_stamp,
    is_sure_heading,
    name_in,
    opens_with_name,
)
from crawler.extract.rules.stamped_runs import is_text, kind_of, posts_of

STORY, SHORT_STORY = 200, 40
"""Characters that a story has above its comments; the least, where no doubt is left that they are
comments.
"""
MIN_ATTRIBUTED = 0.6
"""Share of the texts of a region that must stand beside a name where nothing else shows what they
are.
"""
LEVELS = 4
"""Boxes around a heading in which what it heads is looked for."""

_NUMBER = re.compile(r"\d+")
_LISTS = frozenset(("li", "ul", "nav"))
_ITEMS = frozenset(("li", "dd", "td"))


def headed(page: PageLayout, decisions: list[BlockDecision]) -> list[tuple[int, int]]:
    """Return the regions that a heading tells, with what stands below it."""
    found = []
    told = told_above(page, decisions)
    end = 0
    for at, block in enumerate(page.blocks):
        in_list = any(box.tag in _LISTS for box in islice(upwards(block.box), 2))
        if at < end or at <= page.head or in_list or not is_comment_heading(block.text):
            continue
        region = _region(page, at) if told[at] >= SHORT_STORY else None
        if region is None or any(region[0] <= head < region[1] for head in page.heads):
            continue
        if _are_comments(page, decisions, region, told[at]):
            found.append(region)
            end = region[1]
    return found


def _region(page: PageLayout, at: int) -> tuple[int, int] | None:
    """Return what a heading heads: the rest of the smallest box that holds text below it."""
    for up, box in enumerate(upwards(page.blocks[at].box)):
        end = box.first + box.blocks
        if any(is_text(page, below) for below in range(at + 1, end)):
            return at, end
        if up >= LEVELS:
            break
    return None


def _are_comments(
    page: PageLayout,
    decisions: Sequence[BlockDecision],
    region: tuple[int, int],
    above: int,
) -> bool:
    """Return whether what stands below a heading is comments, and not the story going on."""
    at, end = region
    texts = [below for below in range(at + 1, end) if is_text(page, below)]
    story = {place for one in decisions[:at] if one.kept for place in _places(one.block)}
    flat = any(not story.isdisjoint(_places(page.blocks[text])) for text in texts)
    posts = [post for post in posts_of(page, at + 1, end) if post.name]
    named = {text for text in texts if _is_attributed(page, text, at)}
    named.update(text for post in posts for text in range(post.at, post.end) if text in texts)
    rows = {text for text in texts if _is_signed_row(page.blocks[text].text)}
    named |= rows
    share = len(named) / len(texts)
    if flat:  # in the story's own box only where it does not go on
        return (
            share >= MIN_ATTRIBUTED
            and texts[-1] in named
            and bool(posts or len(rows) > 1 or _opened(page, texts))
        )
    sure = is_sure_heading(page.blocks[at].text)
    if share >= MIN_ATTRIBUTED and (sure or len(posts) > 1 or _opened(page, texts)):
        return True
    if not sure:
        return False
    number = _NUMBER.search(page.blocks[at].text)
    counted = number is not None and int(number[0][:6]) in {len(texts), _units(page, texts)}
    form = any(is_comment_prompt(page.blocks[below].text) for below in range(at + 1, end)) or any(
        is_reply(page.blocks[below].text) for below in range(texts[0] + 1, end)
    )
    listed = all(page.blocks[text].box.tag in _ITEMS for text in texts)
    beside = _units(page, texts) > 1 and page.heading[at] > 0
    return counted or (form and above >= STORY) or (beside and (listed or above >= STORY))


def _is_signed_row(text: str) -> bool:
    """Return whether a row's first cell says who wrote the second, and on what day."""
    first, bar, rest = text.partition(BAR)
    return bool(bar and rest) and is_stamp(first) and has_day(first) and bool(name_in(first))


def _places(block: Block) -> Iterator[object]:
    """Yield the box that a text stands in, and what its like stand in, in boxes of their own."""
    around = block.box.parent
    if around is not None:
        yield around
        if around.blocks == 1 and around.parent is not None:
            yield around.parent, around.key


def _opened(page: PageLayout, texts: Sequence[int]) -> bool:
    """Return whether texts open with different names."""
    names = {
        page.blocks[text].text.split(":")[0]
        for text in texts
        if opens_with_name(page.blocks[text].text, page.blocks[text].bold)
    }
    return len(names) >= MIN_ATTRIBUTED * len(texts)


def _is_attributed(page: PageLayout, text: int, first: int) -> bool:
    """Return whether a text opens with a name, or a short line above it may be one."""
    block = page.blocks[text]
    if opens_with_name(block.text, block.bold):
        return True
    above = page.blocks[text - 1]
    return text - 1 > first and (is_says(above.text) or _may_be_name(page, text - 1, block))


MAX_NAME, MAX_NAME_WORDS = 50, 6
"""Characters and words of a line that is a name."""


def _may_be_name(page: PageLayout, at: int, below: Block) -> bool:
    text = page.blocks[at].text
    return (
        len(text) <= MAX_NAME
        and len(text.split()) <= MAX_NAME_WORDS
        and not page.ends[at]
        and page.blocks[at].box is not below.box
    )


def _units(page: PageLayout, texts: Sequence[int]) -> int:
    """Return how many boxes of one kind beside each other hold the texts."""
    counts: Counter[object] = Counter()
    for text in texts:
        around = list(upwards(page.blocks[text].box))[:LEVELS]
        for box in around:
            if box.tag != "p" and box.parent is not None and has_like(page, box):
                counts[box.parent, kind_of(box)] += 1
                break
    return max(counts.values(), default=0)


def told_above(page: PageLayout, decisions: Sequence[BlockDecision]) -> list[int]:
    """Return how much is told above each block: what is kept, or a text below the headline."""
    told, above = 0, []
    for decision in decisions:
        above.append(told)
        if is_told(page, decision):
            told += page.size[decision.at]
    return above


def is_told(page: PageLayout, decision: BlockDecision) -> bool:
    """Return whether a block is kept, or a text below the headline that may be kept yet."""
    at = decision.at
    return decision.kept or (at > page.head >= 0 and bool(page.ends[at]) and is_text(page, at))


def has_like(page: PageLayout, box: Box) -> bool:
    """Return whether others of its kind stand beside a box."""
    return (
        box.parent is not None
        and sum(kind_of(other) == kind_of(box) for other in page.children.get(box.parent, ())) > 1
    )
