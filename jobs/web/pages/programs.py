"""``/api``: the calls for programs, with real answers. ``/archive``: order a page by token."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from crawler.model import ChangeFilter
from crawler.visible import visible_json
from jobs.reading.article_list import article_list
from jobs.reading.change_cursor import cursor_text
from jobs.reading.change_list import change_list
from jobs.reading.opened import OpenedArchive, with_damage
from jobs.reading.resolve_article import find
from jobs.web.guard import POLICY
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

BASE = "/api/v1"

CALLS = (
    ("GET", "/changes", "what changed, newest first, by the filters of the front page"),
    ("GET", "/articles", "the kept articles, by host, source, state and first sight"),
    ("GET", "/articles/{host}/{key}", "an article's versions, and what its address shows now"),
    ("GET", "/articles/{host}/{key}/versions/{number}", "one version's text and metadata"),
    ("GET", "/articles/{host}/{key}/compare/{older}/{newer}", "what differs between two versions"),
    ("GET", "/articles/{host}/{key}/blame", "which version brought each sentence, and what left"),
    ("GET", "/articles/{host}/{key}/story", "copies on other sites, and what they lack"),
    ("GET", "/articles/{host}/{key}/next", "when the article is looked at next, and why then"),
    ("GET", "/calendar", "how many changes each day had, by the same filters"),
    ("GET", "/search", "which articles have these words in a version"),
    ("GET", "/find", "which article an address names"),
    ("GET", "/pending", "what addresses show now and no version says yet"),
    ("GET", "/sources", "the sources: how each does, and what it gave and cost lately"),
    ("GET", "/sources/{name}", "one source, with its lists and the checks that failed"),
    ("GET", "/plots", "what the plots are drawn from, of the archive or of one source"),
    ("GET", "/runs", "the runs, newest first"),
    ("GET", "/runs/{run}", "all that is known of one run"),
    ("GET", "/runs/{run}/overview", "a run at a glance, however long it was"),
    ("GET", "/report", "what sources cost and yield"),
    ("POST", "/articles", "archive a page now, and watch it"),
    ("DELETE", "/articles/{host}/{key}", "end the watching; what is archived stays"),
    ("GET", "/orders/{run}", "what became of a page that was to be archived"),
)
"""Method, address below ``BASE``, and what it is for. A test holds them to the description."""


def programs(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page on the interface."""
    return page(
        request,
        "programs.html.j2",
        base=BASE,
        calls=CALLS,
        examples=_examples(opened, request),
        bookmarklet=(
            f"javascript:location.href='{request.absolute('/archive')}?url='"
            "+encodeURIComponent(location.href)"
        ),
        takes_orders=opened.config.web.token_env is not None,
    )


def archive(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the form that orders a page. Its script alone may call, and only this site."""
    shown = page(
        request,
        "archive.html.j2",
        url=request.value("url") or "",
        takes_orders=opened.config.web.token_env is not None,
        call=request.absolute(f"{BASE}/articles"),
    )
    return replace(
        shown,
        headers={
            "Content-Security-Policy": f"{POLICY}; connect-src 'self'",
            "Cache-Control": "no-store",
        },
    )


def _examples(opened: OpenedArchive, request: PageRequest) -> list[tuple[str, str]]:
    """Return three calls with their answers. Of an empty archive, the two that need no article."""
    changes = change_list(opened, ChangeFilter(limit=1))
    listed = article_list(opened, limit=1)
    answers: list[tuple[str, dict[str, Any], str | None]] = [
        (
            "changes?limit=1",
            changes.document(),
            cursor_text(changes.next) if changes.next else None,
        ),
        ("articles?limit=1", listed.document(), listed.next),
    ]
    examples = [
        (
            request.absolute(f"{BASE}/{call}"),
            document | {"next": f"{BASE}/{call}&cursor={quote(place, safe='')}" if place else None},
        )
        for call, document, place in answers
    ]
    if listed.articles:
        url = listed.articles[0].url or listed.articles[0].article
        found = find(opened, listed.articles[0].article)
        examples.append(
            (
                request.absolute(f"{BASE}/find?url={quote(url, safe='')}"),
                {
                    "article": found.article,
                    "url": found.url,
                    "address": f"{BASE}/articles/{found.article}",
                },
            )
        )
    return [
        (call, visible_json(with_damage(document, opened.reader.damage)))
        for call, document in examples
    ]
