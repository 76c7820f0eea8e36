"""What stands in a page and no reader sees: hidden elements, and text that is struck out.

A story that scripts unfold is hidden at first, too: what holds much of a story counts as seen.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

_NOT_SHOWN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?\b)",
    re.IGNORECASE,
)
_SPOKEN_NAMES = frozenset(
    [
        *("sr-only", "screen-reader-text", "screen-reader-only", "screenreader-only"),
        *("visually-hidden", "visuallyhidden", "element-invisible", "u-visually-hidden"),
        *("assistive-text", "offscreen", "is-visually-hidden", "show-for-sr", "a11y-hidden"),
    ]
)
"""Class names by which the wide-spread style sheets leave an element to those who hear the page."""
_UNSEEN_NAMES = _SPOKEN_NAMES | {"d-none", "is-hidden", "u-hidden", "display-none"}
"""Class names by which they hide an element from all eyes."""
_HINT = re.compile(r"reader|hidden|-none|invisible|\bsr\b|-sr\b|assistive|offscreen")
"""What one of these names holds, to pass over the others at once."""
_STRUCK = frozenset(["del", "s", "strike"])
_ODD = _STRUCK | {"dialog"}
_SHOWN_WIDE = re.compile(r"\b(?:d|display)-\w+-(?!none)|:(?:block|flex|grid|inline)|-focusable\b")
"""Class names beside those that show it on some screens."""
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_MAX_STRUCK = 600
"""Characters beyond which a struck-out text is a mark that was never closed."""
_INLINE = frozenset(["a", "span", "b", "strong", "em", "i", "small", "font", "u", "sup", "sub"])
"""Elements within a line, which styles hide and scripts show word by word."""
_STORY = ("main", "article", "h1")
_MIN_PARAGRAPHS = 3
"""Paragraphs, in a hidden box or hidden side by side, that are a story to be unfolded."""


def is_hidden(element: HtmlElement) -> bool:
    """Return whether readers do not see an element, or see that its text was deleted."""
    if not may_be_hidden(element.tag, element.get):
        return False  # of most elements this is all that is asked
    struck = _is_struck(element)
    if not struck and not _is_marked(element):
        return False
    if next(element.iter(*_STORY), None) is not None:
        return False
    if len(list(islice(element.iter("p"), _MIN_PARAGRAPHS))) == _MIN_PARAGRAPHS:
        return False
    parent = element.getparent()
    if struck or parent is None:
        return True
    alike = (one for one in parent.iterchildren(element.tag) if _is_marked(one))
    return len(list(islice(alike, _MIN_PARAGRAPHS))) < _MIN_PARAGRAPHS


def is_spoken(element: HtmlElement) -> bool:
    """Return whether an element is there for those who hear the page, and hidden from eyes alone.

    Such words are no text, but they may say what the ones beside them are: "By", "Published on".
    """
    return not _SPOKEN_NAMES.isdisjoint((element.get("class") or "").split())


def hides(tag: str, get: Callable[[str], str | None]) -> bool:
    """Return whether an element of these attributes may be hidden, whatever it holds."""
    hidden, style = get("hidden"), get("style")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    if tag == "dialog" and get("open") is None:
        return True
    name = get("class")
    if name and not _UNSEEN_NAMES.isdisjoint(name.split()):
        return _SHOWN_WIDE.search(name) is None
    return style is not None and tag not in _INLINE and _NOT_SHOWN.search(style) is not None


def strikes(style: str | None) -> bool:
    """Return whether a style strikes text out."""
    return style is not None and _STRUCK_STYLE.search(style) is not None


def may_be_hidden(tag: str, get: Callable[[str], str | None]) -> bool:
    """Return whether anything at all says that an element of these attributes may be hidden."""
    if tag in _ODD or get("style") is not None:
        return True
    name = get("class")
    return (name is not None and _has_a_hint(name)) or get("hidden") is not None


@lru_cache(maxsize=4096)
def _has_a_hint(name: str) -> bool:
    return _HINT.search(name) is not None


def _is_struck(element: HtmlElement) -> bool:
    """Return whether readers see that a text counts no more."""
    if element.tag not in _STRUCK and not strikes(element.get("style")):
        return False
    return element.tag == "del" or len(element.text_content()) <= _MAX_STRUCK


def _is_marked(element: HtmlElement) -> bool:
    return hides(element.tag, element.get)
