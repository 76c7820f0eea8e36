"""Where on a page a date stands: named for it, or just above the headline."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import plain, squeeze
from crawler.extract.metadata.date_lines import dated
from crawler.extract.metadata.heading_text import heading_text
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.others import is_linked, is_others
from crawler.extract.metadata.told_days import is_bare
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
_SIGNS = re.compile(r"\s*[|·•]\s*|^[–—-]\s+|\s+[–—-]$")  # noqa: RUF001  # the signs are meant
_SMALL_PRINT = frozenset(["small", "time", "sub", "sup"])
_LOGO = 2
"""Most words of a logo."""
_LEVELS = frozenset(["h1", "h2", "h3", "h4"])
_WHOLE = frozenset(["body", "html"])


def above(page: MetadataPage, titles: Sequence[str]) -> Iterator[str | None]:
    """Yield the days in the short lines that stand just above the headline, in its box."""
    heading = heading_of(page.tree, titles)
    if heading is not None:
        yield from _inside(heading)
        yield from _day_heading(page.tree, heading)
    for element in beside(heading)[-1].iter() if heading is not None else ():
        if element is heading:
            return
        parent = element.getparent()
        for text, around in ((element.text, element), (element.tail, parent)):
            line = squeeze(text or "")
            if 0 < len(line) <= MAX_DATE_LENGTH and not MODIFIED_MARK.search(line):
                yield dated(around, line)


def _inside(heading: HtmlElement) -> Iterator[str]:
    """Yield the days in small print within a headline, or on a line of their own."""
    for element in heading.iterdescendants():
        if not isinstance(element.tag, str):
            continue
        lines = [element.tail or ""] if element.tag == "br" else []
        if element.tag in _SMALL_PRINT or any(name in marks(element) for name in _DATE_NAMES):
            lines += element.itertext()
        for part in (part for line in lines for part in _SIGNS.split(squeeze(line))):
            if is_bare(part):
                yield part


def _day_heading(tree: HtmlElement, heading: HtmlElement) -> Iterator[str]:
    """Yield the day that heads all posts of a day, as weblogs show it above the post's headline."""
    last = None
    for element in tree.iter("h2", "h3", "h4"):
        if element is heading:
            break
        if "date-header" in (element.get("class") or "").split():
            last = element
    if last is not None and is_bare(text_of(last)):
        yield text_of(last)


def heading_of(tree: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    """Return the first heading with one of the titles, unless that is short and another is not.

    A logo is a heading of one or two words, and stands before the headline.
    """
    known = {plain(title) for title in titles} - {""}
    found = [heading for heading in HEADINGS(tree) if plain(heading_text(heading)) in known]
    whole = (one for one in found if len(text_of(one).split()) > _LOGO)
    return next(whole, next(iter(found), None))


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
