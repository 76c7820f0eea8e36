"""An entry's element to its text, its times and its headline."""

import re
from collections.abc import Sequence
from copy import deepcopy

from lxml.html import HtmlElement

from crawler.extract.blocks.block import Block, blocks_of
from crawler.extract.blocks.boilerplate import (
    POINTER,
    asks_to_sign_up,
    is_caption,
    is_date_line,
    is_widget_line,
)
from crawler.extract.blocks.layout import plain
from crawler.extract.live.declared_entries import DeclaredEntry
from crawler.extract.live.entry_elements import id_of, own_times, stamps
from crawler.extract.live.entry_times import MAX_SIGNATURE, ago, shown_time
from crawler.extract.metadata.names import begins_byline
from crawler.extract.metadata.timestamps import moment
from crawler.extract.rules.line_rules import LINKED
from crawler.languages import Kind, kinds_in, mask, pattern

_FURNITURE = re.compile(
    r"share|sharing|social|toolbar|permalink|copy-?link|byline|author|avatar|contributor|"
    r"time-?ago|twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed|caption|credit|"
    r"visually-?hidden|sr-only|screen-?reader|(?:^|[^a-z])(?:ad|ads|advert|badge|label|tags?)(?:$|[^a-z])",
    re.IGNORECASE,
)
_MAX_FURNITURE = 200
"""Characters of an element that is left out for its name; quoted posts may have more."""
_QUOTED_POST = re.compile(
    r"twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed", re.IGNORECASE
)
_MODIFIED = mask(Kind.MODIFIED_MARKS)
_CHANGED = re.compile(r"modif|updat|edit|aktualis|actualiz|mis-a-jour", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:[^\W\d_a-z][\w.'\u2019-]*\s+){1,3}[^\W\d_a-z][^\W\d_.]*\s?\d{1,2}\b.{0,25}\d{1,2}[:.]\d{2}"
)
"""A name with a day and a time: ``Runa Holt 2 March 2026 22:03``."""
_HEADLINE_NAME = re.compile(r"head-?line|(?:post|entry|update|event|item)_*-?title", re.IGNORECASE)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_MOSTLY = 0.9
_MAX_HEADLINE = 160
"""Characters of a line in bold that is an entry's headline."""
_MAX_LINKS = 90
"""Characters of a line that is nothing but links, such as "Read more" and a permalink."""


def entry_of(element: HtmlElement, authors: Sequence[str] = ()) -> DeclaredEntry:
    """Return what an element shows of its entry, without lines that name its authors.

    The element is left as it is.
    """
    came, changed = _stamps_of(element)
    published, modified = _own_times(element)
    blocks = _blocks(element, authors)
    return DeclaredEntry(
        id=id_of(element),
        published=published or _time(came[:1]),
        modified=modified or _time(changed[:1]),
        headline=_headline(element) or _bold_headline(blocks),
        paragraphs=tuple(block.text for block in blocks),
    )


def time_of(element: HtmlElement) -> str | None:
    """Return when an entry came: in full, else the time of day that it shows."""
    return _own_times(element)[0] or _time(_stamps_of(element)[0][:1])


def ago_of(element: HtmlElement) -> tuple[str, int] | None:
    """Return how long ago an entry came, where it shows that alone: the words and their number."""
    shown = (ago(" ".join(str(one.text_content()).split())) for one in _stamps_of(element)[0])
    return next(filter(None, shown), None)


def _stamps_of(element: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """Return the stamps that tell when an entry came, and those that tell when it was changed."""
    came: list[HtmlElement] = []
    changed: list[HtmlElement] = []
    for one in stamps(element):
        if one is not element:
            (changed if _is_of_change(one) else came).append(one)
    return came or changed, changed


def _own_times(element: HtmlElement) -> tuple[str | None, str | None]:
    """Return when an entry came and was changed, as attributes of its own element tell it."""
    told = [(_CHANGED.search(name) is not None, found) for name, found in own_times(element)]
    came = next((found for changed, found in told if not changed), None)
    return came, next((found for changed, found in told if changed), None)


def _is_of_change(stamp: HtmlElement) -> bool:
    name = f"{stamp.get('class', '')} {stamp.get('itemprop', '')}"
    parent = stamp.getparent()
    around = f"{parent.get('class', '')}" if parent is not None else ""
    if _CHANGED.search(name) or _CHANGED.search(around):
        return True
    text = str(stamp.text_content())
    return kinds_in(text) & _MODIFIED != 0 and pattern(Kind.MODIFIED_MARKS).search(text) is not None


def _time(marked: list[HtmlElement]) -> str | None:
    """Return the time that an element tells: in full, else the time of day that it shows."""
    for stamp in marked:
        declared = (value for name, value in stamp.items() if name == "datetime" or "data-" in name)
        for value in (*declared, stamp.get("content")):
            if found := moment(value):
                return found
        if found := shown_time(str(stamp.text_content())):
            return found
    return None


def _headline(element: HtmlElement) -> str | None:
    declared = (
        inner for inner in element.iter() if "headline" in (inner.get("itemprop") or "").split()
    )
    found = next(element.iter(*_HEADINGS), None)
    named = (inner for inner in element.iter() if _HEADLINE_NAME.search(inner.get("class") or ""))
    found = next(declared, next(named, None)) if found is None else found
    if found is None:
        return None
    copy = deepcopy(found)
    copy.tail = None
    for stamp in stamps(copy):
        if stamp is not copy:
            stamp.drop_tree()
    return " ".join(str(copy.text_content()).split()) or None


def _bold_headline(blocks: Sequence[Block]) -> str | None:
    """Return the first of several lines where it is all in bold."""
    first = blocks[0] if len(blocks) > 1 else None
    if first is None or len(first.text) > _MAX_HEADLINE:
        return None
    return first.text if first.bold >= _MOSTLY * len(first.text) else None


def _blocks(element: HtmlElement, authors: Sequence[str]) -> list[Block]:
    copy = deepcopy(element)
    copy.tail = None
    for stamp in stamps(copy):
        if stamp is not copy and stamp.getparent() is not None and not _is_in_prose(stamp):
            _head_of(stamp, copy).drop_tree()
    for inner in list(copy.iterdescendants()):
        if inner.getparent() is not None and _is_furniture(inner):
            inner.drop_tree()
    return [block for block in blocks_of(copy) if not _is_no_text(block, authors)]


def _is_no_text(block: Block, authors: Sequence[str]) -> bool:
    """Return whether a line is a prompt, a caption, a signature or nothing but links."""
    text, linked = block.text, block.linked
    return (
        not any(letter.isalnum() for letter in text)
        or is_widget_line(text)
        or is_caption(text)
        or asks_to_sign_up(text)
        or _is_signature(text, authors)
        or (linked >= LINKED * len(text) and POINTER.match(text) is not None)
        or (
            linked >= _MOSTLY * len(text)
            and len(text) <= _MAX_LINKS
            and block.box.tag not in _HEADINGS
        )
    )


def _head_of(stamp: HtmlElement, entry: HtmlElement) -> HtmlElement:
    """Return the line above an entry's text that its time stands in, with a name or a mark."""
    box = stamp.getparent()
    if (
        box is None
        or box is entry
        or box.tag not in {"div", "header", "span", "footer", "small"}
        or len(str(box.text_content())) > MAX_SIGNATURE
        or next(box.iter("p", "b", "strong", "li", *_HEADINGS), None) is not None
        or any("headline" in (inner.get("itemprop") or "") for inner in box.iter())
    ):
        return stamp
    return box


def _is_signature(text: str, authors: Sequence[str]) -> bool:
    """Return whether a line says who wrote an entry, or when, and nothing else."""
    if len(text) > MAX_SIGNATURE:
        return False
    rest = text
    for name in authors:
        rest = rest.replace(name, " ")
    words = plain(rest).split()
    if not words or is_date_line(words) or begins_byline(text):
        return True
    return _SIGNED.fullmatch(text) is not None


def _is_in_prose(stamp: HtmlElement) -> bool:
    """Return whether a sentence goes on around a time: then it is a word of it."""
    parent, before = stamp.getparent(), stamp.getprevious()
    if parent is None or parent.tag not in {"p", "li", "em", "strong", "b", "i"}:
        return False
    text = (before.tail if before is not None else parent.text) or ""
    return bool(text.strip())


def _is_furniture(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag in {"figcaption", "button", "nav", "form", "footer"}:
        return True
    name = f"{element.get('class', '')} {element.get('rel', '')} {element.get('itemprop', '')}"
    if "articleBody" in name or not _FURNITURE.search(name):
        return False
    return bool(_QUOTED_POST.search(name)) or len(str(element.text_content())) < _MAX_FURNITURE
