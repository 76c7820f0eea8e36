"""Lines that say when the article appeared, told from sentences that tell of a day.

"Posted on March 14, 2026 | 4 min read" is one. "On 28 February 2010 the sea broke the wall" is the
story's own, and so is a day in a headline.
"""

import re

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import squeeze
from crawler.extract.metadata.told_days import is_bare, is_told
from crawler.extract.metadata.written_dates import written

_MAX_LENGTH = 200
"""Characters of a box, beyond which it holds more than a date and what is said with it."""
_PARTING = re.compile("^[|:\u2013\u2014-]|[|:.\u2013\u2014-]$")
_INLINE = frozenset(
    ["a", "span", "b", "strong", "em", "i", "u", "font", "time", "abbr", "label", "cite"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "title", "figcaption", "caption"])


def dated(element: HtmlElement, text: str) -> str | None:
    """Return the text of an element that gives a day, unless a sentence or headline tells of it.

    None where it gives none.
    """
    if not written(text):
        return None
    box = _box(element)
    if next(box.iterancestors("blockquote"), None) is not None or box.tag == "blockquote":
        return None
    if box.tag in _HEADINGS:
        return text if is_bare(text) else None
    around = _around(box, text)
    if len(around) <= _MAX_LENGTH and not is_told(around):
        return text
    if len(around) <= _MAX_LENGTH and is_bare(text) and not is_told(_around(box, text, element)):
        return text  # what stands beside it in elements of their own is no sentence with it
    return text if _opens(text, around) and not is_told(text) else None


def _opens(text: str, around: str) -> bool:
    """Return whether a text with a day begins its paragraph, parted from the words behind it.

    "29 November 2022 - Many had ..."
    """
    behind = around.removeprefix(text).lstrip()
    return around != behind and bool(_PARTING.search(text) or _PARTING.match(behind))


def _around(box: HtmlElement, text: str, element: HtmlElement | None = None) -> str:
    """Return the line of a box that a text stands in: up to the next line break or inner box.

    Where its element is given, without what stands in elements beside that.
    """
    lines: list[list[str]] = [[]]
    own = None if element is None else {element, *element.iterancestors()}
    for event, node in iterwalk(box, events=("start", "end")):
        parts = node is not box and node.tag not in _INLINE
        if event == "start":
            lines += [[]] if parts else []
            lines[-1].append((node.text or "") if own is None or node in own else "")
        elif node is not box:
            lines += [[]] if parts else []
            parent = node.getparent()
            lines[-1].append((node.tail or "") if own is None or parent in own else "")
    found = (squeeze("".join(line)) for line in lines)
    return next((line for line in found if text in line), "")


def _box(element: HtmlElement) -> HtmlElement:
    """Return the block-level element that an element stands in."""
    while element.tag in _INLINE and (parent := element.getparent()) is not None:
        element = parent
    return element
