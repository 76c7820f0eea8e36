"""Pictures and films that belong to a teaser of another article within the story's own box.

The words of a teaser were left out of the story; what stands in one box with them is left out too.
"""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.extract.blocks import boilerplate
from crawler.extract.blocks.block import Block, Box
from crawler.extract.blocks.class_hints import ClassHint
from crawler.extract.blocks.grids import BAR
from crawler.extract.blocks.layout import HEADINGS, PageLayout, extent, upwards
from crawler.extract.rules.block_decisions import BlockDecision, BlockRole

_LINKED = 0.8
"""Share of links in a linked headline."""
_HEADLINE = 25
"""Characters from which a linked line that is no heading is a headline, not a name."""
_DATE = 16
"""Characters of a cell with a date or a number, at the most."""
_OTHERS = frozenset((BlockRole.TEASER, BlockRole.OTHERS, BlockRole.LIST_ITEM, BlockRole.ELSEWHERE))
_CAPTION = int(ClassHint.CAPTION)
_LARGER = re.compile(
    r"galer|galler|photo|foto|bild|image|imagen|imagem|immagin|picture|media|attachment|slide|"
    r"diapo|upload|zoom|lightbox|kuva|zdje",
    re.IGNORECASE,
)
"""A page of the picture itself, or of more pictures to the same story."""


class TeaserBoxes:
    """The boxes within a story's that hold a teaser and nothing of the story."""

    def __init__(self, page: PageLayout, decisions: Sequence[BlockDecision], home: Box) -> None:
        self._decisions, self._home, self._url = decisions, home, page.hints.url
        self._boxes = boxes_by_element(page.blocks)
        self._known: dict[Box, bool] = {}

    def hold(self, element: HtmlElement, *, behind: bool = False) -> bool:
        """Return whether an element stands in such a box.

        ``behind`` the story's last paragraph any other words beside it make the box another's.
        """
        box = box_around(element, self._boxes)
        if box is None:
            return False
        if behind and self._is_of_others(box):
            return True
        if box not in self._known:
            self._known[box] = self._is_teaser(box)
        return self._known[box]

    def _is_of_others(self, box: Box) -> bool:
        inside = self._decisions[box.first : box.first + box.blocks]
        return (
            box is not self._home
            and not any(one.kept for one in inside)
            and any(not _is_beside(one) and one.block.linked for one in inside)
        )

    def _is_teaser(self, smallest: Box) -> bool:
        """Return whether the smallest box with words other than a caption's is a teaser's."""
        for box in upwards(smallest):
            if box is self._home:
                return False
            inside = self._decisions[box.first : box.first + box.blocks]
            if any(one.kept for one in inside):
                return False
            telling = [one for one in inside if not _is_beside(one)]
            if telling:
                return any(self._is_others(one) for one in telling)
        return False

    def _is_others(self, decision: BlockDecision) -> bool:
        block = decision.block
        headed = any(box.tag in HEADINGS for box in (block.box, block.box.parent) if box)
        return decision.role in _OTHERS or (
            block.linked >= _LINKED * len(_undated(block.text))
            and (headed or extent(block.text) >= _HEADLINE)
            and any(is_another(one.get("href"), self._url) for one in block.anchors)
        )


def _undated(text: str) -> str:
    """Return a row's text without the cells that hold a date or a number."""
    cells = text.split(BAR)
    words = [cell for cell in cells if len(cell) > _DATE or not any(map(str.isdigit, cell))]
    return BAR.join(words)


def _is_beside(decision: BlockDecision) -> bool:
    """Return whether words are a caption or a quoted post, which say nothing of their box."""
    return decision.role in {BlockRole.CAPTION, BlockRole.POST} or is_caption(decision.block)


def boxes_by_element(blocks: Sequence[Block]) -> dict[HtmlElement, Box]:
    """Return all boxes that hold text, by their elements."""
    found: dict[HtmlElement, Box] = {}
    for block in blocks:
        for box in upwards(block.box):
            if box.element is None or box.element in found:
                break  # those around it are known
            found[box.element] = box
    return found


def box_around(element: HtmlElement, boxes: dict[HtmlElement, Box]) -> Box | None:
    """Return the smallest box with text in which an element stands, or that it is."""
    return next(
        (boxes[one] for one in (element, *element.iterancestors()) if one in boxes),
        None,
    )


def is_caption(block: Block) -> bool:
    """Return whether a piece of text is a picture's caption by its markup or its credit."""
    return boilerplate.is_caption(block.text) or any(
        box.tag == "figcaption" or (box.tokens & _CAPTION) != 0
        for box in (block.box, block.box.parent)
        if box is not None
    )


def is_another(address: str | None, url: str | None) -> bool:
    """Return whether an address leads to another page of the same site, and not to pictures.

    Nor to one below the page's own address.
    """
    try:
        parts = urlsplit(urljoin(url or "", (address or "").strip()))
        own = urlsplit(url or "")
        same = parts.scheme in {"", "http", "https"} and _host(parts.hostname) == _host(
            own.hostname
        )
    except ValueError:
        return False
    path, mine = parts.path.strip("/"), own.path.strip("/")
    below = bool(mine) and f"{path}/".startswith(f"{mine}/")
    return bool(address) and same and bool(path) and not below and not _LARGER.search(path)


def _host(name: str | None) -> str:
    return (name or "").removeprefix("www.")
