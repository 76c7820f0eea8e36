"""Lists of article links: feeds, sitemaps and section pages, parsed from bytes.

No I/O, no exceptions on a list's content.

What parses is imported when it is first asked for: a crawl's own process chooses among links that
its worker processes found.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crawler.discover.link import Link, Listing
from crawler.discover.list_order import newest

if TYPE_CHECKING:
    from crawler.discover.feeds import parse_feed
    from crawler.discover.front import parse_front
    from crawler.discover.sections import parse_section
    from crawler.discover.sitemaps import parse_robots, parse_sitemap

__all__ = [
    "Link",
    "Listing",
    "newest",
    "parse_feed",
    "parse_front",
    "parse_robots",
    "parse_section",
    "parse_sitemap",
]

_HOMES = {
    "parse_feed": "feeds",
    "parse_front": "front",
    "parse_robots": "sitemaps",
    "parse_section": "sections",
    "parse_sitemap": "sitemaps",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # PEP 562: whatever the name stands for
    """Return what the package exports under this name, and import it for that."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
