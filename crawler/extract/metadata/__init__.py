"""What a page says of its article besides the text.

Headline, people, dates, outlet, and what it declares in passing.
"""

from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extract.faults import Faults
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
from crawler.extract.metadata.headlines import Titles, titles
from crawler.extract.metadata.lead import Lead, lead
from crawler.extract.metadata.metadata_page import read
from crawler.extract.metadata.original_outlet import Origin, original
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


def metadata(
    tree: HtmlElement, url: str | None, *, fetched_at: datetime | None, faults: Faults | None = None
) -> Metadata:
    """Return the metadata of a parsed page.

    The tree is only read, and nothing outside the arguments decides. A reader that fails costs its
    own field; ``faults`` notes it.
    """
    guard = (faults or Faults()).guard
    page = read(tree, url, guard)
    outlets: tuple[str, ...] = guard("outlets", lambda: outlet_names(page), ())
    headline = guard("title", lambda: titles(page, outlets), Titles(None, None, ()))
    shown = guard("lead", lambda: lead(page, headline.shown or headline.title), Lead(None, ()))
    people: tuple[str, ...] = guard("authors", lambda: authors(page, shown.lines, outlets), ())
    origin = guard("original", lambda: original(page, shown.lines, people, outlets), Origin())
    return Metadata(
        title=headline.title or shown.headline,
        shown_title=headline.shown,
        authors=people,
        published=guard("published", lambda: published(page, shown.lines, fetched_at), None),
        modified=guard("modified", lambda: modified(page, shown.lines, fetched_at), None),
        shown_modified=guard("shown modified", lambda: shown_modified(page, shown.lines), None),
        publisher=guard("publisher", lambda: publisher(page), None) or origin.shown,
        language=guard("language", lambda: language(page), None),
        canonical=guard("canonical", lambda: canonical(page), None),
        original_publisher=origin.publisher,
        original_url=origin.url,
        tags=guard("tags", lambda: tags(page), ()),
        image=guard("image", lambda: image(page), None),
        free=guard("free", lambda: free(page), None),
        article_body=guard("article body", lambda: article_body(page), None),
        declared_type=guard("declared type", lambda: declared_type(page), None),
        headline_candidates=headline.candidates,
        url=url,
        outlets=outlets,
    )
