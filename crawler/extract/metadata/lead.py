"""The short lines between the headline and the story: byline, dates, outlet.

Where a page declares nothing, it still shows them there.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from crawler.extract.hidden import is_hidden, is_spoken
from crawler.extract.metadata.comparable import plain, squeeze
from crawler.extract.metadata.heading_text import heading_text
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.names import is_lone_by, names_someone

_UNSEEN_NAMES = (
    "script style noscript template svg select option textarea iframe nav aside "
    "figcaption footer form math audio video"
)
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_MAX_LINES, _MAX_SEARCHED = 40, 200
_NEAR, _MIN_WORDS = 4, 3
_MAX_LINE_LENGTH = 120
_MAX_PROSE = 2
"""Long lines that end the lead: a standfirst may stand between headline and byline, a story's first
two paragraphs may not.
"""

_HEADINGS = elements("//h1 | //h2 | //h3")


class LeadLine(NamedTuple):
    """A text node of the lead, with the element that it stands in."""

    text: str
    element: HtmlElement


class Lead(NamedTuple):
    """The headline that readers see, and the short lines behind it in document order."""

    headline: str | None
    lines: tuple[LeadLine, ...]


def lead(page: MetadataPage, title: str | None) -> Lead:
    """Return the lead behind the title.

    Where the page declares or shows no such title, behind what stands like one above a byline.
    """
    heading = _heading(page, title)
    if heading is not None:
        return Lead(title or heading_text(heading), tuple(_short(_following(heading))))
    lines = list(islice(_inside(page.tree), _MAX_SEARCHED))
    wanted = plain(title)
    named = (
        next((at for at, line in enumerate(lines) if plain(line.text) == wanted), None)
        if title
        else None
    )
    at = _above_byline(lines) if named is None else named
    return Lead(
        title or (lines[at].text if at is not None else None),
        tuple(_short(lines[at + 1 :])) if at is not None else (),
    )


def _heading(page: MetadataPage, title: str | None) -> HtmlElement | None:
    """Return the first heading with the title's words, one of level one before others.

    Else the first level-one heading with any words.
    """
    wanted = plain(title)
    texts = [(element, plain(heading_text(element))) for element in _HEADINGS(page.tree)]
    logos = {plain(logo) for logo in page.logos}
    exact = sorted(
        (element for element, text in texts if text and text == wanted),
        key=lambda element: element.tag != "h1",
    )
    first = [
        element for element, text in texts if text and element.tag == "h1" and text not in logos
    ]
    return next(iter([*exact, *first]), None)


def _above_byline(lines: Sequence[LeadLine]) -> int | None:
    """Return where the headline stands above the first byline.

    The nearest line above it with a headline's number of words.
    """
    byline = next(
        (at for at, line in enumerate(lines) if names_someone(line.text) or is_lone_by(line.text)),
        0,
    )
    above = range(byline - 1, max(-1, byline - 1 - _NEAR), -1)
    return next((at for at in above if len(lines[at].text.split()) >= _MIN_WORDS), None)


def _short(lines: Iterable[LeadLine]) -> Iterator[LeadLine]:
    """Yield the short lines up to where the story begins.

    A paragraph is as long as all its text, however many links part it.
    """
    found = 0
    prose: set[HtmlElement] = set()
    for line in lines:
        paragraph = _paragraph(line.element)
        known = paragraph in prose  # a long one need not be measured again for each of its pieces
        if not known and (
            len(line.text) > _MAX_LINE_LENGTH
            or (paragraph is not None and len(text_of(paragraph)) > _MAX_LINE_LENGTH)
        ):
            prose.add(line.element if paragraph is None else paragraph)
        if len(line.text) <= _MAX_LINE_LENGTH:
            found += 1
            yield line
        if len(prose) >= _MAX_PROSE or found >= _MAX_LINES:
            return


def _paragraph(element: HtmlElement) -> HtmlElement | None:
    """Return the paragraph that an element is, or stands in."""
    return element if element.tag == "p" else next(islice(element.iterancestors("p"), 1), None)


def _following(start: HtmlElement) -> Iterator[LeadLine]:
    """Yield the text nodes behind an element that a reader sees, in document order."""
    element: HtmlElement | None = start
    while element is not None:
        parent = element.getparent()
        if parent is not None and (tail := squeeze(element.tail or "")):
            yield LeadLine(tail, parent)
        following = element.getnext()
        if following is not None:
            yield from _inside(following)
        element = parent if following is None else following


def _is_unseen(element: HtmlElement) -> bool:
    return is_hidden(element) and not is_spoken(element)


def _inside(element: HtmlElement) -> Iterator[LeadLine]:
    """Yield the seen text nodes inside an element."""
    if not isinstance(element.tag, str):
        return
    walk = iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            if node is not element and (tail := squeeze(node.tail or "")):
                yield LeadLine(tail, node.getparent())
        elif not isinstance(node.tag, str) or node.tag in _UNSEEN or _is_unseen(node):
            walk.skip_subtree()
        elif text := squeeze(node.text or ""):
            yield LeadLine(text, node)
