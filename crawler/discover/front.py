"""A site's front page: its links, and the feeds that it declares or links to."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from crawler.discover.link import MAX_LINKS, Link, Listing, cut
from crawler.discover.sections import LINK, page_base, page_links, page_tree

MAX_FEEDS = 40
"""Feeds that are taken from one page."""

_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
)
"""What ``<link rel="alternate">`` calls a feed. ``application/json`` is not among them: content
management systems declare their whole interface by it.
"""
_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom)/?$|(?:/feed|\brss|\batom)[^/]*\.xml$|\.rss$", re.IGNORECASE
)


def parse_front(data: bytes, url: str, charset: str | None = None) -> Listing:
    """Return a page's links, as ``parse_section`` does, and as ``lists`` the feeds that it names.

    First those that its head declares, then those that it links to. Never raises on a page's
    content.
    """
    data, short = cut(data, LINK, MAX_LINKS)
    root = page_tree(data, charset)
    if isinstance(root, str):
        return Listing(problem=root)
    feeds: dict[str, str | None] = {}
    links, dropped = page_links(root, url)
    for target, title in (*_declared(root, url), *_linked(links)):
        feeds.setdefault(target, title)
    named = [Link(url=target, title=title) for target, title in feeds.items()]
    return Listing(links=links, lists=tuple(named[:MAX_FEEDS]), oddity=short, dropped=dropped)


def _declared(root: html.HtmlElement, url: str) -> Iterator[tuple[str, str | None]]:
    base = page_base(root, url)
    for link in root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        href = (link.get("href") or "").strip()
        if href and kind in _TYPES and "alternate" in (link.get("rel") or "").lower().split():
            try:
                yield urldefrag(urljoin(base, href)).url, link.get("title")
            except ValueError:
                continue


def _linked(links: Iterable[Link]) -> Iterator[tuple[str, str | None]]:
    for link in links:
        try:
            path = urlsplit(link.url).path
        except ValueError:
            continue
        if _FEED_PATH.search(path):
            yield link.url, link.title
