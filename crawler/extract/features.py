"""What is measured of a block before it is judged: numbers that mean the same on every site and in every language.

``measure`` gives one row a block; ``NAMES`` names its columns. ``relate`` gives the rows of the second judgement, which knows how the
first one judged a block's neighbours.
"""

import math
from bisect import bisect_left

from crawler.extract import phrases
from crawler.extract.blocks import Block, Box
from crawler.extract.layout import ABOVE, HEADINGS, Page, upwards
from crawler.extract.tokens import Token

Row = list[float]
_KINDS = tuple(int(kind) for kind in Token if kind)
_REACH = (-3, -2, -1, 1, 2, 3)
_LONG_LINE = 400


def measure(page: Page) -> list[Row | None]:
    """One row a block, its columns as in ``NAMES``; None for a block of a vast page that stands far from any prose."""
    near = [_near(page, at) for at in range(len(page.blocks))]
    blank = [0.0] * (len(near[0]) + 2)
    before, seen = 0, set[str]()
    rows: list[Row | None] = []
    worth = _worth(page)
    for at, block in enumerate(page.blocks):
        text = page.plain[at]
        if not worth[at]:
            rows.append(None)
            continue
        row = [*_wording(block, page, at), float(text in seen), *_hinted(page, at), *_markup(page, block), *_place(page, at, before)]
        for step in _REACH:
            other = at + step
            row += (
                [*near[other], float(page.sign[other] == page.sign[at]), float(page.blocks[other].box is block.box)]
                if 0 <= other < len(near)
                else blank
            )
        rows.append(row)
        seen.add(text)
        before += page.size[at]
    return rows


VAST = 2000
"""Blocks from which a page is measured around its prose only, so that time stays within a worker's limit."""
_FAR = 12


def _worth(page: Page) -> list[bool]:
    count = len(page.blocks)
    if count <= VAST:
        return [True] * count
    worth = [False] * count
    for at in (at for at, prose in enumerate(page.prose) if prose):
        worth[max(0, at - _FAR) : at + _FAR + 1] = [True] * (min(count, at + _FAR + 1) - max(0, at - _FAR))
    return worth


def _wording(block: Block, page: Page, at: int) -> Row:
    text, size = block.text, len(block.text)
    words = page.plain[at].count(" ") + 1 if page.plain[at] else 0
    head = text[:160]
    row = [
        math.log1p(page.size[at]),
        words,
        page.link[at],
        block.links,
        block.bold / size,
        block.broken,
        page.ends[at],
        bool(phrases.TEXT_END.search(text[-1])),
        text[0].islower(),
        sum(map(str.isdigit, head)) / len(head),
        sum(map(str.isupper, head)) / len(head),
        text.count(",") / (words + 1),
        text.count("."),
        "|" in text or "·" in text or "•" in text,
        "http" in text or "www." in text or "@" in text,
        text.endswith(("…", "...", "»", ">", "→")),
        text[-1] == ":",
        text[0] in "\"“„«»‘'–-—•*",
        page.prompt[at],
        bool(phrases.BYLINE.match(head)),
    ]
    if size <= _LONG_LINE:
        row += [bool(pattern.search(text)) for pattern in _PATTERNS]
    else:
        row += [False] * len(_PATTERNS)
    return [float(value) for value in row]


_PATTERNS = (phrases.CREDIT, phrases.CLOCK, phrases.MONTH, phrases.LEGAL, phrases.SERVICE, phrases.BIOGRAPHY, phrases.CREDITS)


def _hinted(page: Page, at: int) -> Row:
    text, hints = page.plain[at], page.hints
    whole = [float(text == title) for title in hints.titles]
    part = len(text) > 8 and any(text in title or title in text for title in hints.titles)
    described = bool(hints.description) and len(text) > 30 and (text[:60] in hints.description or hints.description[:60] in text)
    return [
        float(page.counts[text] > 1),
        max(whole, default=0.0),
        float(part),
        len(page.title_words & set(text.split())) / (len(page.title_words) + 1) if len(text) < _LONG_LINE else 0.0,
        float(described),
        float(bool(hints.description)),
        float(len(hints.declared) > 0 and len(text) > 3 and text in hints.declared),
        float(bool(hints.declared)),
        page.kept[at],
    ]


def _markup(page: Page, block: Block) -> Row:
    box, tag = block.box, block.box.tag
    flags, tags = page.above(box)
    own = int(box.tokens) | (int(box.parent.tokens) if box.parent else 0)
    return [
        float(tag == "p"),
        float(tag == "div"),
        float(tag == "li"),
        float(tag == "td"),
        float(tag in HEADINGS),
        float(tag == "h1"),
        float(tag == "h2"),
        float(tag in ("h4", "h5", "h6")),
        *(float(name in tags) for name in ABOVE),
        *(1.0 if flags & kind else 0.0 for kind in _KINDS),
        *(1.0 if own & kind else 0.0 for kind in _KINDS),
        *_surroundings(page, box),
    ]


def _surroundings(page: Page, box: Box) -> Row:
    parent = box.parent or box
    grand = parent.parent or parent
    mass, everything = page.mass, page.all
    return [
        mass.get(box, 0) / everything,
        mass.get(parent, 0) / everything,
        mass.get(grand, 0) / everything,
        parent.linked / (parent.chars or 1),
        grand.linked / (grand.chars or 1),
        float(parent.children),
        float(grand.children),
        math.log1p(parent.blocks),
        math.log1p(box.chars),
        float(box.blocks),
        float(len(parent.name)),
        *_repeated(page, box),
    ]


def _repeated(page: Page, box: Box) -> Row:
    """Of the nearest boxes with three or more alike beside them: linked ones (cards) and those of several blocks (comments, posts)."""
    cards = items = size = 0
    for up, around in enumerate(upwards(box)):
        if around.parent is None or up > 6:
            break
        count, several, linked = page.groups.get((around.parent, around.key), _ALONE) if around.tag != "p" else _ALONE
        if several and not items:
            items = count
        if linked:
            cards, size = 1, count
            break
    return [float(cards), float(size), float(items)]


_ALONE = (0, False, False)


def _place(page: Page, at: int, before: int) -> Row:
    block, count = page.blocks[at], len(page.blocks)
    off, level = 0, 0
    for around in upwards(block.box):
        if around in page.chain:
            level = page.chain[around]
            break
        off += 1
    return [
        float(block.box.depth),
        float(off),
        float(len(page.chain) - 1 - level),
        float(page.inside[at]),
        page.sign_mass[page.sign[at]] / page.all,
        float(page.by_sign[page.sign[at]]),
        at / count,
        before / page.total,
        float(at > page.head >= 0),
        float(min(40, at - page.head)) if page.head >= 0 else -1.0,
        float(bisect_left(page.heads, at)),
        float(max(-30, min(30, at - page.first))),
        float(max(-30, min(30, at - page.last))),
        bisect_left(page.body, at) / (len(page.body) + 1),
        float(len(page.body)),
        math.log1p(count),
        page.all / page.total,
        math.log1p(page.all),
    ]


def _near(page: Page, at: int) -> Row:
    return [math.log1p(page.size[at]), page.link[at], float(page.prose[at]), page.heading[at], page.kept[at], page.prompt[at], page.ends[at]]


_NEAR_NAMES = ("size", "link share", "prose", "heading", "candidate has it", "prompt", "sentence end", "same markup", "same box")
NAMES = (
    *("size", "words", "link share", "links", "bold share", "after line break", "sentence end", "text end", "starts small", "digits", "capitals", "commas"),
    *("full stops", "separator sign", "address", "opens further", "colon", "opening sign", "prompt", "byline"),
    *("credit", "clock", "month", "legal", "service", "biography", "credits", "seen before"),
    *("repeated", "headline", "part of headline", "headline words", "description", "description given", "declared", "declared given", "candidate has it"),
    *("is p", "is div", "is li", "is td", "is heading", "is h1", "is h2", "is small heading"),
    *(f"in {name}" for name in ABOVE),
    *(f"within {kind.name}" for kind in Token if kind),
    *(f"named {kind.name}" for kind in Token if kind),
    *("box prose", "parent prose", "grandparent prose", "parent links", "grandparent links", "parent children", "grandparent children", "parent blocks"),
    *("box size", "box blocks", "parent name", "cards", "card count", "items"),
    *("depth", "off main", "level", "inside main", "markup prose", "markup count", "position", "text before", "after headline", "since headline"),
    *("main headings before", "from first prose", "from last prose", "prose before", "prose blocks", "page blocks", "prose share", "page prose"),
    *(f"{name} at {step:+d}" for step in _REACH for name in _NEAR_NAMES),
)
"""What each column of ``measure`` tells."""
