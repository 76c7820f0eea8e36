"""A page's tree as a list of blocks: the pieces of text that a reader sees apart from one another.

A block is text between two block-level borders (or two line breaks). Each knows the box that it
stands in, and boxes know their parents, so that a block can be judged by its text, by its markup
and by its neighbours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.extract.blocks.class_hints import tokens_of
from crawler.extract.blocks.grids import BORDER, GridPart, grid_of, line_of
from crawler.extract.blocks.shown_text import hidden_address, is_unread
from crawler.extract.unseen import without_unseen

_BOXES = (
    "address article aside blockquote body caption center dd details dialog div dl "
    "dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section "
    "summary table tbody td tfoot th thead tr ul"
)
BOXES = frozenset(_BOXES.split())
BOLD = frozenset(["b", "strong", "em", "i", "u", "mark"])


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element.

    ``chars`` and ``linked`` count all text inside, ``prose`` only that of long sentences.
    """

    tag: str
    name: str
    """Its class and id, as written."""
    tokens: int
    """``Token`` values added up."""
    parent: "Box | None"
    depth: int
    chars: int = 0
    linked: int = 0
    prose: int = 0
    blocks: int = 0
    children: int = 0
    first: int = 0
    """Place of its first block among the page's."""
    grid: bool = False
    """Whether it is a table whose rows are lines."""
    schema: str = ""
    """The schema.org type that it is declared to be."""
    element: HtmlElement | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Tag and class: what siblings of one kind share."""
        return self.tag, self.name


@dataclass(slots=True, eq=False)
class Block:
    """A piece of text: white space folded, never empty."""

    text: str
    box: Box
    linked: int
    """Characters inside links."""
    links: int
    bold: int
    """Characters inside emphasis."""
    broken: bool
    """Whether a line break, not a box's border, stands before it."""
    anchors: tuple[HtmlElement, ...] = ()
    """The link elements that begin in it."""
    pictured: bool = False
    """Whether a picture, a film or a frame stands between it and the block before."""
    objects: tuple[HtmlElement, ...] = ()
    """The pictures, films, frames and quotations that begin there, or in it."""

    @property
    def prose(self) -> bool:
        """Whether it reads like a sentence or more of running text."""
        return len(self.text) >= PROSE and self.linked < len(self.text) * 0.4


PROSE = 80
"""Characters from which a block counts as prose. Scripts without spaces are denser, see
``width``.
"""


_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that a numeric reference can smuggle past decoding."""
_UNSEEN_SIGNS = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
"""Characters without a shape of their own. Some editors fill an empty paragraph with one."""


@dataclass(slots=True)
class _Reader:
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    bold: int = 0
    broken: bool = False
    anchors: list[HtmlElement] = field(default_factory=list)
    pictured: bool = False
    objects: list[HtmlElement] = field(default_factory=list)
    grids: dict[HtmlElement, GridPart] = field(default_factory=dict)
    """The rows and cells of the tables entered so far whose rows are lines."""

    def add(self, text: str, *, link: bool, bold: bool) -> None:
        self.parts.append(text)
        if link or bold:
            size = len(text.strip())
            self.linked += size if link else 0
            self.bold += size if bold else 0

    def flush(self, box: Box, *, broken: bool = False) -> None:
        if self.parts:
            text = line_of("".join(self.parts))
            if not text.isprintable():
                text = " ".join(without_unseen(_CONTROL.sub("", text)).split())
                text = text if _UNSEEN_SIGNS.sub("", text) else ""
            if text:
                self.blocks.append(
                    Block(
                        text,
                        box,
                        self.linked,
                        self.links,
                        self.bold,
                        self.broken,
                        tuple(self.anchors),
                        self.pictured,
                        tuple(self.objects),
                    )
                )
                self.pictured, self.objects = False, []
            self.parts, self.linked, self.links, self.bold, self.anchors = [], 0, 0, 0, []
        self.broken = broken

    def read(self, root: HtmlElement, box: Box) -> None:
        """Read everything in the root, without recursion: a page may be nested without end."""
        self.add(root.text or "", link=False, bold=False)
        stack = [_Open(root, iter(root), box, link=False, bold=False, framed=False)]
        while stack:
            around = stack[-1]
            child = next(around.children, None)
            if child is None:
                stack.pop()
                if around.framed:
                    self.flush(around.box)
                if stack and around.element.tail:
                    self.add(around.element.tail, link=stack[-1].link, bold=stack[-1].bold)
            elif (inner := self._entered(child, around)) is not None:
                stack.append(inner)
            elif child.tail:
                self.add(child.tail, link=around.link, bold=around.bold)

    def _show(self, element: HtmlElement, tag: str, around: "_Open") -> None:
        """Note what a story shows beside its text."""
        self.pictured = self.pictured or tag in _PICTURES
        if tag in BOXES and not around.row:
            self.flush(around.box)
        self.objects.append(element)

    def _border(self, part: GridPart | None, tag: str, box: Box, *, row: bool) -> None:
        """Set what stands before an element of a table whose rows are lines."""
        if part is GridPart.OPENING:
            self.flush(box)
        elif row and part is not GridPart.ROW and (tag in BOXES or part or tag == "br"):
            self.parts.append(BORDER if part else " ")

    def _entered(self, child: HtmlElement, around: "_Open") -> "_Open | None":
        """Return the child opened for reading, None where it holds nothing to read."""
        tag, box = child.tag, around.box
        if tag in _OBJECTS:
            self._show(child, tag, around)
        if is_unread(child, tag):
            return None
        part = self.grids.get(child) if self.grids else None
        row = around.row or part is not None
        if row:
            self._border(part, tag, box, row=row)
        if tag == "br" or (
            tag == "span" and child.get("class", "").endswith("br") and _is_break(child)
        ):
            if not row:
                self.flush(box, broken=True)
            return None
        if child.get("data-cfemail") is not None and (address := hidden_address(child)):
            self.add(address, link=around.link, bold=around.bold)
            return None
        link, bold = around.link, around.bold
        framed = part is GridPart.ROW or (tag in BOXES and not row)
        if framed:
            self.flush(box)
            grid = grid_of(child, tag)
            self.grids.update(grid)
            box = _box(child, tag, box) if box.depth < MAX_DEPTH else box
            box.grid = box.grid or bool(grid)
        else:
            if tag == "a":
                self.links += 1
                self.anchors.append(child)
            link, bold = link or tag == "a", bold or tag in BOLD
        if child.text:
            self.add(child.text, link=link, bold=bold)
        return _Open(child, iter(child), box, link=link, bold=bold, framed=framed, row=row)


_PICTURES = frozenset(["img", "picture", "video", "iframe", "canvas", "figure"])
"""Elements that a line below may be the credit of."""
_OBJECTS = _PICTURES | {
    "blockquote", "amp-img", "amp-twitter", "amp-instagram", "amp-youtube", "amp-facebook",
    "lite-youtube",
}  # fmt: skip
"""Elements that a story shows beside its text, or quotes."""


def _is_break(span: HtmlElement) -> bool:
    """Return whether an empty element is styled as a line break.

    Large newspapers write their paragraphs so.
    """
    return not len(span) and not span.text and "br" in span.get("class", "").split()


@dataclass(slots=True)
class _Open:
    """An element that is being read, and what its text is."""

    element: HtmlElement
    children: Iterator[HtmlElement]
    box: Box
    link: bool
    bold: bool
    framed: bool
    """Whether its borders part blocks."""
    row: bool = False
    """Whether it stands in a table's row, which is one block."""


MAX_DEPTH = 250
"""Boxes within one another from which deeper ones count as the same: no page that is read by people
has them, and time grows with them.
"""


def _box(element: HtmlElement, tag: str, parent: Box | None) -> Box:
    if parent is not None:
        parent.children += 1
    get = element.get
    name = f"{get('class', '')} {get('id', '')}".strip()
    depth = parent.depth + 1 if parent else 0
    box = Box(tag, name, tokens_of(element, tag, name), parent, depth, element=element)
    if kind := get("itemtype"):
        box.schema = kind.rstrip("/").rsplit("/", 1)[-1]
    return box


def blocks_of(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a page in document order, with the counts of their boxes filled in.

    The tree is left as it is.
    """
    reader = _Reader()
    body = tree.find("body") if tree.tag == "html" else tree
    root = body if body is not None else tree
    box = _box(root, "body", None)
    reader.read(root, box)
    reader.flush(box)
    for at, block in enumerate(reader.blocks):
        _count(block, at)
    return reader.blocks


def _count(block: Block, at: int) -> None:
    size, prose = len(block.text), len(block.text) if block.prose else 0
    box: Box | None = block.box
    while box is not None:
        box.chars += size
        box.linked += block.linked
        box.prose += prose
        if not box.blocks:
            box.first = at
        box.blocks += 1
        box = box.parent
