"""Reading a fetched list: bytes to links by its kind, and those to the ones that a source takes.

Runs in a worker process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawler import discover
from crawler.capture import Links
from crawler.discover import Link, Listing, newest
from crawler.model import DropRule, Exchange
from crawler.plan import ListKind, ListTarget, SourceRules
from crawler.spiders.rules import LinkFilter
from crawler.warc.payload import Undecodable, payload

MAX_LIST_BYTES = 52_428_800
"""The sitemap protocol's limit for one sitemap, which is more than any other list needs."""

MAX_LISTS = 500
"""Lists of one source that are read in one run."""

MAX_HOSTS = 3
"""Hosts that are named where links were left out because they lie on other sites."""

PAGES = ("section", "front")
"""Lists that are pages for people: many of their links are no articles."""

_CHARSET = "charset="


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWork:
    """One list that arrived, or has not changed, and what its links are chosen by."""

    target: ListTarget
    exchange: Exchange
    rules: SourceRules
    now: datetime
    left: int | None = None
    """How many links the source may still take, as far as is known when the work is given."""
    answered: bool = True
    known: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The pages and the further lists that a list that has not changed led to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What of a list is to be followed."""

    links: Links = field(default_factory=Links)
    children: tuple[Link, ...] = ()
    dropped: dict[DropRule, int] = field(default_factory=dict)
    other_hosts: tuple[tuple[str, int], ...] = ()
    unusable: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    oddity: str | None = None


def sifted(work: ListWork) -> Sifted:
    """Read a list and choose among its links. Never raises on a list's content."""
    target, now = work.target, work.now
    listing = read_list(target.kind, work.exchange) if work.answered else _as_before(*work.known)
    link_filter = LinkFilter(work.rules, left=work.left)
    taken, dropped, unusable = link_filter.apply(
        listing.links, (target.url, work.exchange.url), now
    )
    children = [link for link in listing.lists if not link_filter.is_old(link, now)]
    dropped.update(dict(listing.dropped))
    dropped[DropRule.MAX_AGE_OF_LIST] = len(listing.lists) - len(children)
    if target.kind in PAGES:
        dropped[DropRule.NOT_HTTP] += len(unusable)
        unusable = {}
    dropped[DropRule.MAX_LISTS] = max(0, len(children) - MAX_LISTS)
    return Sifted(
        links=Links.of(taken),
        children=newest(children, MAX_LISTS),
        dropped={rule: dropped[rule] for rule in DropRule if dropped[rule]},
        other_hosts=tuple(link_filter.other_hosts.most_common(MAX_HOSTS)),
        unusable=unusable,
        problem=listing.problem,
        oddity=listing.oddity,
    )


def _as_before(pages: tuple[str, ...], lists: tuple[str, ...]) -> Listing:
    """Return what a list that has not changed leads to: the same as last time."""
    return Listing(
        links=tuple(Link(url=url) for url in pages), lists=tuple(Link(url=url) for url in lists)
    )


def read_list(kind: ListKind, exchange: Exchange) -> Listing:
    """Return what the list holds. Never raises: ``problem`` says why it cannot be read."""
    try:
        data = payload(exchange, MAX_LIST_BYTES)
    except Undecodable as error:
        return Listing(problem=f"the body cannot be decoded: {error.reason}")
    return _READERS[kind](data, exchange)


def _charset(exchange: Exchange) -> str | None:
    declared = (exchange.header("Content-Type") or "").lower()
    _, found, value = declared.partition(_CHARSET)
    return value.split(";")[0].strip(" \"'") or None if found else None


_READERS: dict[ListKind, Callable[[bytes, Exchange], Listing]] = {
    "feed": lambda data, exchange: discover.parse_feed(
        data, exchange.url, exchange.header("Content-Type")
    ),
    "sitemap": lambda data, exchange: discover.parse_sitemap(data, exchange.url),
    "section": lambda data, exchange: discover.parse_section(
        data, exchange.url, _charset(exchange)
    ),
    "front": lambda data, exchange: discover.parse_front(data, exchange.url, _charset(exchange)),
    "robots": lambda data, exchange: discover.parse_robots(data, exchange.url),
}
