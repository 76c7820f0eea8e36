"""What readers see of elements whose markup says something else."""

import re
from collections.abc import Callable, Mapping

from lxml.html import HtmlElement

from crawler.extract.hidden import is_hidden, may_be_hidden

_UNSEEN = (
    "script style noscript template iframe svg math select option textarea input "
    "object audio video canvas head button map "
    "progress meter datalist title link meta applet frame frameset noframes"
)
UNSEEN = frozenset(_UNSEEN.split())
"""An ``embed`` is none: it has no end tag, and the parser may put the rest of the page in it."""
_GREEDY = frozenset(["button", "head"])
"""Elements in which the parser puts the page, where their end is missing: a browser would have
closed them.
"""
_ANCHOR_SIGNS = frozenset(["#", "##", "¶", "§", "∞", "🔗", "⚓", "↩", "↑", "⇧"])
_HEX = re.compile(r"(?:[0-9a-f]{2}){2,320}", re.IGNORECASE)


def is_anchor_mark(link: HtmlElement) -> bool:
    """Return whether a link is nothing but the mark by which a passage's own address is had."""
    return (
        len(link) == 0
        and (link.text or "").strip() in _ANCHOR_SIGNS
        and "#" in (link.get("href") or "")
    )


def hidden_address(element: HtmlElement) -> str | None:
    """Return the mail address that a proxy hid from machines, which scripts show to readers.

    The first byte is the key, with which all others are exclusive-or'd. None where there is none,
    or it cannot be read. The words in its place say so in the proxy's language, and stand on some
    looks and not on others.
    """
    code = element.get("data-cfemail")
    if code is None or not _HEX.fullmatch(code):
        return None
    key, *rest = bytes.fromhex(code)
    try:
        address = bytes(byte ^ key for byte in rest).decode()
    except UnicodeDecodeError:
        return None
    return address if "@" in address and address.isprintable() else None


def is_unread(element: HtmlElement, tag: object) -> bool:
    """Return whether nothing in an element is text that readers see."""
    return not isinstance(tag, str) or is_unseen(element, tag, element.get)


def is_unseen(element: HtmlElement, tag: str, get: Callable[[str], str | None]) -> bool:
    """Return whether nothing in an element is text that readers see. ``get`` reads attributes."""
    return (
        (tag in UNSEEN and not (tag in _GREEDY and _swallowed(element)))
        or (may_be_hidden(tag, get) and is_hidden(element))
        or (tag == "a" and is_anchor_mark(element))
    )


def is_empty_break(span: HtmlElement, attributes: Mapping[str, str]) -> bool:
    """Return whether an empty element is styled as a line break.

    Large newspapers write their paragraphs so.
    """
    name = attributes.get("class", "")
    return name.endswith("br") and not len(span) and not span.text and "br" in name.split()


def _swallowed(element: HtmlElement) -> bool:
    """Return whether a page's story stands in an element that shows none."""
    return next(element.iter("main", "article"), None) is not None
