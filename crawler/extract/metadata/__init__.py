"""What a page says of its article besides the text.

Headline, people, dates, outlet, and what it declares in passing.
"""

from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.metadata.dates import modified, published
from crawler.extract.metadata.declared import (
    article_body,
    canonical,
    declared_type,
    free,
    image,
    language,
    tags,
)
from crawler.extract.metadata.headlines import titles
from crawler.extract.metadata.lead import lead
from crawler.extract.metadata.metadata_page import read
from crawler.extract.metadata.original_outlet import original
from crawler.extract.metadata.outlets import outlet_names, publisher
from crawler.extract.metadata.people import authors
from crawler.extract.metadata.updates import shown_modified

__all__ = ["Metadata", "metadata"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The findings on one page. None and empty where the page says nothing."""

    title: str | None = None
    shown_title: str | None = None
    """The headline that readers see, where it is another than the title."""
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, as exact as the page gave it; without an offset it is the page's local time."""
    modified: str | None = None
    shown_modified: str | None = None
    publisher: str | None = None
    language: str | None = None
    canonical: str | None = None
    original_publisher: str | None = None
    original_url: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    free: bool | None = None
    article_body: str | None = None
    """The article's text in JSON-LD, a paragraph a line, without markup."""
    declared_type: str | None = None
    headline_candidates: tuple[str, ...] = ()
    """Every form of the headline on the page, to find a repeated one in the body."""
    url: str | None = None
    outlets: tuple[str, ...] = ()
    """What the page's own outlet is called."""


def metadata(tree: HtmlElement, url: str | None, *, fetched_at: datetime | None) -> Metadata:
    """Return the metadata of a parsed page.

    The tree is only read, and nothing outside the arguments decides.
    """
    page = read(tree, url)
    outlets = outlet_names(page)
    headline = titles(page, outlets)
    shown = lead(page, headline.shown or headline.title)
    people = authors(page, shown.lines, outlets)
    origin = original(page, shown.lines, people, outlets)
    return Metadata(
        title=headline.title or shown.headline,
        shown_title=headline.shown,
        authors=people,
        published=published(page, shown.lines, fetched_at),
        modified=modified(page, shown.lines, fetched_at),
        shown_modified=shown_modified(page, shown.lines),
        publisher=publisher(page) or origin.shown,
        language=language(page),
        canonical=canonical(page),
        original_publisher=origin.publisher,
        original_url=origin.url,
        tags=tags(page),
        image=image(page),
        free=free(page),
        article_body=article_body(page),
        declared_type=declared_type(page),
        headline_candidates=headline.candidates,
        url=url,
        outlets=outlets,
    )
