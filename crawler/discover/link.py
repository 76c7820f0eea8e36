"""What a list gives: links, and further lists."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from lxml import etree

from crawler.model import DropRule, storable

MAX_LINKS = 50_000
"""Links of one list that are looked at, the first ones: the sitemap protocol's limit for one
sitemap.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One article link of a list.

    Times are aware and in UTC; None where the list gave none that can be read.
    """

    url: str
    title: str | None = None
    published: datetime | None = None
    lastmod: datetime | None = None
    full_text: str | None = None
    """Markup of the whole article, where a feed carries it."""

    def __post_init__(self) -> None:
        for name in ("title", "full_text"):
            text = getattr(self, name)
            if text is not None:
                object.__setattr__(self, name, storable(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one list held, in its own order."""

    links: tuple[Link, ...] = ()
    lists: tuple[Link, ...] = ()
    """Further sitemaps, where this is a sitemap index or a robots.txt."""
    problem: str | None = None
    """Why this is no list at all, in words; None where it could be read."""
    oddity: str | None = None
    """What is wrong with a list that could be read all the same."""
    dropped: tuple[tuple[DropRule, int], ...] = ()
    """How many links were left out in reading it, whatever the source's rules."""


def cut(data: bytes, ends: re.Pattern[bytes], most: int) -> tuple[bytes, str | None]:
    """Return the data without its entries beyond number ``most``, and what to say of that.

    What lies between the end of that entry and of the last one is left out. All of it and None
    where there are no more entries. ``ends`` matches where one ends. Parsers take hundreds of bytes
    for each, and some take longer for each than for the one before.
    """
    found, end, last = 0, len(data), len(data)
    for match in ends.finditer(data):
        found, last = found + 1, match.end()
        if found == most:
            end = last
    return (data, None) if found <= most else (data[:end] + data[last:], shortened(most, found))


def raise_for_memory(parser: etree._FeedParser) -> None:
    """Raise ``MemoryError`` where memory ended in the midst of a document.

    The parser itself takes that for one that is broken there.
    """
    if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
        raise MemoryError


def shortened(most: int, found: int) -> str:
    """Return what to say of a list that was not read to its end."""
    return f"first {most:,} of {found:,} links"


def absolute(base: str, reference: str) -> str:
    """Return the absolute form of ``reference``.

    One that cannot be parsed is given back as it stands, for the spider to refuse.
    """
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return reference.strip()
