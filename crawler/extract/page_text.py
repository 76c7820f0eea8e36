"""All the text on a page, story or not, with where each piece stands.

What a change is held against, see ``crawler.change.extraction_noise`` and
``crawler.change.rotation``.
"""

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urldefrag, urljoin, urlsplit

from crawler.extract.blocks.block import Block, Box, blocks_of
from crawler.extract.blocks.boilerplate import SENTENCE_END, is_widget_line
from crawler.extract.blocks.layout import HEADINGS, upwards
from crawler.extract.page_tree import page_tree
from crawler.extract.pdf import UnreadablePdf

_LEVELS = 6
"""Boxes around a piece of text by which its place is told."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box around pieces of text: the first of them by its number, how many, and their length."""

    tag: str
    name: str
    first: int
    blocks: int
    chars: int


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A piece of text that a reader sees apart from others, and where it stands."""

    text: str
    boxes: tuple[PageBox, ...]
    """The boxes around it, the nearest first. The page itself is none."""
    links: tuple[str, ...]
    """The addresses of other pages that it leads to."""
    linked: float
    """Share of its characters inside links."""
    opens_linked: bool
    """Whether it begins with a link, and a new sentence or nothing follows the link."""
    bold: float
    heading: bool
    ends: bool
    """Whether it ends as a sentence does."""
    prompt: bool
    """Whether it is a widget's line and nothing else: "You may also like"."""

    @property
    def place(self) -> tuple[tuple[str, str], ...]:
        """Tags and names of the boxes around it: the same for like pieces of one page."""
        return tuple((box.tag, box.name) for box in self.boxes)

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags of the boxes around it: the same for like pieces of two looks at a page."""
        return tuple(box.tag for box in self.boxes)


def page_blocks(
    html: bytes | str, content_type: str | None = None, url: str | None = None
) -> tuple[PageBlock, ...]:
    """Return every piece of text that a reader sees, in document order, white space folded.

    Empty where there is no page.
    """
    try:
        tree = page_tree(html, content_type)
    except UnreadablePdf:
        return ()
    if tree is None:
        return ()
    boxes: dict[Box, PageBox] = {}
    return tuple(_read(block, url or "", boxes) for block in blocks_of(tree))


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
        bold=block.bold / len(block.text),
        heading=any(box.tag in HEADINGS for box in around[:2]),
        ends=SENTENCE_END.search(block.text[-6:]) is not None,
        prompt=is_widget_line(block.text),
    )


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
