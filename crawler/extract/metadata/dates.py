"""When the article was published and last modified.

JSON-LD, meta elements, microdata, time elements, and as a last resort htmldate.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import islice
from typing import cast

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.extract.metadata.comparable import plain, squeeze
from crawler.extract.metadata.date_lines import dated, is_bare, is_told
from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.others import is_others
from crawler.extract.metadata.structured import text_of as ld_text
from crawler.extract.metadata.timestamps import moment
from crawler.extract.metadata.written_dates import written
from crawler.languages import Kind, alternatives

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_PUBLISHED_NAMES = (
    "article:published_time og:article:published_time article:published "
    "og:published_time parsely-pub-date sailthru.date "
    "citation_publication_date"
)
_DATED_NAMES = (
    "datepublished publishdate publish-date publish_date pubdate published "
    "publication_date published_time citation_date "
    "cxenseparse:recs:publishtime cxenseparse:publishtime dc.date.issued "
    "dcterms.issued dcterms.created dc.date.created "
    "dcterms.date dc.date dc.created originalpublicationdate article_date_original "
    "article.published article.created og:pubdate "
    "displaydate date created datecreated article:created_time "
    "lp.article:published_time iso-8601-publish-date datetime timestamp"
)
_MODIFIED_NAMES = (
    "article:modified_time og:updated_time article:updated_time "
    "og:article:modified_time datemodified lastmod last-modified "
    "last_updated_date dcterms.modified dc.date.modified modified article:modified "
    "revised article.updated updated_time "
    "lp.article:modified_time"
)
_PUBLISHED = tuple(_PUBLISHED_NAMES.split())
"""Meta elements that speak of an article's publication."""

_DATED = tuple(_DATED_NAMES.split())
"""Meta elements that may speak of something else, or of no more than a day."""

_MODIFIED = tuple(_MODIFIED_NAMES.split())
_TIMES = elements("//time[not(ancestor::aside or ancestor::footer or ancestor::nav)]")
_NO_DATE = elements(
    "//body//aside | //body//nav | //body//footer | //script | //style | //template | //title | "
    "//blockquote | //figure"
)
_HEADINGS = elements("//h1 | //h2 | //h3 | //h4")
"""What holds no date of the article: boxes of others, the state of a script."""
_PASSAGES = elements("//body//*[self::p or self::li or self::td or self::div][not(.//div | .//p)]")
_PUBLISHED_MARK = re.compile(alternatives(Kind.PUBLISHED_MARKS), re.IGNORECASE)
_MODIFIED_MARK = re.compile(alternatives(Kind.MODIFIED_MARKS), re.IGNORECASE)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_IN_ADDRESS = re.compile(
    rf"/{_YEAR}(?P<sign>[/-]?)(?P<month>0[1-9]|1[0-2])(?P=sign)(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_FOLDERS = re.compile(rf"/{_YEAR}/(?P<month>[1-9]|1[0-2])/(?P<day>[1-9]|[12]\d|3[01])/")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_FOLDERS = re.compile(
    rf"/{_YEAR}/(?P<month>{'|'.join(_MONTHS)})[a-z]*/(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"[/-](?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])-{_YEAR}(?=[/_.-]|$)"
)
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
_MAX_DATE_LENGTH = 80
_MAX_LINE_LENGTH = 200
_ELEMENTS = cast("Callable[[HtmlElement], float]", XPath("count(//*)"))
_MAX_ELEMENTS = 20_000
"""Elements of a page beyond which htmldate would take a second. Articles have about 2,000."""

_WITHOUT_CLOCK = "2100-01-01"
"""Bound where the time of the fetch is unknown. htmldate's own is today, and the same page would
read otherwise tomorrow.
"""


def published(
    page: MetadataPage, lead: Sequence[LeadLine], fetched_at: datetime | None
) -> str | None:
    """Return when the article appeared, in ISO 8601, as exact as the page says it.

    None where nothing says it.

    "Four days ago" is no date: it would change with every fetch.
    """
    return _first(_published(page, lead), fetched_at) or _guessed(page, fetched_at)


def modified(
    page: MetadataPage, lead: Sequence[LeadLine], fetched_at: datetime | None
) -> str | None:
    """Return when the article was last changed, as the page says; None where it does not."""
    return _first(_modified(page, lead), fetched_at)


def _first(texts: Iterator[str | None], fetched_at: datetime | None) -> str | None:
    return next((found for text in texts if (found := moment(text, fetched_at))), None)


def _published(page: MetadataPage, lead: Sequence[LeadLine]) -> Iterator[str | None]:
    yield page.ld.text("datePublished")
    yield from _metas(page, _PUBLISHED)
    yield page.ld.text("dateCreated", "uploadDate")
    yield from _microdata(page, "datepublished")
    yield ld_text(page.ld.page.get("datePublished"))
    yield from _metas(page, _DATED)
    yield from _microdata(page, "datecreated")
    found = [element for element in _TIMES(page.tree) if not _MODIFIED_MARK.search(_marks(element))]
    near = [
        line.element
        for line in lead
        if line.element.tag == "time" and not _MODIFIED_MARK.search(_marks(line.element))
    ]
    yield from _times(
        [*(element for element in found if _PUBLISHED_MARK.search(_marks(element)))][:1] + near[:1]
    )
    yield from (
        dated(line.element, line.text)
        for line in lead
        if not _MODIFIED_MARK.search(line.text) and len(line.text) <= _MAX_DATE_LENGTH
    )
    yield from _in_address(page.url or "")
    titles = [*page.headlines, *page.metas.get("og:title", ())]
    yield from _above(page, titles)
    yield from _times([element for element in found if not is_others(element, titles)][:1])
    yield from _named(page, titles)


def _in_address(url: str) -> Iterator[str]:
    """Yield the day in an address: in folders, else in a name of its own."""
    found = _IN_ADDRESS.search(url) or _FOLDERS.search(url)
    if found:
        yield "-".join(f"{int(part):02}" for part in (found["year"], found["month"], found["day"]))
    found = _NAMED_FOLDERS.search(url)
    if found:
        yield f"{found['day']} {found['month']} {found['year']}"
    found = _DAY_FIRST.search(url)
    if found:
        yield f"{found['year']}-{found['month']}-{found['day']}"


def _above(page: MetadataPage, titles: Sequence[str]) -> Iterator[str | None]:
    """Yield the days in the short lines that stand just above the headline, in its box."""
    heading = _heading(page.tree, titles)
    for element in _beside(heading)[-1].iter() if heading is not None else ():
        if element is heading:
            return
        parent = element.getparent()
        for text, around in ((element.text, element), (element.tail, parent)):
            line = squeeze(text or "")
            if 0 < len(line) <= _MAX_DATE_LENGTH and not _MODIFIED_MARK.search(line):
                yield dated(around, line)


def _heading(tree: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    known = {plain(title) for title in titles} - {""}
    return next((found for found in _HEADINGS(tree) if plain(text_of(found)) in known), None)


def _beside(heading: HtmlElement) -> list[HtmlElement]:
    """Return the heading and the nearest boxes around it."""
    boxes = [box for box in islice(heading.iterancestors(), _NEAR) if box.tag not in _WHOLE]
    return [heading, *boxes]


def _named(page: MetadataPage, titles: Sequence[str]) -> Iterator[str | None]:
    """Yield the days in short elements that are named for it, outside of what is others'.

    Far above the headline it is today's.
    """
    heading = _heading(page.tree, titles)
    near = set(_beside(heading)) if heading is not None else set()
    passed = heading is None
    for element in _DATED_OR_HEADING(page.tree)[:_MAX_NAMED]:
        passed = passed or element is heading
        text = text_of(element)
        if element.tag in _LEVELS or not (passed or near.intersection(element.iterancestors())):
            continue
        if (
            len(text) <= _MAX_DATE_LENGTH
            and not _MODIFIED_MARK.search(f"{_marks(element)} {text}")
            and not is_others(element, titles)
        ):
            yield dated(element, text)


def _modified(page: MetadataPage, lead: Sequence[LeadLine]) -> Iterator[str | None]:
    yield page.ld.text("dateModified")
    yield from _metas(page, _MODIFIED)
    yield from _microdata(page, "datemodified")
    yield ld_text(page.ld.page.get("dateModified"))
    yield from (
        element.get("datetime")
        for element in _TIMES(page.tree)
        if _MODIFIED_MARK.search(_marks(element))
    )
    yield from (line.text for line in lead if _MODIFIED_MARK.search(line.text))


def _metas(page: MetadataPage, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield from page.metas.get(name, ())


def _microdata(page: MetadataPage, name: str) -> Iterator[str | None]:
    for element in page.microdata.get(name, ()):
        yield element.get("datetime") or element.get("content") or text_of(element)[:60]


def _times(found: Sequence[HtmlElement]) -> Iterator[str | None]:
    """Yield what time elements say, in their attribute and to readers."""
    for element in found:
        yield element.get("datetime")
        yield text_of(element)[:_MAX_DATE_LENGTH]


def _marks(element: HtmlElement) -> str:
    parent = element.getparent()
    around = (element, parent) if parent is not None else (element,)
    return " ".join(
        each.get(key) or ""
        for each in around
        for key in ("class", "itemprop", "id", "pubdate", "data-testid")
    ) + (" pubdate" if element.get("pubdate") is not None else "")


def _where_dates_are(page: MetadataPage) -> HtmlElement:
    """Return a copy of the page without what tells of days that are not the article's."""
    copy = deepcopy(page.tree)
    titles = [*page.headlines, *page.metas.get("og:title", ())]
    passages = [
        box
        for box in _PASSAGES(copy)
        if len(text := text_of(box)) > _MAX_LINE_LENGTH
        or (
            written(text)
            and (is_told(text) or _MODIFIED_MARK.search(text) or is_others(box, titles))
        )
    ]
    headings = [heading for heading in _HEADINGS(copy) if not is_bare(text_of(heading))]
    for box in (*_NO_DATE(copy), *headings, *passages):
        if box.getparent() is not None:
            box.drop_tree()
    return copy


def _guessed(page: MetadataPage, fetched_at: datetime | None) -> str | None:
    """Return what htmldate finds in the markup.

    Its search through the whole text is left out: slow, and half of what it finds is another date.
    """
    if _ELEMENTS(page.tree) > _MAX_ELEMENTS:
        return None
    latest = (fetched_at + timedelta(days=1)).strftime("%Y-%m-%d") if fetched_at else _WITHOUT_CLOCK
    try:
        found = find_date(
            _where_dates_are(page),
            original_date=True,
            url=page.url,
            max_date=latest,
            extensive_search=False,
        )
    except Exception:  # noqa: BLE001  # a page that breaks a last resort has no date
        return None
    return moment(found, fetched_at)
