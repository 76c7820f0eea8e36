"""RSS, Atom and JSON feeds. The one door of feedparser."""

import html
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import feedparser

from crawler.discover.link import MAX_LINKS, Link, Listing, absolute, cut, shortened
from crawler.discover.list_dates import DateReader
from crawler.discover.unpacking import MAX_BYTES, UTF16, unpacked

FULL_TEXT_WORDS = 100
"""A feed's content with fewer words than this is a teaser, not the article."""

MAX_ENTRIES = 10_000
"""Entries of one XML feed that are looked at, the first ones: feedparser takes a second for two or
three thousand.
"""

_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,20}>")
_REFERENCE = re.compile(
    rb"(?P<start>&(?:amp;)?#)(?:[xX](?P<hexadecimal>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+))"
)
_SURROGATES = range(0xD800, 0xE000)
MAX_DIGITS = 20
"""Digits of the integers that JSON feeds hold; longer ones are text."""
_TAG = re.compile(r"<[^>]*>")
_MARKUP_TYPES = ("text/html", "application/xhtml+xml")
_ITEM_END = re.compile(rb"(</item\s{0,20}>)")
_OWN_LINK = re.compile(rb"<link\b[^>]{0,1000}>\s{0,1000}(?:<!\[CDATA\[\s{0,1000})?[^<\s\]]")
_FOREIGN_LINK = re.compile(rb"<(?=[\w.-]{1,40}:link\b)")
_NO_PERMALINK = re.compile(
    rb"<(?=guid\b[^>]{0,1000}\bisPermaLink\s{0,20}=\s{0,20}[\"']false)", re.IGNORECASE
)
_DATES = ("date_published", "date_modified")
_NO_SCRIPT = re.compile(r"^\s*(?:\)\]\}',?|for\s*\(;;\);|while\s*\(1\);)?\s*")
_BEGINNING = 200
_RELATIONS = "http://www.iana.org/assignments/relation/"
"""Stands before the names of links in feeds that write them in full (RFC 4287, section 4.2.7.2)."""
_ASIDE = b"<aside-"
"""Before the name of an element that is hidden from feedparser."""


def parse_feed(data: bytes, url: str, content_type: str | None = None) -> Listing:
    """Return the entries of an RSS, Atom or JSON feed, in the feed's order.

    JSON feeds: https://www.jsonfeed.org/version/1.1/. Never raises on a feed's content: ``problem``
    says why it is no feed, ``oddity`` what is broken in one that could be read.
    """
    try:
        data = unpacked(data)
    except zlib.error as error:
        return Listing(problem=f"the gzipped feed is broken: {error}")
    if len(data) > MAX_BYTES:
        return Listing(problem=f"the feed is larger than {MAX_BYTES} bytes when decompressed")
    text = _json_text(data)
    if text is not None:
        return _json_feed(text, url)
    data, short = cut(data, _ENTRY_END, MAX_ENTRIES)
    try:
        # A stream, because feedparser opens files and URLs that it is given as text.
        parsed = feedparser.parse(
            io.BytesIO(_without_rivals(_REFERENCE.sub(_usable, data))),
            response_headers=_headers(content_type),
            sanitize_html=False,
        )
        entries = parsed.get("entries", ())
        links = tuple(_xml_links(entries, url))
    except MemoryError:  # the limit of the process that this runs in
        raise
    # feedparser raises all sorts on hostile input, and a page is never an error of ours
    except Exception as error:  # noqa: BLE001
        return Listing(problem=f"the feed cannot be parsed: {type(error).__name__}: {error}")
    lost = len(entries) - len(links)
    return _judge(parsed, links, short or (_unaddressed(lost, len(entries)) if lost else None))


def _usable(found: re.Match[bytes]) -> bytes:
    """Return a reference to a character, or to U+FFFD where its number is none's.

    For that feedparser gives up the whole feed.
    """
    digits = (found["hexadecimal"] or found["decimal"]).lstrip(b"0")
    number = int(digits or b"0", 16 if found["hexadecimal"] else 10) if len(digits) <= 7 else -1  # noqa: PLR2004
    is_one = 0 < number <= sys.maxunicode and number not in _SURROGATES
    return found[0] if is_one else found["start"] + b"xFFFD"


def _without_rivals(data: bytes) -> bytes:
    """Return the feed without what feedparser would take for the article's link instead of it.

    An RSS item's own ``link`` counts before links of other namespaces, which lead to AMP pages or
    to the feed. A ``guid`` that says it is no permalink is none.
    """
    if b":link" in data:
        data = b"".join(
            _FOREIGN_LINK.sub(_ASIDE, item) if _OWN_LINK.search(item) else item
            for item in _ITEM_END.split(data)
        )
    return _NO_PERMALINK.sub(_ASIDE, data)


def _unaddressed(lost: int, entries: int) -> str:
    return f"{lost:,} of {entries:,} entries name no address"


def _integer(digits: str) -> int | str:
    """Return an integer as long as it is one to anybody. Python refuses more than 4,300 digits."""
    return int(digits) if len(digits) <= MAX_DIGITS else digits


def _headers(content_type: str | None) -> dict[str, str]:
    # The feed's own URL is kept from feedparser: with a base it drops links that it cannot join,
    # and mends bad ones wrongly.
    return {"content-type": content_type} if content_type else {}


# feedparser has no types
def _judge(parsed: Any, links: tuple[Link, ...], short: str | None) -> Listing:  # noqa: ANN401
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if not links and not parsed.get("version"):
        return Listing(
            problem=f"this is no feed: {error or 'it has neither a feed element nor entries'}"
        )
    return Listing(
        links=links, oddity=short or (f"the feed is not well-formed: {error}" if error else None)
    )


def _xml_links(entries: Any, url: str) -> Iterator[Link]:  # noqa: ANN401  # feedparser has no types
    dates = DateReader()
    for entry in entries:
        target = _entry_url(entry)
        if target:
            # Read past the mapping's own lookup, which answers for a missing "updated" with
            # "published", and past its dates, which take the year of a Unix time for 1773.
            yield Link(
                url=absolute(url, target),
                title=_plain(entry.get("title")),
                published=dates.read(dict.get(entry, "published")),
                lastmod=dates.read(dict.get(entry, "updated")),
                full_text=_full_text(
                    item.value
                    for item in entry.get("content", ())
                    if item.get("type") in _MARKUP_TYPES
                ),
            )


def _entry_url(entry: Any) -> str | None:  # noqa: ANN401  # feedparser has no types
    """Return the article's own address.

    FeedBurner and Pheedo keep it apart from the link that they count clicks with. Of several
    alternates the first web page counts: the others are translations or further forms. An
    identifier serves where there is no link and it is a web address.
    """
    alternates = [
        link
        for link in entry.get("links", ())
        if (link.get("rel") or "").removeprefix(_RELATIONS) == "alternate"
        and (link.get("href") or "").strip()
    ]
    pages = [link for link in alternates if link.get("type") in _MARKUP_TYPES]
    identifier = entry.get("id") or ""
    return (
        entry.get("feedburner_origlink")
        or entry.get("pheedo_origlink")
        or next((link["href"] for link in (*pages, *alternates)), None)
        or (entry.get("link") or "").strip()
        or (identifier if identifier.strip().startswith(("http:", "https:")) else None)
    )


def _full_text(candidates: Iterator[str]) -> str | None:
    """Return the longest piece of markup that is long enough to be an article."""
    longest = max(candidates, key=len, default="")
    return longest if len(_TAG.sub(" ", longest).split()) >= FULL_TEXT_WORDS else None


def _plain(text: object) -> str | None:
    """Return a title without markup and with single spaces."""
    if not isinstance(text, str):
        return None
    return " ".join(html.unescape(_TAG.sub(" ", text)).split()) or None


def _json_text(data: bytes) -> str | None:
    """Return the text of a JSON document, or None where this is none.

    Without what stands before some, so that no page can run them as a script.
    """
    coding = "utf-16" if data.startswith(UTF16) else "utf-8-sig"
    text = _NO_SCRIPT.sub("", data[:_BEGINNING].decode(coding, "replace"), count=1)
    return _NO_SCRIPT.sub("", data.decode(coding, "replace"), count=1) if text[:1] == "{" else None


def _json_feed(text: str, url: str) -> Listing:
    try:
        feed = json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        return Listing(problem=f"the JSON feed is broken: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Listing(problem="the JSON document is no feed: it has no list of items")
    taken, dates = items[:MAX_LINKS], DateReader()
    links = tuple(link for item in taken if (link := _json_link(item, url, dates)))
    oddity = _unaddressed(len(taken) - len(links), len(taken)) if len(links) < len(taken) else None
    return Listing(
        links=links, oddity=shortened(MAX_LINKS, len(items)) if len(items) > MAX_LINKS else oddity
    )


def _json_link(item: object, url: str, dates: DateReader) -> Link | None:
    if not isinstance(item, dict):
        return None
    text = {name: value for name, value in item.items() if isinstance(value, str)}
    text |= {name: str(item[name]) for name in _DATES if isinstance(item.get(name), int)}
    target = text.get("url") or text.get("external_url")
    if not target and text.get("id", "").startswith(("http:", "https:")):
        target = text["id"]
    if not target:
        return None
    return Link(
        url=absolute(url, target),
        title=_plain(text.get("title")),
        published=dates.read(text.get("date_published")),
        lastmod=dates.read(text.get("date_modified")),
        full_text=_full_text(iter([text.get("content_html", "")])),
    )
