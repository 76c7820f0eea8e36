"""Section pages: the links of a front page or a topic page."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from lxml import etree, html

from crawler.discover.link import MAX_LINKS, Link, Listing, cut, raise_for_memory
from crawler.model import DropRule

_FRONT_PAGE = re.compile(r"https?://[^/?]*/?", re.IGNORECASE)
LINK = re.compile(rb"<a\s[^<>]{0,10000}>", re.IGNORECASE)
_NO_PAGES = (
    "javascript:",
    "mailto:",
    "tel:",
    "sms:",
    "whatsapp:",
    "fb-messenger:",
    "about:",
    "blob:",
)


def parse_section(data: bytes, url: str, charset: str | None = None) -> Listing:
    """Return a page's links in its order, each URL once.

    The title is the longest text that links to it. Links to the page itself, to front pages, and
    schemes that lead to no page (``mailto:``, ``javascript:``) are left out. Which of the rest are
    articles is for the source's patterns to say. Never raises on a page's content.
    """
    data, short = cut(data, LINK, MAX_LINKS)
    root = page_tree(data, charset)
    if isinstance(root, str):
        return Listing(problem=root)
    links, dropped = page_links(root, url)
    return Listing(links=links, oddity=short, dropped=dropped)


def page_tree(data: bytes, charset: str | None) -> html.HtmlElement | str:
    """Return the tree of a page, or why there is none."""
    try:
        parser = html.HTMLParser(encoding=charset) if charset else html.HTMLParser()
    except LookupError as error:
        return f"the section page is no HTML: {error}"
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise_for_memory(parser)
        return f"the section page is no HTML: {error}"
    raise_for_memory(parser)
    return root


def page_links(
    root: html.HtmlElement, url: str
) -> tuple[tuple[Link, ...], tuple[tuple[DropRule, int], ...]]:
    """Return the links of a page, each URL once, and how many were left out by which rule."""
    titles: dict[str, str] = {}
    own: set[str] = set()
    no_pages: set[str] = set()
    for target, title in _anchors(root, url, no_pages):
        if target == urldefrag(url).url or _FRONT_PAGE.fullmatch(target):
            own.add(target)
        else:
            titles[target] = max(titles.get(target, ""), title, key=len)
    links = tuple(Link(url=target, title=title or None) for target, title in titles.items())
    dropped = ((DropRule.SECTION_PAGE, len(own)), (DropRule.NOT_HTTP, len(no_pages)))
    return links, tuple((rule, number) for rule, number in dropped if number)


def _anchors(root: html.HtmlElement, url: str, no_pages: set[str]) -> Iterator[tuple[str, str]]:
    """Yield target and text of each link. What leads to no page goes into ``no_pages``."""
    base = page_base(root, url)
    for anchor in root.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith("#"):
            continue
        if href.lower().startswith(_NO_PAGES):
            no_pages.add(href)
            continue
        try:
            target = urldefrag(urljoin(base, href)).url
        except ValueError:
            no_pages.add(href)
            continue
        yield target, " ".join(anchor.text_content().split())


def page_base(root: html.HtmlElement, url: str) -> str:
    """Return the URL that relative links start from (HTML, the ``base`` element)."""
    declared = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    try:
        return urljoin(url, declared.strip()) if declared else url
    except ValueError:
        return url
