"""The last resort of dates: htmldate's search of the markup."""

import logging
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import cast

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.extract.metadata.date_places import HEADINGS, beside, heading_of
from crawler.extract.metadata.metadata_page import MetadataPage, elements, text_of
from crawler.extract.metadata.others import is_others
from crawler.extract.metadata.timestamps import moment
from crawler.extract.metadata.told_days import is_bare, is_told
from crawler.extract.metadata.written_dates import written

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_NO_DATE = elements(
    "//body//aside | //body//nav | //body//footer | //script | //style | //template | //title | "
    "//blockquote | //figure"
)
"""What holds no date of the article: boxes of others, the state of a script."""
_PASSAGES = elements(
    "//body//*[self::p or self::li or self::td or self::div or "
    "self::span or self::time][not(.//div | .//p)]"
)
_MAX_LINE_LENGTH = 200
_ELEMENTS = cast("Callable[[HtmlElement], float]", XPath("count(//*)"))
_MAX_ELEMENTS = 20_000
"""Elements of a page beyond which htmldate would take a second. Articles have about 2,000."""

_WITHOUT_CLOCK = "2100-01-01"
"""Bound where the time of the fetch is unknown. htmldate's own is today, and the same page would
read otherwise tomorrow.
"""


def _where_dates_are(page: MetadataPage) -> HtmlElement:
    """Return a copy of the page without what tells of days that are not the article's."""
    copy = deepcopy(page.tree)
    titles = page.titles
    far = _far_above(copy, titles)
    passages = [box for box in _PASSAGES(copy) if _tells_otherwise(box, text_of(box), titles, far)]
    headings = [heading for heading in HEADINGS(copy) if not is_bare(text_of(heading))]
    for box in (*_NO_DATE(copy), *headings, *passages):
        if box.getparent() is not None:
            box.drop_tree()
    return copy


def _tells_otherwise(
    box: HtmlElement, text: str, titles: Sequence[str], far: set[HtmlElement]
) -> bool:
    """Return whether a passage is no date line, or one of another day than the publication's."""
    if len(text) > _MAX_LINE_LENGTH:
        return True
    return written(text) is not None and (box in far or is_told(text) or is_others(box, titles))


def _far_above(tree: HtmlElement, titles: Sequence[str]) -> set[HtmlElement]:
    """Return the elements above the headline that are not beside it: a date there is today's."""
    heading = heading_of(tree, titles)
    if heading is None:
        return set()
    near, above = set(beside(heading)), set[HtmlElement]()
    for element in tree.iter():
        if element is heading:
            break
        if not near.intersection((element, *element.iterancestors())):
            above.add(element)
    return above


def guessed(page: MetadataPage, fetched_at: datetime | None) -> str | None:
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
