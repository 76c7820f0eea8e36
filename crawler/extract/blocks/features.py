"""What is measured of a block before it is judged.

Numbers that mean the same on every site and in every language.

``measure`` gives one row a block; ``NAMES`` names its columns. Nothing here decides anything: that
is the trees' (``trees``).
"""

import math
import string

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Block
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import ABOVE, PageLayout
from crawler.extract.blocks.markup import company, markup, place
from crawler.languages import DIGITS, Kind, kinds_in, mask

Row = list[float]
_REACH = (-3, -2, -1, 1, 2, 3)
_LONG_LINE = 400
"""Characters from which a block is too long to be a credit, a byline or a prompt."""
_PART, _SUMMARY, _TRIFLE = 8, 30, 3
"""Characters from which a text can be a part of the headline, a part of the description, and told
from any other.
"""


def measure(page: PageLayout) -> list[Row | None]:
    """Return one row a block, its columns as in ``NAMES``.

    None for a block of links, or any on a vast page, that stands far from all prose.
    """
    near = [_near(page, at) for at in range(len(page.blocks))]
    blank = [0.0] * (len(near[0]) + 2)
    before, seen = 0, set[str]()
    rows: list[Row | None] = []
    worth, around = _worth(page), company(page)
    for at, block in enumerate(page.blocks):
        text = page.plain[at]
        if not worth[at]:
            rows.append(None)
            continue
        row = [
            *_wording(block, page, at),
            float(text in seen),
            *_hinted(page, at),
            *markup(page, block),
            *place(page, at, before),
            *around[at],
        ]
        for step in _REACH:
            other = at + step
            row += (
                [
                    *near[other],
                    float(page.sign[other] == page.sign[at]),
                    float(page.blocks[other].box is block.box),
                ]
                if 0 <= other < len(near)
                else blank
            )
        rows.append(row)
        seen.add(text)
        before += page.size[at]
    return rows


VAST = 2000
"""Blocks from which a page is measured around its prose only, so that time stays within a worker's
limit.
"""
_FAR, _LINKED = 8, 0.6
"""Blocks from prose, and share of links, that make a menu: half of the blocks of a page, and one in
a thousand of a story's characters.
"""


def _worth(page: PageLayout) -> list[bool]:
    count = len(page.blocks)
    worth = [count <= VAST and link < _LINKED for link in page.link]
    for at in (at for at, prose in enumerate(page.prose) if prose):
        first, end = max(0, at - _FAR), min(count, at + _FAR + 1)
        worth[first:end] = [True] * (end - first)
    return worth


def _wording(block: Block, page: PageLayout, at: int) -> Row:
    text, size = block.text, len(block.text)
    words = page.plain[at].count(" ") + 1 if page.plain[at] else 0
    head, told = text[:160], kinds_in(text)
    row = [
        math.log1p(page.size[at]),
        words,
        page.link[at],
        block.links,
        block.bold / size,
        block.broken,
        page.ends[at],
        bool(boilerplate.TEXT_END.search(text[-3:])),
        text[0].islower(),
        _digits(head) / len(head),
        _capitals(head) / len(head),
        text.count(",") / (words + 1),
        text.count("."),
        "|" in text or "·" in text or "•" in text,
        "http" in text or "www." in text or "@" in text,
        text.endswith(("…", "...", "»", ">", "→")),
        text[-1] == ":",
        text[0] in "\"“„«»‘'–-—•*",  # noqa: RUF001  # the signs that open a quotation or an item
        page.prompt[at],
        bool(told & _OPENINGS and boilerplate.BYLINE.match(head)),
    ]
    if size <= _LONG_LINE:
        row += [bool(told & kinds and pattern.search(text)) for pattern, kinds in _PATTERNS]
    else:
        row += [False] * len(_PATTERNS)
    return [float(value) for value in row]


def _digits(text: str) -> int:
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _DIGITS))
    return sum(map(str.isdigit, text))


def _capitals(text: str) -> int:
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _CAPITALS))
    return sum(map(str.isupper, text))


_DIGITS, _CAPITALS = string.digits.encode(), string.ascii_uppercase.encode()
_OPENINGS = mask(Kind.OPENINGS)
_PATTERNS = (
    (boilerplate.CREDIT, mask(Kind.PICTURE_CREDITS, Kind.PICTURE_SOURCES)),
    (boilerplate.CLOCK, mask(Kind.AGO) | DIGITS),
    (boilerplate.MONTH, mask(Kind.MONTH_STEMS)),
    (boilerplate.LEGAL, mask(Kind.LEGAL)),
    (boilerplate.SERVICE, mask(Kind.SERVICES)),
    (boilerplate.BIOGRAPHY, mask(Kind.BIOGRAPHY)),
    (boilerplate.CREDITS, mask(Kind.REPORTING_CREDITS)),
)
"""Patterns, each with the kinds of which one must stand in a text that it matches."""


def _hinted(page: PageLayout, at: int) -> Row:
    text, hints = page.plain[at], page.hints
    whole = [float(text == title) for title in hints.titles]
    part = len(text) > _PART and any(text in title or title in text for title in hints.titles)
    described = (
        bool(hints.description)
        and len(text) > _SUMMARY
        and (text[:60] in hints.description or hints.description[:60] in text)
    )
    return [
        float(page.counts[text] > 1),
        max(whole, default=0.0),
        float(part),
        len(page.title_words & set(text.split())) / (len(page.title_words) + 1)
        if len(text) < _LONG_LINE
        else 0.0,
        float(described),
        float(bool(hints.description)),
        float(len(hints.declared) > 0 and len(text) > _TRIFLE and text in hints.declared),
        float(bool(hints.declared)),
        page.kept[at],
    ]


def _near(page: PageLayout, at: int) -> Row:
    return [
        math.log1p(page.size[at]),
        page.link[at],
        float(page.prose[at]),
        page.heading[at],
        page.kept[at],
        page.prompt[at],
        page.ends[at],
    ]


_NEAR_NAMES = (
    "size",
    "link share",
    "prose",
    "heading",
    "candidate has it",
    "prompt",
    "sentence end",
    "same markup",
    "same box",
)
NAMES = (
    *(
        "size",
        "words",
        "link share",
        "links",
        "bold share",
        "after line break",
        "sentence end",
        "text end",
        "starts small",
        "digits",
        "capitals",
        "commas",
    ),
    *(
        "full stops",
        "separator sign",
        "address",
        "opens further",
        "colon",
        "opening sign",
        "prompt",
        "byline",
    ),
    *("credit", "clock", "month", "legal", "service", "biography", "credits", "seen before"),
    *(
        "repeated",
        "headline",
        "part of headline",
        "headline words",
        "description",
        "description given",
        "declared",
        "declared given",
        "candidate has it",
    ),
    *("is p", "is div", "is li", "is td", "is heading", "is h1", "is h2", "is small heading"),
    *(f"in {name}" for name in ABOVE),
    *(f"within {kind.name}" for kind in ClassHint if kind),
    *(f"named {kind.name}" for kind in ClassHint if kind),
    *(
        "box prose",
        "parent prose",
        "grandparent prose",
        "parent links",
        "grandparent links",
        "parent children",
        "grandparent children",
        "parent blocks",
    ),
    *("box size", "box blocks", "parent name", "cards", "card count", "items"),
    *(
        "depth",
        "off main",
        "level",
        "inside main",
        "markup prose",
        "markup count",
        "position",
        "text before",
        "after headline",
        "since headline",
    ),
    *(
        "main headings before",
        "from first prose",
        "from last prose",
        "prose before",
        "prose blocks",
        "page blocks",
        "prose share",
        "page prose",
    ),
    *(
        "run",
        "run size",
        "sentences around",
        "since widget",
        "told since widget",
        "widgets before",
        "call before",
    ),
    *(f"{name} at {step:+d}" for step in _REACH for name in _NEAR_NAMES),
)
"""What each column of ``measure`` tells."""
