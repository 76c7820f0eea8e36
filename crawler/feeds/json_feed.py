"""A feed as JSON Feed 1.1."""

from typing import Any

from crawler.codec import format_utc
from crawler.feeds.feed_values import FeedEntry, FeedOfChanges
from crawler.visible import visible, visible_json

JSON_FEED = "https://jsonfeed.org/version/1.1"
JSON_FEED_TYPE = "application/feed+json"


def as_json_feed(feed: FeedOfChanges) -> bytes:
    """Return the document, in UTF-8.

    Feed readers show the texts as they are, so unseen signs in them are numbers here too.
    """
    document: dict[str, Any] = {
        "version": JSON_FEED,
        "title": visible(feed.title),
        "home_page_url": feed.home_url,
        "feed_url": feed.self_url,
        "language": "en",
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.next_url is not None:
        document["next_url"] = feed.next_url
    document["_palimpsest"] = {"id": feed.id, "updated": format_utc(feed.updated)}
    return f"{visible_json(document, indent=None)}\n".encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.page,
        "external_url": entry.article_url,
        "title": visible(entry.title),
        "content_html": entry.content,
        "date_published": format_utc(entry.updated),
        "date_modified": format_utc(entry.updated),
        "authors": [{"name": visible(entry.author)}],
        "tags": [visible(term) for term in entry.categories],
        "language": entry.language,
        "_palimpsest": dict(entry.facts),
    }
    return {name: value for name, value in item.items() if value is not None}
