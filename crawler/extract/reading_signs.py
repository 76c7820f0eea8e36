"""What a page shows beside its story.

What a change is held against, see ``crawler.change``.
"""

import re
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.extract.blocks.block import blocks_of
from crawler.extract.left_behind import is_list, sent_on
from crawler.extract.page_text import blocks_with_places
from crawler.extract.page_tree import readable_tree
from crawler.model import PageBlock, PageSigns

_BUTTONS = XPath(
    "//button | //a[@role = 'button'] | //*[self::div or self::span][@role = 'button'] "
    "| //input[@type = 'submit' or @type = 'button']"
)
_PASSWORDS = XPath("//input[@type = 'password']")
_MARKED = XPath(
    "//body//*[@data-paywall or @data-piano or @data-regwall or contains(@class, 'aywall') "
    "or contains(@class, 'egwall') or contains(@class, 'PAYWALL') or contains(@id, 'aywall') "
    "or contains(@id, 'egwall') or contains(@class, 'premium') or contains(@class, 'subscri') "
    "or starts-with(@id, 'piano') or starts-with(@class, 'piano') "
    "or starts-with(@class, 'tp-modal') or starts-with(@class, 'tp-container') "
    "or starts-with(@id, 'poool')]"
)
_NAMES = re.compile(
    r"[\w-]*(?:pay-?wall|reg-?wall|premium|subscri|poool)[\w-]*|\b(?:piano|tp-(?:modal|container))\b[\w-]*",
    re.IGNORECASE,
)
_MAX_BUTTON = 60
"""Characters of what a button says."""
_MAX_MARKED = 200
"""Elements that are looked at."""


def signs_and_blocks(
    html: bytes | str, content_type: str | None = None, url: str | None = None
) -> tuple[PageSigns, tuple[PageBlock, ...]]:
    """Return what a page shows, and ``page_blocks`` of it; nothing where there is no page."""
    tree = readable_tree(html, content_type)
    if tree is None:
        return PageSigns(), ()
    blocks = blocks_of(tree)
    signs = PageSigns(
        texts=tuple(block.text for block in blocks),
        sent_on=sent_on(tree, url),
        buttons=tuple(filter(None, map(_said, _elements(_BUTTONS, tree)))),
        walls=frozenset(
            name for element in _elements(_MARKED, tree)[:_MAX_MARKED] for name in _names(element)
        ),
        password=bool(_elements(_PASSWORDS, tree)),
        lists=is_list(blocks),
    )
    return signs, blocks_with_places(tree, blocks, url)


def _elements(path: XPath, tree: HtmlElement) -> list[HtmlElement]:
    return cast("list[HtmlElement]", path(tree))


def _said(element: HtmlElement) -> str:
    text = element.get("value") if element.tag == "input" else element.text_content()
    said = " ".join((text or "").split())
    return said if len(said) <= _MAX_BUTTON else ""


def _names(element: HtmlElement) -> list[str]:
    marked = [
        name
        for name in ("data-paywall", "data-piano", "data-regwall")
        if element.get(name) is not None
    ]
    return marked + _NAMES.findall(f"{element.get('class') or ''} {element.get('id') or ''}")
