"""What stands in a page and no reader sees: hidden elements, and text that is marked as deleted.

A story that scripts unfold is hidden at first, too: what holds much of a story counts as seen.
"""

import re
from itertools import islice

from lxml.html import HtmlElement

_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_INLINE = frozenset(["a", "span", "b", "strong", "em", "i", "small", "font", "u", "sup", "sub"])
"""Elements within a line, which styles hide and scripts show word by word."""
_STORY = ("main", "article", "h1")
_MIN_PARAGRAPHS = 3
"""Paragraphs, in a hidden box or hidden side by side, that are a story to be unfolded."""


def is_hidden(element: HtmlElement) -> bool:
    """Return whether readers do not see an element, or see that its text was deleted."""
    if element.tag != "del" and not _is_marked(element):
        return False
    if next(element.iter(*_STORY), None) is not None:
        return False
    if len(list(islice(element.iter("p"), _MIN_PARAGRAPHS))) == _MIN_PARAGRAPHS:
        return False
    parent = element.getparent()
    if element.tag == "del" or parent is None:
        return True
    alike = (one for one in parent.iterchildren(element.tag) if _is_marked(one))
    return len(list(islice(alike, _MIN_PARAGRAPHS))) < _MIN_PARAGRAPHS


def _is_marked(element: HtmlElement) -> bool:
    hidden, style = element.get("hidden"), element.get("style")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    return style is not None and element.tag not in _INLINE and _NOT_SHOWN.search(style) is not None
