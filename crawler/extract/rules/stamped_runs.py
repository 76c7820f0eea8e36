"""Runs of texts that each stand beside a line with a date or a time: comments, posts, entries."""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.blocks.block import Box
from crawler.extract.blocks.layout import PageLayout
from crawler.extract.rules.comment_wordings import is_reply, is_stamp, name_in

MIN_TEXT, MAX_LINES = 60, 200
"""Characters from which a line without a sentence's end is a text, and of the lines beside one that
are looked at.
"""

_NUMBERS = re.compile(r"\d+")


class Post(NamedTuple):
    """A text with its stamp: the blocks from ``at`` to before ``end``."""

    at: int
    end: int
    stamp: str
    lines: str
    """The lines beside its text, the stamp among them."""

    @property
    def name(self) -> str:
        """What its lines hold besides the date."""
        return name_in(self.lines).casefold()


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


def posts_of(page: PageLayout, start: int, end: int | None = None) -> list[Post]:
    """Return the longest run of texts with stamps of one markup among some blocks.

    A post begins with the lines above its text.
    """
    stop = len(page.blocks) if end is None else end
    stamps: dict[object, list[int]] = defaultdict(list)
    for at, sign in _stamps(page):
        if start <= at < stop:
            stamps[sign].append(at)
    most = max(stamps.values(), key=len, default=[])
    return _cut(page, most, start, stop) if len(most) > 1 else []


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


def _cut(page: PageLayout, stamps: list[int], start: int, stop: int) -> list[Post]:
    """Return a post for each stamp that has a text before the next one."""
    begins = [_begin(page, at, start) for at in stamps]
    posts = []
    for place, (at, begin) in enumerate(zip(stamps, begins, strict=True)):
        end = begins[place + 1] if place + 1 < len(begins) else _end(page, at, stop)
        if any(is_text(page, below) for below in range(at, end)):
            lines = " ".join(
                page.blocks[line].text
                for line in range(begin, end)
                if not is_text(page, line) and not is_reply(page.blocks[line].text)
            )
            posts.append(Post(begin, end, page.blocks[at].text, lines[:MAX_LINES]))
    return posts


def _begin(page: PageLayout, stamp: int, start: int) -> int:
    """Return where the lines above a stamp begin that are its own: a name, a picture's place."""
    at = stamp
    while (
        at - 1 >= start
        and stamp - at < _LINES
        and not is_text(page, at - 1)
        and not is_reply(page.blocks[at - 1].text)
        and not page.heading[at - 1]
    ):
        at -= 1
    return at


_LINES = 3
"""Lines above a stamp that can be its own."""


def _end(page: PageLayout, stamp: int, stop: int) -> int:
    """Return where the last post ends: with the box that it stands in beside others."""
    own = page.blocks[stamp].box
    end = stop
    box: Box | None = own
    while box is not None and box.parent is not None:
        alike = [b for b in page.children.get(box.parent, ()) if kind_of(b) == kind_of(box)]
        texts = any(is_text(page, at) for at in range(box.first, box.first + box.blocks))
        if len(alike) > 1 and texts:
            return min(stop, box.first + box.blocks)
        box = box.parent
    run = stamp + 1
    while run < end and not is_text(page, run):
        run += 1
    while run < end and is_text(page, run):
        run += 1
    return run
