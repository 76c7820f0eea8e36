"""A page's tree as a list of blocks: the pieces of text that a reader sees apart from one another.

A block is text between two block-level borders (or two line breaks). Each knows the box that it
stands in, and boxes know their parents, so that a block can be judged by its text, by its markup
and by its neighbours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.blocks.class_hints import tokens_of
from crawler.extract.blocks.grids import BORDER, GridPart, grid_of, line_of
from crawler.extract.blocks.shown_objects import PICTURES, is_object
from crawler.extract.blocks.shown_text import hidden_address, is_empty_break, is_unseen
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
    around: "tuple[Box, ...]" = ()
    """It and the boxes around it, the page's last: made when first asked for."""

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
"""Characters from which a block counts as prose. Scripts without spaces are denser."""

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
        around = _Open(root, iter(root), box, link=False, bold=False, framed=False, row=False)
        stack = [around]
        while True:
            child = next(around.children, None)
            if child is None:
                stack.pop()
                if around.framed:
                    self.flush(around.box)
                if not stack:
                    return
                tail, around = around.element.tail, stack[-1]
            elif (inner := self._entered(child, around)) is not None:
                stack.append(inner)
                around = inner
                continue
            else:
                tail = child.tail
            if tail:
                self.add(tail, link=around.link, bold=around.bold)

    def _show(self, element: HtmlElement, tag: str, around: "_Open") -> None:
        """Note what a story shows beside its text."""
        self.pictured = self.pictured or tag in PICTURES
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
        """Return the child opened for reading, None where it holds nothing more to read."""
        tag, box = child.tag, around.box
        if not isinstance(tag, str):
            return None
        attributes = dict(child.items())  # asked one by one they cost more than all the rest
        if is_object(tag, attributes):
            self._show(child, tag, around)
        if is_unseen(child, tag, attributes.get):
            return None
        part = self.grids.get(child) if self.grids else None
        row = around.row or part is not None
        if row:
            self._border(part, tag, box, row=row)
        if tag == "br" or (tag == "span" and is_empty_break(child, attributes)):
            if not row:
                self.flush(box, broken=True)
            return None
        if "data-cfemail" in attributes and (address := hidden_address(child)):
            self.add(address, link=around.link, bold=around.bold)
            return None
        if part is GridPart.ROW or (tag in BOXES and not row):
            box = self._framed(child, tag, attributes, box)
            return self._opened(
                _Open(child, iter(child), box, around.link, around.bold, framed=True, row=row)
            )
        link = tag == "a"
        if link:
            self.links += 1
            self.anchors.append(child)
        link, bold = link or around.link, tag in BOLD or around.bold
        return self._opened(_Open(child, iter(child), box, link, bold, framed=False, row=row))

    def _opened(self, inner: "_Open") -> "_Open | None":
        """Read an element's own text. Return the element, None where it has no others in it."""
        element = inner.element
        if text := element.text:
            self.add(text, link=inner.link, bold=inner.bold)
        if len(element):
            return inner
        if inner.framed:
            self.flush(inner.box)
        return None

    def _framed(
        self, child: HtmlElement, tag: str, attributes: Mapping[str, str], around: Box
    ) -> Box:
        """Return the box that an element opens, and note the rows of a table."""
        self.flush(around)
        grid = grid_of(child, tag)
        self.grids.update(grid)
        box = _box(child, tag, attributes, around) if around.depth < MAX_DEPTH else around
        box.grid = box.grid or bool(grid)
        return box


class _Open(NamedTuple):
    """An element that is being read, and what its text is."""

    element: HtmlElement
    children: Iterator[HtmlElement]
    box: Box
    link: bool
    bold: bool
    framed: bool
    """Whether its borders part blocks."""
    row: bool
    """Whether it stands in a table's row, which is one block."""


MAX_DEPTH = 250
"""Boxes within one another from which deeper ones count as the same: no page that is read by people
has them, and time grows with them.
"""


def _box(element: HtmlElement, tag: str, attributes: Mapping[str, str], parent: Box | None) -> Box:
    if parent is not None:
        parent.children += 1
    get = attributes.get
    name = f"{get('class', '')} {get('id', '')}".strip() if attributes else ""
    depth = parent.depth + 1 if parent else 0
    box = Box(tag, name, tokens_of(get, tag, name), parent, depth, element=element)
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
    box = _box(root, "body", dict(root.items()), None)
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
