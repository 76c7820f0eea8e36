"""A page taken apart for its sketch: pieces of text, and marks of what else tells something."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast
from zlib import crc32

from crawler.extract.blocks.shown_text import hidden_address
from crawler.extract.metadata.date_places import MODIFIED_MARK
from crawler.extract.sketch.mentions import Mentioned
from crawler.extract.sketch.sketch_links import address_of
from crawler.extract.sketch.sketch_names import PEOPLE
from crawler.extract.sketch.sketch_objects import BareElement
from crawler.extract.sketch.sketch_source import Tag
from crawler.extract.sketch.sketch_tags import (
    BOX,
    BREAK,
    CLOSED_BY_OWN,
    KINDS,
    LINK,
    META,
    OBJECT,
    SKIPPED,
    STRUCK,
    TIME,
    VOID,
    attributes_of,
    told_by,
)
from crawler.languages import Kind, kinds_in, mask

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\d{4}|\d[:.]\d|\d\s*[ap]\.?m")
"""What a time says that is no count of hours since then."""
_MAY_TELL = Mentioned(
    *("itemprop", "hidden", "style", "none", "cfemail", "author", "byline", "writer", "reader"),
    *("invisible", "assistive", "offscreen"),
    words=("sr",),
)
"""Of an element within a line, what its attributes must hold to tell anything."""
_OF_AUTHOR = re.compile(r"""\brel\s*=\s*["']?[^"'>]*\bauthor\b""", re.IGNORECASE)
_POSTED = re.compile(r"data-(?:href|youtube-id|id|src)\b")
"""What the attributes of a box hold of which a script makes a post or a film."""
_TELLING = frozenset((TIME, META))
_DEEP = 400
"""Boxes within one another from which deeper ones count as the same."""


_MARKS = mask(Kind.UPDATED)


@lru_cache(maxsize=8192)
def _may_tell(attributes: str) -> bool:
    return _MAY_TELL.found_in(attributes)


def is_update(text: str) -> bool:
    """Return whether a text says when the story was updated."""
    return any(map(str.isdigit, text)) and bool(kinds_in(text) & _MARKS)


@dataclass(slots=True, eq=False)
class SketchBox:
    """A block-level element."""

    tag: str
    shape: int
    """A hash of it and all boxes around it, by tag and by whether they are hidden."""
    said: int
    """What its name says of it alone, see ``sketch_names``."""
    telling: int
    """What short lines in it tell of the story."""
    parent: "SketchBox | None"
    home: bool | None = None
    others: int | None = None
    """Worked out when first asked for."""


@dataclass(slots=True, eq=False)
class SketchPiece:
    """A piece of text with the links in it, or a mark."""

    text: str
    box: SketchBox
    linked: int = 0
    links: tuple[str, ...] = ()
    kind: str = ""
    """Of a mark: ``time``, ``property``, or the tag of a picture, a film or a post, whose text is
    its attributes. Empty for text.
    """


@dataclass(slots=True)
class PageWalk:
    """A page's tags gone through once."""

    pieces: list[SketchPiece] = field(default_factory=list)
    declared: list[tuple[str, str, str]] = field(default_factory=list)
    """Tags that declare something, with attributes and text."""
    _box: SketchBox = field(default_factory=lambda: SketchBox("", 0, 0, telling=0, parent=None))
    _depth: int = 0
    _parts: list[str] = field(default_factory=list)
    _linked: int = 0
    _link: int = 0
    _links: list[str] = field(default_factory=list)

    def go(self, tags: list[Tag]) -> None:
        """Go through a page's tags."""
        skipped, nested = "", 0
        kinds, parts = KINDS, self._parts
        for slash, name, attributes, text in tags:
            if skipped:
                nested += (-1 if slash else 1) if name.lower() == skipped else 0
                if nested:
                    self._unseen(text)
                    continue
                skipped = ""
            elif (kind := kinds.get(name) or kinds.get(name.lower())) is None:
                if attributes and _may_tell(attributes) and self._inline(name, attributes, text):
                    skipped, nested = name.lower(), 1
                    continue
            elif slash:
                self._end(kind, name.lower())
            elif self._begin(kind, name.lower(), attributes, text):
                skipped, nested = ("", 0) if kind in _TELLING else (name.lower(), 1)
                self._unseen(text if nested else "")
                continue
            if text:
                parts.append(text)
                if self._link > 0:
                    self._linked += len(text.strip())
        self._flush()

    def _unseen(self, text: str) -> None:
        """Note a time that readers do not see, but that dates the story for who reads the page."""
        if is_update(text):
            self.pieces.append(SketchPiece(text, self._box))

    def _begin(self, kind: int, name: str, attributes: str, text: str) -> bool:
        """Open an element. Returns whether nothing in it is text that counts."""
        if kind in _TELLING:
            return self._is_told(kind, name, attributes, text)
        if kind == STRUCK:
            self._parts.append("\x02")
        elif kind == BOX:
            self._flush()
            self._open(name, attributes)
        elif kind == LINK:
            if _may_tell(attributes) and self._inline(name, attributes, text):
                return True
            self._link += 1
            href = _HREF.search(attributes)
            self._links.append(address_of(href[1] or href[2] or href[3] or "") if href else "")
        elif kind == BREAK:
            self._flush()
        elif kind == OBJECT:
            self.pieces.append(SketchPiece(attributes, self._box, kind=name))
            return name not in VOID
        return kind == SKIPPED and name not in VOID

    def _open(self, name: str, attributes: str) -> None:
        if name in CLOSED_BY_OWN and self._box.tag == name:
            self._leave()
        told = told_by(name, attributes)
        if "data-" in attributes and (
            name == "blockquote" or (name == "div" and _POSTED.search(attributes))
        ):
            self.pieces.append(SketchPiece(attributes, self._box, kind=name))
        if name in VOID or self._depth >= _DEEP:
            return
        self._depth += 1
        box = self._box
        shape = crc32(f"{name}!".encode() if told.is_hidden else name.encode(), box.shape)
        self._box = SketchBox(name, shape, told.said, told.telling, box)
        if told.properties:
            self._property(told.properties, attributes, "")

    def _end(self, kind: int, name: str) -> None:
        if kind == LINK:
            self._link = max(0, self._link - 1)
        elif kind == STRUCK:
            self._parts.append("\x03")
        elif kind == BOX:
            self._flush()
            box: SketchBox | None = self._box
            steps = 0
            while box is not None and box.tag != name:
                box, steps = box.parent, steps + 1
            if box is not None:
                for _ in range(steps + 1):
                    self._leave()

    def _leave(self) -> None:
        if self._box.parent is not None:
            self._box, self._depth = self._box.parent, self._depth - 1

    def _inline(self, name: str, attributes: str, text: str) -> bool:
        """Note what an element within a line tells besides its text.

        Returns whether its text stands for an address that scripts show.
        """
        told = told_by(name, attributes)
        if told.is_hidden:
            self._parts.append(f"\x02{len(text)}\x02")
        if told.properties:
            self._property(told.properties, attributes, text)
        elif told.telling == PEOPLE or _OF_AUTHOR.search(attributes):
            self._property("author", "", text)
        if "data-cfemail" not in attributes:
            return False
        address = hidden_address(cast("HtmlElement", BareElement(name, attributes)))
        self._parts.append(address or "")
        return bool(address)

    def _property(self, properties: str, attributes: str, text: str) -> None:
        values = attributes_of(attributes)
        told = filter(None, map(values.get, ("content", "datetime", "title")))
        value = " ".join((*told, *text.split()))
        self.pieces.append(SketchPiece(f"{properties}: {value}", self._box, kind="property"))

    def _is_told(self, kind: int, name: str, attributes: str, text: str) -> bool:
        """Note what a tag declares. Returns whether its text counts no more."""
        if kind == META:
            self.declared.append((name, attributes, text))
            return name == "title"
        told = told_by(name, attributes)
        if told.properties:
            self._property(told.properties, attributes, "")
        moment = attributes_of(attributes).get("datetime")
        if moment:
            sort = "property" if MODIFIED_MARK.search(attributes) else "time"
            self.pieces.append(SketchPiece(moment, self._box, kind=sort))
        return bool(moment) and _ABSOLUTE.search(text) is None

    def _flush(self) -> None:
        if self._parts:
            text = " ".join("".join(self._parts).split())
            if text:
                self.pieces.append(SketchPiece(text, self._box, self._linked, tuple(self._links)))
            self._parts.clear()
            self._linked, self._links = 0, []
