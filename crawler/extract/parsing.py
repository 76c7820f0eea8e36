"""Decoded text to a tree: one parse for everything that reads the page."""

import re

from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
)

_FRAMES = re.compile(
    r"</?(?:div|section|article|main|center|table|tbody|tr|td|ul|ol|dl|blockquote|aside)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:span|font|b|i|u|em|strong|small|big|ins|del|label)\b[^<>]*>", re.IGNORECASE
)
_BOTTOM = "Excessive depth"
"""What the parser says where it stops reading: at 2,048 elements within one another."""
_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement,
    comment=HtmlComment,
    pi=HtmlProcessingInstruction,
    entity=HtmlEntity,
)
"""What lxml makes of each node. Its own choice has classes for forms and inputs, too, which nobody
asks here, and is a Python function that is called for each element of a page and of its copies.
"""


def parse(text: str) -> HtmlElement | None:
    """Return the page's tree, None where there is nothing to parse.

    No markup is so broken that it raises.

    The text is handed over as bytes of a known encoding, so that a false declaration inside the
    page cannot mislead the parser. A page nested deeper than the parser reads, such as one that
    never closes its elements, is read without its boxes.
    """
    tree, whole = _parsed(text)
    if whole:
        return tree
    return _parsed(_INLINE.sub("", _FRAMES.sub("<br>", text)))[0]


def _parsed(text: str) -> tuple[HtmlElement | None, bool]:
    """Return the tree, and whether the parser reached the bottom of the page."""
    data = text.strip().encode("utf-8", "replace")
    if not data:
        return None, True
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        _raise_for_memory(parser)
        return None, not _too_deep(parser)
    _raise_for_memory(parser)
    return tree if isinstance(tree, HtmlElement) else None, not _too_deep(parser)


def _raise_for_memory(parser: HTMLParser) -> None:
    """Say so where memory ended in the midst of the page.

    The parser itself takes that for a page that is broken there.
    """
    if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
        raise MemoryError


def _too_deep(parser: HTMLParser) -> bool:
    return any(_BOTTOM in (entry.message or "") for entry in parser.error_log)
