"""The short lines between the headline and the story: byline, dates, outlet. Where a page declares nothing, it still shows them there."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extract.metadata.page import Page, elements, text_of
from crawler.extract.metadata.wording import plain, squeeze

_UNSEEN_NAMES = "script style noscript template svg select option textarea iframe nav aside figcaption footer form math audio video"
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_MOST_LINES = 40
_LONGEST_LINE = 120
_MOST_PROSE = 2
"""Long lines that end the lead: a standfirst may stand between headline and byline, a story's first two paragraphs may not."""

headings = elements("//h1 | //h2 | //h3")


class Line(NamedTuple):
    """A text node of the lead, with the element that it stands in."""

    text: str
    element: HtmlElement


def lead(page: Page, title: str | None) -> tuple[Line, ...]:
    """The short lines that follow the headline, in document order; empty where no heading holds it."""
    heading = _heading(page, title)
    return tuple(_lines(heading)) if heading is not None else ()


def _heading(page: Page, title: str | None) -> HtmlElement | None:
    """The first heading with the title's words, else the first level-one heading with any."""
    wanted = plain(title)
    texts = [(element, plain(text_of(element))) for element in headings(page.tree)]
    exact = [element for element, text in texts if text and text == wanted]
    first = [element for element, text in texts if text and element.tag == "h1"]
    return next(iter([*exact, *first]), None)


def _lines(heading: HtmlElement) -> Iterator[Line]:
    prose = found = 0
    for line in _following(heading):
        if len(line.text) > _LONGEST_LINE:
            prose += 1
            if prose >= _MOST_PROSE:
                return
        else:
            found += 1
            yield line
        if found >= _MOST_LINES:
            return


def _following(start: HtmlElement) -> Iterator[Line]:
    """The text nodes behind an element that a reader sees, in document order."""
    element: HtmlElement | None = start
    while element is not None:
        parent = element.getparent()
        if parent is not None and (tail := squeeze(element.tail or "")):
            yield Line(tail, parent)
        following = element.getnext()
        if following is not None:
            yield from _inside(following)
        element = parent if following is None else following


def _inside(element: HtmlElement) -> Iterator[Line]:
    """The seen text nodes inside an element."""
    walk = iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            if node is not element and (tail := squeeze(node.tail or "")):
                yield Line(tail, node.getparent())
        elif not isinstance(node.tag, str) or node.tag in _UNSEEN:
            walk.skip_subtree()
        elif text := squeeze(node.text or ""):
            yield Line(text, node)
