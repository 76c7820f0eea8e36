"""When the article was published and last modified.

JSON-LD, meta elements, microdata, time elements, and as a last resort htmldate.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.metadata.date_lines import dated
from crawler.extract.metadata.date_places import (
    MAX_DATE_LENGTH,
    MODIFIED_MARK,
    above,
    marks,
    named,
)
from crawler.extract.metadata.guessed_dates import guessed
from crawler.extract.metadata.lead import LeadLine
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.numeric_dates import numeric
from crawler.extract.metadata.others import is_others
from crawler.extract.metadata.structured import text_of as ld_text
from crawler.extract.metadata.timestamps import moment
from crawler.extract.metadata.written_dates import written
from crawler.languages import Kind, alternatives

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
_PUBLISHED_MARK = re.compile(alternatives(Kind.PUBLISHED_MARKS), re.IGNORECASE)
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


def published(
    page: MetadataPage, lead: Sequence[LeadLine], fetched_at: datetime | None
) -> str | None:
    """Return when the article appeared, in ISO 8601, as exact as the page says it.

    None where nothing says it.

    "Four days ago" is no date: it would change with every fetch.
    """
    return _first(_published(page, lead), fetched_at) or guessed(page, fetched_at)


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
    found = [element for element in _TIMES(page.tree) if _may_be_published(element)]
    near = [
        line.element
        for line in lead
        if line.element.tag == "time" and _may_be_published(line.element)
    ]
    yield from _times(
        [*(element for element in found if _PUBLISHED_MARK.search(marks(element)))][:1] + near[:1]
    )
    yield from _in_address(page.url or "")
    yield from (
        dated(line.element, told)
        for line in lead
        if len(line.text) <= MAX_DATE_LENGTH and (told := _without_change(line.text))
    )
    yield from numeric(page, lead)
    titles = page.titles
    yield from above(page, titles)
    yield from _times([element for element in found if not is_others(element, titles)][:1])
    yield from named(page, titles)


def _without_change(text: str) -> str | None:
    """Return what a line says besides when the article was changed; None where nothing is left.

    "14 March 2026, updated 15 March 2026", "Updated 15 March 2026, published 14 March 2026".
    """
    change = MODIFIED_MARK.search(text)
    if change is None:
        return text
    before, behind = text[: change.start()], text[change.end() :]
    days = written(before)
    if days and (any(map(str.isdigit, behind)) or written(before[days.end :])):
        return before
    again = _PUBLISHED_MARK.search(behind)
    return behind[again.start() :] if again and not days else None


def _may_be_published(time: HtmlElement) -> bool:
    """Return whether a time element is none of a change, nor of a day that a sentence tells of."""
    text = text_of(time)
    told = len(text) <= MAX_DATE_LENGTH and written(text) and not dated(time, text)
    return not told and not MODIFIED_MARK.search(marks(time))


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


def _modified(page: MetadataPage, lead: Sequence[LeadLine]) -> Iterator[str | None]:
    yield page.ld.text("dateModified")
    yield from _metas(page, _MODIFIED)
    yield from _microdata(page, "datemodified")
    yield ld_text(page.ld.page.get("dateModified"))
    yield from (
        element.get("datetime")
        for element in _TIMES(page.tree)
        if MODIFIED_MARK.search(marks(element))
    )
    for line in lead:
        change = MODIFIED_MARK.search(line.text)
        if change is not None:
            yield _of_change(line.text, change)


def _of_change(text: str, change: re.Match[str]) -> str:
    """Return what a line says of the change: behind its mark, else just before that."""
    before, behind = text[: change.start()], text[change.end() :]
    first = written(before)
    if written(behind) or first is None:
        return behind if written(behind) else text
    return before[first.end :] if written(before[first.end :]) else text


def _metas(page: MetadataPage, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield from page.metas.get(name, ())


def _microdata(page: MetadataPage, name: str) -> Iterator[str | None]:
    titles = page.titles
    for element in page.microdata.get(name, ()):
        if is_others(element, titles):
            continue
        shown = text_of(element)[:60]
        yield element.get("datetime") or element.get("content") or element.get("title") or shown


def _times(found: Sequence[HtmlElement]) -> Iterator[str | None]:
    """Yield what time elements say, in their attribute and to readers."""
    for element in found:
        yield element.get("datetime")
        yield text_of(element)[:MAX_DATE_LENGTH]
