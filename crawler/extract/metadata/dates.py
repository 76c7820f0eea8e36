"""When the article was published and last modified.

JSON-LD, meta elements, microdata, time elements, and as a last resort htmldate.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import cast

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.structured import text_of as ld_text
from crawler.extract.metadata.timestamps import moment
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
_ASIDES = elements("//body//aside | //body//nav | //body//footer")
_PUBLISHED_MARK = re.compile(alternatives(Kind.PUBLISHED_MARKS), re.IGNORECASE)
_MODIFIED_MARK = re.compile(alternatives(Kind.MODIFIED_MARKS), re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_MAX_DATE_LENGTH = 80
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
        line.text
        for line in lead
        if not _MODIFIED_MARK.search(line.text) and len(line.text) <= _MAX_DATE_LENGTH
    )
    address = _IN_ADDRESS.search(page.url or "")
    yield "-".join(address.group(1, 3, 4)) if address else None
    yield from _times(found[:1])


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


def _without_asides(tree: HtmlElement) -> HtmlElement:
    """Return a copy of the page without the boxes whose dates are other articles'."""
    copy = deepcopy(tree)
    for box in _ASIDES(copy):
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
            _without_asides(page.tree),
            original_date=True,
            url=page.url,
            max_date=latest,
            extensive_search=False,
        )
    except Exception:  # noqa: BLE001  # a page that breaks a last resort has no date
        return None
    return moment(found, fetched_at)
