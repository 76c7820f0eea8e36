"""Runs of texts that each stand beside a line with a date or a time: comments, posts, entries."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout, upwards
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.extract.rules.comment_wordings import is_reply, is_stamp, name_in

MIN_TEXT, MAX_POST = 60, 5000
"""Characters from which a line without a sentence's end is a text, and of a post."""
MAX_AFTER = 300
"""Characters that may be kept below the first of the posts that are none of the story."""
MAX_PARAGRAPHS, MAX_NAME_WORDS = 8, 6
"""Paragraphs of a post without a box of its own, and words of a name."""

_NUMBERS = re.compile(r"\d+")


class Post(NamedTuple):
    """A text with its stamp: the blocks from ``at`` to before ``end``."""

    at: int
    end: int
    stamp: str
    lines: str = ""
    """The stamp and the lines right beside it."""

    @property
    def name(self) -> str:
        """What its lines hold besides the date, where that can be a name."""
        name = name_in(self.lines).casefold()
        return name if len(name.split()) <= MAX_NAME_WORDS else ""


def kind_of(box: Box) -> tuple[str, str]:
    """Return what boxes of one kind share: the tag and the first class, without numbers."""
    return box.tag, _first_class(box.name)


@lru_cache(maxsize=4096)
def _first_class(name: str) -> str:
    return _NUMBERS.sub("", name.split(maxsplit=1)[0]) if name else ""


def is_text(page: PageLayout, at: int) -> bool:
    """Return whether a block is a text and no line beside one."""
    block = page.blocks[at]
    if block.linked > len(block.text) / 2:
        return False
    if page.ends[at]:
        return not is_reply(block.text)
    return page.size[at] >= MIN_TEXT and not is_stamp(block.text)


def below_all(decisions: Sequence[BlockDecision], page: PageLayout, posts: Sequence[Post]) -> bool:
    """Return whether posts stand below a story: next to nothing of it follows the first."""
    inside = {at for post in posts for at in range(post.at, post.end)}
    after = (d for d in decisions[posts[0].at :] if d.kept and d.at not in inside)
    return sum(page.size[decision.at] for decision in after) <= MAX_AFTER


def posts_of(page: PageLayout, start: int, end: int | None = None) -> list[Post]:
    """Return the longest run of texts with stamps of one markup among some blocks.

    Each stands in a box of its own beside the others, or right below its stamp.
    """
    stop = len(page.blocks) if end is None else end
    stamps: dict[object, list[int]] = defaultdict(list)
    known = _stamps(page)
    first = bisect_left(known, start, key=itemgetter(0))
    for at, sign in known[first : bisect_left(known, stop, key=itemgetter(0))]:
        stamps[sign].append(at)
    runs = [_posts(page, run, stop) for run in stamps.values() if len(run) > 1]
    return max(runs, key=len, default=[])


@lru_cache(maxsize=2)
def _stamps(page: PageLayout) -> list[tuple[int, object]]:
    """Return the lines of a page that are stamps, and what those of one markup share."""
    return [
        (at, _sign(page, at))
        for at, block in enumerate(page.blocks)
        if not page.ends[at] and is_stamp(block.text)
    ]


def _sign(page: PageLayout, at: int) -> object:
    box = page.blocks[at].box
    return kind_of(box), kind_of(box.parent) if box.parent else None


def _posts(page: PageLayout, stamps: list[int], stop: int) -> list[Post]:
    """Return the posts of the stamps that stand beside the most others."""
    beside: dict[Box, list[tuple[int, Box | None]]] = defaultdict(list)
    for at in stamps:
        unit, around = _unit(page, stamps, at)
        if around is not None:
            beside[around].append((at, unit))
    most = max(beside.values(), key=len, default=[])
    posts = []
    for place, (at, unit) in enumerate(most):
        below = most[place + 1][0] if place + 1 < len(most) else stop
        post = _post(page, at, unit, below)
        if post is not None:
            posts.append(post)
    return posts


def _unit(page: PageLayout, stamps: list[int], at: int) -> tuple[Box | None, Box | None]:
    """Return the largest box with this stamp alone, and the one around it that holds others."""
    unit: Box | None = None
    for box in upwards(page.blocks[at].box):
        if bisect_left(stamps, box.first + box.blocks) - bisect_left(stamps, box.first) > 1:
            return unit, box
        unit = box
    return unit, None


def _post(page: PageLayout, stamp: int, unit: Box | None, below: int) -> Post | None:
    """Return the post of a stamp: its box, or the texts right below it."""
    begin, end = stamp, stamp + 1
    if unit is not None and _has_text(page, range(unit.first, unit.first + unit.blocks)):
        begin, end = unit.first, unit.first + unit.blocks
    else:
        while end < below and end - stamp <= _LINES and not is_text(page, end):
            end += 1
        while end < below and end - stamp <= MAX_PARAGRAPHS and is_text(page, end):
            end += 1
    if sum(page.size[begin:end]) > MAX_POST or not _has_text(page, range(begin, end)):
        return None
    beside = (
        page.blocks[at].text
        for at in range(max(begin, stamp - 2), min(end, stamp + 2))
        if not is_text(page, at) and not is_reply(page.blocks[at].text)
    )
    return Post(begin, end, page.blocks[stamp].text, " ".join(beside))


def _has_text(page: PageLayout, places: range) -> bool:
    return any(is_text(page, at) for at in places)


_LINES = 3
"""Lines below a stamp that can stand above its text."""
