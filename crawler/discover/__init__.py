"""Lists of article links: feeds, sitemaps and section pages, parsed from bytes.

No I/O, no exceptions on a list's content.
"""

from crawler.discover.feeds import parse_feed
from crawler.discover.front import parse_front
from crawler.discover.link import Link, Listing
from crawler.discover.list_order import newest
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
