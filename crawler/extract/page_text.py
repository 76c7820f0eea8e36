"""All the text on a page, story or not, with where each piece stands.

What a change is held against, see ``crawler.change.extraction_noise`` and
``crawler.change.rotation``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.attachments.image_names import image_address
from crawler.extract.attachments.page_attachments import base_of
from crawler.extract.attachments.story_embeds import story_embed
from crawler.extract.attachments.teaser_pictures import box_around, boxes_by_element
from crawler.extract.blocks.block import Block, Box, blocks_of
from crawler.extract.blocks.boilerplate import SENTENCE_END, is_widget_line
from crawler.extract.blocks.layout import HEADINGS, upwards
from crawler.extract.page_tree import readable_tree
from crawler.model import PageBlock, PageBox, PageObject, storable

_NO_MARKS = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff]['\"\u201d\u2019]?$")
"""An end in a script whose sentences have no full stop: Thai, Lao, Khmer."""
_UNMARKED_LEAD = 30
"""Characters of an excerpt before the link that closes it, in a script without marks."""
_UNMARKED = 50
"""Characters from which a text in one of these is a sentence, and no headline."""
_LEVELS = 6
"""Boxes around a piece of text by which its place is told."""


def page_blocks(
    html: bytes | str, content_type: str | None = None, url: str | None = None
) -> tuple[PageBlock, ...]:
    """Return every piece of text that a reader sees, in document order, white space folded.

    Empty where there is no page.
    """
    tree = readable_tree(html, content_type)
    return () if tree is None else blocks_with_places(tree, blocks_of(tree), url)


def blocks_with_places(
    tree: HtmlElement, blocks: Sequence[Block], url: str | None
) -> tuple[PageBlock, ...]:
    """Return the pieces of text of a parsed page with where each stands."""
    boxes: dict[Box, PageBox] = {}
    around, base = boxes_by_element(blocks), base_of(tree, url)
    return tuple(
        replace(_read(block, url or "", boxes), objects=_objects(block, around, base))
        if block.objects
        else _read(block, url or "", boxes)
        for block in blocks
    )


def page_texts(html: bytes | str, content_type: str | None = None) -> tuple[str, ...]:
    """Return the text of every piece, in document order."""
    return tuple(block.text for block in page_blocks(html, content_type))


def _read(block: Block, url: str, boxes: dict[Box, PageBox]) -> PageBlock:
    around = [box for box in islice(upwards(block.box), _LEVELS) if box.parent is not None]
    for box in around:
        if box not in boxes:
            boxes[box] = PageBox(box.tag, box.name, box.first, box.blocks, box.chars)
    first = " ".join(block.anchors[0].text_content().split()) if block.anchors else ""
    rest = block.text.removeprefix(first).lstrip()
    return PageBlock(
        text=block.text,
        boxes=tuple(boxes[box] for box in around),
        links=_links(block, url),
        linked=block.linked / len(block.text),
        opens_linked=bool(first) and block.text.startswith(first) and not rest[:1].islower(),
        closes=_closes(block),
        bold=block.bold / len(block.text),
        heading=any(box.tag in HEADINGS for box in around[:2]),
        ends=_ends(block.text),
        prompt=is_widget_line(block.text),
    )


def _closes(block: Block) -> str:
    last = " ".join(block.anchors[-1].text_content().split()) if block.anchors else ""
    before = block.text.removesuffix(last).rstrip()
    parted = len(before) >= _UNMARKED_LEAD and _NO_MARKS.search(before) is not None
    return last if len(before) < len(block.text) and (parted or _ends(before)) else ""


def _ends(text: str) -> bool:
    """Return whether a text ends as a sentence does; a long one of some scripts has no mark."""
    unmarked = len(text) >= _UNMARKED and _NO_MARKS.search(text) is not None
    return unmarked or SENTENCE_END.search(text[-6:]) is not None


def _objects(
    block: Block, around: dict[HtmlElement, Box], base: str | None
) -> tuple[PageObject, ...]:
    found = []
    for element in block.objects:
        box, post = box_around(element, around), story_embed(element, base)
        picture = None if element.tag == "blockquote" else image_address(element, base)
        found += [
            PageObject(storable(address), box.first, box.blocks, framed)
            for address, framed in ((picture, False), (post.url if post else None, True))
            if address and box is not None
        ]
    return tuple(dict.fromkeys(found))


def _links(block: Block, url: str) -> tuple[str, ...]:
    """Return the addresses that a piece of text leads to, without places on its own page."""
    own, found = urldefrag(url)[0], []
    for anchor in block.anchors:
        try:
            address = urldefrag(urljoin(url, (anchor.get("href") or "").strip()))[0]
            if address and address != own and urlsplit(address).scheme in {"", "http", "https"}:
                found.append(address)
        except ValueError:  # no address
            continue
    return tuple(dict.fromkeys(found))
