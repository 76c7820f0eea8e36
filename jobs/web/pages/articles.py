"""``/articles``: what the archive keeps."""

from typing import Any

from crawler.errors import UsageError
from crawler.index import ArticleSummary
from crawler.model import Standing
from jobs.reading.article_list import ArticlePage, article_page, state_named
from jobs.reading.change_list import source_names
from jobs.reading.opened import OpenedArchive
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page
from jobs.wording import worded

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
_FILTERS = ("host", "source", "state")
_MAX_ID = 300


def articles(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page."""
    chosen = {name: request.value(name) or "" for name in _FILTERS}
    chosen["host"] = chosen["host"].lower()
    after = request.value("after")
    if after is not None and ("/" not in after or len(after) > _MAX_ID):
        raise UsageError(
            f"after {after!r} names no place in the list",
            hint="Take it as a page gave it, or leave it away to begin with the first article.",
        )
    found = article_page(
        opened,
        host=chosen["host"] or None,
        source=chosen["source"] or None,
        state=state_named(chosen["state"] or None, "state"),
        after=after,
        limit=request.number("limit", default=PAGE_SIZE, most=MAX_PAGE_SIZE),
    )
    return page(
        request,
        "articles.html.j2",
        rows=[_row(found, one) for one in found.articles],
        sources=source_names(opened),
        states=[one.value for one in Standing],
        chosen=chosen,
        filtered=any(chosen.values()),
        further=request.link(after=found.next) if found.next is not None else None,
        first=request.link(after=None) if after is not None else None,
    )


def _row(found: ArticlePage, one: ArticleSummary) -> dict[str, Any]:
    pending = found.pending.get(one.article)
    state = pending.standing.value if pending else one.state.value if one.state else None
    return {
        "address": f"/articles/{one.article}",
        "title": one.title,
        "url": one.url,
        "host": one.host,
        "versions": one.highest or one.version or 0,
        "state": state,
        "reason": pending.reason if pending else None,
        "checked": one.last_checked,
        "outcome": worded(one.last_outcome),
        "seen": one.first_seen,
        "sources": one.sources,
    }
