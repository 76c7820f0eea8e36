"""What a list gives: links, and further lists."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from crawler.model import storable


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One article link of a list. Times are aware and in UTC; None where the list gave none that can be read."""

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


def absolute(base: str, reference: str) -> str:
    """The absolute form of ``reference``. One that cannot be parsed is given back as it stands, for the spider to refuse."""
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return reference.strip()
