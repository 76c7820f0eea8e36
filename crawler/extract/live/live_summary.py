"""What a live blog says above its entries: its standfirst and its key points."""

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache

from lxml.html import HtmlElement

from crawler.extract.blocks.block import Block, Box, blocks_of
from crawler.extract.blocks.boilerplate import (
    PROMPT,
    asks_to_sign_up,
    is_caption,
    is_widget_line,
)
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.layout import extent, plain
from crawler.extract.live.entry_times import is_time
from crawler.extract.metadata import Metadata
from crawler.extract.metadata.names import begins_byline
from crawler.extract.rules.notices import notices
from crawler.languages import Kind, alternatives

_MARKER = "entries-of-a-live-blog-begin-here"
_BOX = re.compile(
    r"summary|key-?(?:points?|events?|takeaways?|facts?|moments?)|highlights|at-?a-?glance|tl-?dr|"
    r"what-?we-?know|recap|zusammenfassung|resumen|resume|essentiel|standfirst",
    re.IGNORECASE,
)
_TAGS = frozenset({"p", "li", "dd", "blockquote", "td"})
_MIN, _MIN_ITEM = 40, 15
"""Characters of a paragraph, and of an item of a list, from which it says something."""
_NOT = ClassHint.SHARE | ClassHint.LETTER | ClassHint.AD | ClassHint.NAV | ClassHint.COMMENT
_NOT_LINE = ClassHint.AUTHOR | ClassHint.DATE | ClassHint.TOPICS | ClassHint.CAPTION
_MOSTLY = 0.6
_MAX_HEADING = 60
_OTHER_BOXES = frozenset({"form", "nav", "footer", "fieldset", "dialog"})
_STAMP = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}")
_MAX_STAMP = 60
"""Characters of a line with a time that is about the page: "Last updated at 10:05"."""


def summary_of(
    tree: HtmlElement,
    entries: Sequence[HtmlElement],
    meta: Metadata,
    story: Sequence[str],
    told: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the paragraphs between headline and entries, and those of a summary box anywhere.

    ``story`` are the paragraphs that the page would have as any other article: what stands among
    them above the entries is taken, but for what is ``told`` by an entry: one that is pinned above
    the others is no summary of them.
    """
    blocks = blocks_of(_marked(tree, entries))
    at = next((i for i, block in enumerate(blocks) if block.text == _MARKER), 0)
    titles = {
        plain(title) for title in (meta.title, meta.shown_title, *meta.headline_candidates) if title
    }
    start = max(
        (i + 1 for i, block in enumerate(blocks[:at]) if plain(block.text) in titles), default=-1
    )
    main = _boxes(blocks[at].box) if blocks else []
    usual = frozenset(story) - told
    points = _key_points(blocks)
    taken = [
        block
        for i, block in enumerate(blocks)
        if not _is_heading(block.text)
        and (
            i in points
            or (_says_something(block) and _is_boxed(block))
            or (
                i < at
                and block.text not in told
                and not is_time(block.text)
                and (_says_something(block) or block.text in usual)
                and (i >= start if start >= 0 else _stands_in(block, main))
            )
        )
    ]
    return tuple(dict.fromkeys(block.text for block in taken if plain(block.text) not in titles))


def _marked(tree: HtmlElement, entries: Sequence[HtmlElement]) -> HtmlElement:
    """Return a copy of the page with a marker in the place of its first entry, and no entry."""
    places = {element: at for at, element in enumerate(tree.iter())}
    wanted = {places[element] for element in entries}
    first = min(wanted, default=-1)
    copy = deepcopy(tree)
    for at, element in enumerate(list(copy.iter())):
        if at not in wanted or element.getparent() is None:
            continue
        if at == first:
            for child in list(element):
                element.remove(child)
            element.text = _MARKER
        else:
            element.drop_tree()
    return copy


def _boxes(box: Box | None) -> list[Box]:
    found = []
    while box is not None and box.tag not in {"body", "html"}:
        found.append(box)
        box = box.parent
    return found


def _stands_in(block: Block, main: Sequence[Box]) -> bool:
    """Return whether a block stands in the largest box that the entries stand in."""
    return not main or main[-1] in _boxes(block.box)


def _is_boxed(block: Block) -> bool:
    return any(_BOX.search(box.name) for box in _boxes(block.box))


def _key_points(blocks: Sequence[Block]) -> set[int]:
    """Return the items of the lists whose heading says that they are key points, by number."""
    found: set[int] = set()
    for i, block in enumerate(blocks):
        if not _is_heading(block.text):
            continue
        for j in range(i + 1, len(blocks)):
            item = blocks[j]
            if (
                item.text == _MARKER
                or item.box.tag != "li"
                or not (_says_something(item) or _leads_within(item))
            ):
                break
            found.add(j)
    return found


@cache
def _headings() -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?:{alternatives(Kind.LIVE_SUMMARIES)})(?:\W+\w+){{0,3}}\W*", re.IGNORECASE
    )


def _is_heading(text: str) -> bool:
    """Return whether a line is what stands above a list of key points."""
    return len(text) <= _MAX_HEADING and _headings().fullmatch(text) is not None


def _leads_within(block: Block) -> bool:
    """Return whether all its links lead to places of the same page, as those to entries do."""
    return extent(block.text) >= _MIN_ITEM and all(
        "#" in (anchor.get("href") or "") for anchor in block.anchors
    )


def _says_something(block: Block) -> bool:
    text, tag = block.text, block.box.tag
    size = extent(text)
    if tag not in _TAGS and size < 2 * _MIN:
        return False
    if size < (_MIN_ITEM if tag == "li" else _MIN) or block.linked >= _MOSTLY * len(text):
        return bool(notices((text,), None))
    if _is_about_the_page(text):
        return False
    boxes = _boxes(block.box)
    if any(box.tag in _OTHER_BOXES for box in boxes) or any(box.tokens & _NOT for box in boxes[:3]):
        return False
    if block.box.tokens & _NOT_LINE and size < 2 * _MIN:
        return False
    return not (_STAMP.search(text) and len(text) < _MAX_STAMP)


def _is_about_the_page(text: str) -> bool:
    """Return whether a line is a prompt, a byline, a caption or a call to sign up."""
    return (
        is_widget_line(text)
        or begins_byline(text)
        or is_caption(text)
        or asks_to_sign_up(text)
        or (extent(text) < 3 * _MIN and PROMPT.match(text) is not None)
    )
