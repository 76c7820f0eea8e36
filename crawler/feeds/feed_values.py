"""What a feed says, before it is written as Atom or as JSON Feed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from crawler.model.times import require_utc

_IN_URN = "-._~!$&'()*+,;=:@"
"""What may stand in a URN beside letters and digits (RFC 8141)."""

_IN_URL = "-._~:/?#[]@!$&'()*+,;=%"
"""What may stand in a URL beside letters and digits (RFC 3986), escapes included."""


def change_id(older: str | None, newer: str) -> str:
    """Return the id of a change, from the SHA-256 of its two versions' records.

    It names no host and no archive: wherever the same change is served, it is the same entry.
    ``older`` is None where the record names no predecessor, which only a damaged one does.
    """
    return f"urn:palimpsest:change:{older or '-'}:{newer}"


def feed_id(archive: str, query: str) -> str:
    """Return the id of a feed: the archive's id, and the filter as a query string."""
    return f"urn:palimpsest:changes:{archive}:{quote(query, safe=_IN_URN + '%')}"


def web_address(url: str) -> str | None:
    """Return a page's URL as a feed may link to it; None for what is no web address."""
    if not url.lower().startswith(("http://", "https://")):
        return None
    return quote(url, safe=_IN_URL, errors="replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One change."""

    id: str
    title: str
    updated: datetime
    """When the newer version was confirmed. It never moves."""
    author: str
    """The publisher, or the site's host."""
    page: str
    """Where the two versions are compared."""
    article_url: str | None
    """The article itself, on its own site; None where its address is none of the web."""
    content: str
    """HTML, closed and escaped: no script, no style, nothing loaded."""
    language: str | None = None
    categories: tuple[str, ...] = ()
    """The kinds of the change, and its silence."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The same for programs: the member ``_palimpsest`` of a JSON Feed's item."""

    def __post_init__(self) -> None:
        require_utc(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOfChanges:
    """A page of a feed."""

    id: str
    title: str
    updated: datetime
    """Of the newest change that fits the filter, on whatever page it is."""
    self_url: str
    """This page of the feed."""
    home_url: str
    """The web page of the same changes."""
    entries: tuple[FeedEntry, ...]
    next_url: str | None = None
    """The page with earlier changes."""
    first_url: str | None = None
    """The page with the newest changes, where this one is another."""

    def __post_init__(self) -> None:
        require_utc(self)
