"""Sitemaps (https://www.sitemaps.org/protocol.html).

Plain, index, news, text and gzipped; and the ones that robots.txt names.
"""

import re
import zlib
from collections.abc import Iterator
from html.entities import html5
from itertools import pairwise
from urllib.parse import urlsplit

from lxml import etree

from crawler.discover.feeds import parse_feed
from crawler.discover.link import (
    MAX_LINKS,
    Link,
    Listing,
    absolute,
    cut,
    raise_for_memory,
    shortened,
)
from crawler.discover.list_dates import DateReader
from crawler.discover.unpacking import MAX_BYTES, UTF16, unpacked

_START = re.compile(
    rb"<\?xml\s|<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex|rss|feed|RDF)(?=[\s>])", re.IGNORECASE
)
_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\s{0,20}>", re.IGNORECASE)
MAX_NOTICE = 10_000
"""Bytes that may stand before a sitemap, such as the warnings of the program that wrote it."""
_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?\]\]>"
    rb"|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);"
    rb"|(?P<bare>&)(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,30});)?",
    re.DOTALL,
)
_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:url|sitemap)\s{0,20}>", re.IGNORECASE)
_ROBOTS_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def parse_sitemap(data: bytes, url: str, *, limit: int = MAX_BYTES) -> Listing:
    """Return a sitemap's links, or an index's further sitemaps, in the document's order.

    Feeds serve as sitemaps too, as the protocol allows.

    ``limit`` bounds the decompressed size in bytes. Never raises on a sitemap's content.
    """
    try:
        data = unpacked(data, limit)
    except zlib.error as error:
        return Listing(problem=f"the gzipped sitemap is broken: {error}")
    if len(data) > limit:
        return Listing(problem=f"the sitemap is larger than {limit} bytes when decompressed")
    if data.startswith(UTF16):
        text = data.decode("utf-16", "replace").strip()
        return _text(text.encode()) if text and "<" not in text else _xml(data, url)
    start = _START.search(data, 0, MAX_NOTICE)
    if start:  # what stands before it is a careless server's: a notice, a blank line
        return _together([_xml(_escaped(one), url) for one in _documents(data[start.start() :])])
    return _xml(data, url) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else _text(data)


def _documents(data: bytes) -> list[bytes]:
    """Return the documents that a file is made of: several where sitemaps were put end to end."""
    ends = [found.end() for found in _END.finditer(data)]
    pieces = [data[start:end] for start, end in pairwise([0, *ends, len(data)])]
    starts = [(piece, _START.search(piece)) for piece in pieces]
    found = [piece[start.start() :] for piece, start in starts if start]
    return found if len(found) > 1 else [data]


def _together(listings: list[Listing]) -> Listing:
    """Return what several documents list; the first that is wrong says what is."""
    first, *others = listings
    for one in others:
        first = Listing(
            links=first.links + one.links,
            lists=first.lists + one.lists,
            problem=first.problem,
            oddity=first.oddity or one.oddity or one.problem,
        )
    return first


def _escaped(data: bytes) -> bytes:
    """Return the document with its bare ampersands escaped and HTML's entities as references.

    Parsers make another address of them: ``?id=1&sec=2`` becomes ``?id=1=2``. What stands in a
    CDATA section is left as it is.
    """
    return _AMPERSAND.sub(_escape, data)


def _escape(found: re.Match[bytes]) -> bytes:
    if not found["bare"]:
        return found[0]
    signs = html5.get(f"{found['name'].decode()};", "") if found["name"] else ""
    if not signs:
        return b"&amp;" + found[0][1:]
    return "".join(f"&#{ord(sign)};" for sign in signs).encode()


def _xml(data: bytes, url: str) -> Listing:
    data, short = cut(data, _ENTRY_END, MAX_LINKS)
    # recover: half a sitemap is better than none. No entities, no network: the document is a
    # stranger's.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise_for_memory(parser)
        return Listing(problem=f"the sitemap is no XML: {error}")
    raise_for_memory(parser)
    name = _local(root) if root is not None else ""
    if name in {"rss", "feed", "rdf"}:
        return parse_feed(data, url)
    if name not in {"urlset", "sitemapindex"}:
        return Listing(problem=f"this is no sitemap: its root element is <{name or 'nothing'}>")
    links = tuple(_entries(root, url, {"url", "sitemap"} if name == "sitemapindex" else {"url"}))
    lists = tuple(_entries(root, url, {"sitemap"})) if name == "urlset" else ()
    oddity = short or (
        f"the sitemap is not well-formed: {parser.error_log[0].message}"
        if len(parser.error_log)
        else None
    )
    return (
        Listing(lists=links, oddity=oddity)
        if name == "sitemapindex"
        else Listing(links=links, lists=lists, oddity=oddity)
    )


def _entries(root: etree._Element, url: str, names: set[str]) -> Iterator[Link]:
    """Yield the links of the entries that have one of these names."""
    dates = DateReader()
    for entry in root:
        if _local(entry) not in names:
            continue
        # The first of each name: news extensions lie deeper, and image and video ones have <loc>
        # and <title> of their own.
        found: dict[str, str] = {}
        for node in _ordered(entry):
            found.setdefault(_local(node), (node.text or "").strip())
        if found.get("loc"):
            yield Link(
                url=absolute(url, found["loc"]),
                title=found.get("title") or None,
                published=dates.read(found.get("publication_date")),
                lastmod=dates.read(found.get("lastmod")),
            )


def _ordered(entry: etree._Element) -> Iterator[etree._Element]:
    """Yield the entry's own children, then what lies inside its news extension."""
    yield from entry
    for child in entry:
        if _local(child) == "news":
            yield from child


def _local(element: etree._Element) -> str:
    """Return the name in small letters without its namespace: real sitemaps get both wrong."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _text(data: bytes) -> Listing:
    """Return a text sitemap: one URL in each line."""
    lines = [
        line.strip() for line in data.decode("utf-8-sig", "replace").splitlines() if line.strip()
    ]
    links = tuple(Link(url=line) for line in lines[:MAX_LINKS] if _is_url(line))
    if lines and not links:
        return Listing(problem="this is no sitemap: neither XML nor a list of URLs")
    if len(lines) > MAX_LINKS:
        return Listing(links=links, oddity=shortened(MAX_LINKS, len(lines)))
    return Listing(
        links=links,
        oddity=None if len(links) == len(lines) else f"{len(lines) - len(links)} lines hold no URL",
    )


def _is_url(text: str) -> bool:
    """Return whether ``text`` is an absolute URL of any scheme."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and " " not in text


def parse_robots(data: bytes, url: str) -> Listing:
    """Return the sitemaps that a robots.txt names, in its order.

    Source: RFC 9309, section 2.2.4, and the sitemap protocol.
    """
    named = _ROBOTS_LINE.findall(data.decode("utf-8-sig", "replace"))
    return Listing(
        lists=tuple(
            Link(url=absolute(url, name)) for name in list(dict.fromkeys(named))[:MAX_LINKS]
        )
    )
