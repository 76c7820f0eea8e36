"""Reading a fetched list: bytes to links by its kind."""

from collections.abc import Callable

from crawler.discover import Listing, parse_feed, parse_robots, parse_section, parse_sitemap
from crawler.model import Exchange
from crawler.plan import ListKind
from crawler.warc.payload import Undecodable, payload

MAX_LIST_BYTES = 52_428_800
"""The sitemap protocol's limit for one sitemap, which is more than any other list needs."""

_CHARSET = "charset="


def read_list(kind: ListKind, exchange: Exchange) -> Listing:
    """What the list holds. Never raises: ``problem`` says why it cannot be read."""
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
    "feed": lambda data, exchange: parse_feed(data, exchange.url, exchange.header("Content-Type")),
    "sitemap": lambda data, exchange: parse_sitemap(data, exchange.url),
    "section": lambda data, exchange: parse_section(data, exchange.url, _charset(exchange)),
    "robots": lambda data, exchange: parse_robots(data, exchange.url),
}
