"""Where links lead, without what only counts who follows them."""

from crawler.extract.attachments.story_links import AFFILIATE
from crawler.identity.tracking import is_tracking


def address_of(href: str) -> str:
    """Return a link's address as it stands, without parameters that count clicks."""
    path, mark, query = href.strip().partition("?")
    if not mark:
        return path
    query, _, place = query.partition("#")
    kept = [
        part
        for part in query.split("&")
        if not is_tracking(part.partition("=")[0])
        and part.partition("=")[0].lower() not in AFFILIATE
    ]
    return f"{path}{'?' if kept else ''}{'&'.join(kept)}{'#' if place else ''}{place}"
