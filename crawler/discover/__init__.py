"""Lists of article links: feeds, sitemaps and section pages, parsed from bytes.

No I/O, no exceptions on a list's content.

What parses is imported when it is first asked for: a crawl's own process chooses among links that
its worker processes found.
"""

from typing import TYPE_CHECKING

from crawler.discover.link import Link, Listing
from crawler.discover.list_order import newest
from crawler.lazy_names import lazy_names

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

__getattr__ = lazy_names(
    __name__,
    {
        "parse_feed": "feeds",
        "parse_front": "front",
        "parse_robots": "sitemaps",
        "parse_section": "sections",
        "parse_sitemap": "sitemaps",
    },
)
