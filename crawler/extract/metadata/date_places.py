"""Where on a page a date stands: named for it, or just above the headline."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import plain, squeeze
from crawler.extract.metadata.date_lines import dated
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.others import is_linked, is_others
from crawler.languages import Kind, alternatives

MODIFIED_MARK = re.compile(alternatives(Kind.MODIFIED_MARKS), re.IGNORECASE)
"""What an element that is named so, or a text that says so, tells of a change."""
MAX_DATE_LENGTH = 80
HEADINGS = elements("//h1 | //h2 | //h3 | //h4")
_DATE_NAMES = ("date", "Date", "datum", "Datum", "fecha", "publi", "posted", "time", "Time")
_DATED_OR_HEADING = elements(
    "//h1 | //h2 | //h3 | //h4 | //body//*["
    "self::span or self::p or self::div or self::li or self::td or self::em or "
    "self::strong or self::small or self::b or self::i or self::abbr or self::dd or self::font]["
    + " or ".join(f"contains(concat(@class, ' ', @id), '{name}')" for name in _DATE_NAMES)
    + "]"
)
_MAX_NAMED, _NEAR = 100, 3
_LEVELS = frozenset(["h1", "h2", "h3", "h4"])
_WHOLE = frozenset(["body", "html"])


def above(page: MetadataPage, titles: Sequence[str]) -> Iterator[str | None]:
    """Yield the days in the short lines that stand just above the headline, in its box."""
    heading = heading_of(page.tree, titles)
    for element in beside(heading)[-1].iter() if heading is not None else ():
        if element is heading:
            return
        parent = element.getparent()
        for text, around in ((element.text, element), (element.tail, parent)):
            line = squeeze(text or "")
            if 0 < len(line) <= MAX_DATE_LENGTH and not MODIFIED_MARK.search(line):
                yield dated(around, line)


def heading_of(tree: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    """Return the first heading with one of the titles."""
    known = {plain(title) for title in titles} - {""}
    return next((found for found in HEADINGS(tree) if plain(text_of(found)) in known), None)


def beside(heading: HtmlElement) -> list[HtmlElement]:
    """Return the heading and the nearest boxes around it."""
    boxes = [box for box in islice(heading.iterancestors(), _NEAR) if box.tag not in _WHOLE]
    return [heading, *boxes]


def named(page: MetadataPage, titles: Sequence[str]) -> Iterator[str | None]:
    """Yield the days in short elements that are named for it, outside of what is others'.

    Far above the headline it is today's.
    """
    heading = heading_of(page.tree, titles)
    near = set(beside(heading)) if heading is not None else set()
    passed = heading is None
    for element in _DATED_OR_HEADING(page.tree)[:_MAX_NAMED]:
        if passed and element.tag in _LEVELS and is_linked(element):
            return  # here begin the teasers of other articles
        passed = passed or element is heading
        text = text_of(element)
        if element.tag in _LEVELS or not (passed or near.intersection(element.iterancestors())):
            continue
        if (
            len(text) <= MAX_DATE_LENGTH
            and not MODIFIED_MARK.search(f"{marks(element)} {text}")
            and not is_others(element, titles)
        ):
            yield dated(element, text)


def marks(element: HtmlElement) -> str:
    """Return what an element and the one around it are called."""
    parent = element.getparent()
    around = (element, parent) if parent is not None else (element,)
    return " ".join(
        each.get(key) or ""
        for each in around
        for key in ("class", "itemprop", "id", "pubdate", "data-testid")
    ) + (" pubdate" if element.get("pubdate") is not None else "")
