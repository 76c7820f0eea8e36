"""Feeds of changes: Atom (RFC 4287, with the pages of RFC 5005) and JSON Feed 1.1.

Pure functions of values. Whoever finds the changes, and knows their addresses, is elsewhere.
"""

from crawler.feeds.atom import ATOM_TYPE, as_atom
from crawler.feeds.entry_content import EntryContent, as_content
from crawler.feeds.feed_values import FeedEntry, FeedOfChanges, change_id, feed_id, web_address
from crawler.feeds.json_feed import JSON_FEED_TYPE, as_json_feed

__all__ = [
    "ATOM_TYPE",
    "JSON_FEED_TYPE",
    "EntryContent",
    "FeedEntry",
    "FeedOfChanges",
    "as_atom",
    "as_content",
    "as_json_feed",
    "change_id",
    "feed_id",
    "web_address",
]
