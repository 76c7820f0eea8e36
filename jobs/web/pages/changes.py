"""``/``: what changed lately, newest first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from crawler.codec import format_utc
from crawler.model import ChangeFilter, Silence, State
from crawler.model.silence_words import explained
from jobs.reading.change_cursor import cursor_text
from jobs.reading.change_list import CHANGE_KINDS, change_list, count_unknown, source_names
from jobs.reading.opened import OpenedArchive
from jobs.reading.telling_words import ChangeInWords, told_changes
from jobs.web.change_query import (
    FILTERS,
    change_filter_of,
    feeds_of,
    filter_in_words,
    filter_query,
    given_filters,
)
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100


def changes(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page."""
    given = given_filters(request)
    wanted = replace(
        change_filter_of(opened, request, given, at=opened.at),
        limit=request.number("limit", default=PAGE_SIZE, most=MAX_PAGE_SIZE),
    )
    found = change_list(opened, wanted, count=False)  # a count takes as long as there are changes
    told = told_changes(opened, found.changes)
    query = filter_query(given)
    return page(
        request,
        "changes.html.j2",
        found=found,
        rows=[_row(one) for one in told],
        kinds=CHANGE_KINDS,
        sources=source_names(opened),
        chosen={name: given.get(name, "") for name in FILTERS},
        in_words=filter_in_words(given),
        query=query,
        times=_times(opened, request, given),
        feeds=feeds_of(given),
        from_now=_from_now(opened, request, wanted, told),
        calendar=f"/calendar?{_without_times(given)}".rstrip("?"),
        unknown=count_unknown(opened, wanted) if wanted.silence is Silence.SILENT else 0,
        older=request.link(cursor=cursor_text(found.next)) if found.next is not None else None,
        newest=request.link(cursor=None) if wanted.cursor is not None else None,
        empty=not given and not found.changes and not opened.index.articles(kept=True, limit=1),
    )


def _from_now(
    opened: OpenedArchive, request: PageRequest, wanted: ChangeFilter, told: Sequence[ChangeInWords]
) -> str | None:
    """Return the address of what comes after the newest change. None where that is not shown.

    It goes by that change, not by the clock: a page that says the same must have the same ETag.
    """
    if wanted.cursor is not None or wanted.until is not None:
        return None
    newest = told[0].listed.position.confirmed_at + timedelta.resolution if told else None
    since = format_utc(newest) if newest else f"{opened.at:%Y-%m-%d}"
    return request.link(since=since, limit=None)


def _without_times(given: dict[str, str]) -> str:
    return filter_query({name: v for name, v in given.items() if name not in {"since", "until"}})


def _times(
    opened: OpenedArchive, request: PageRequest, given: dict[str, str]
) -> list[tuple[str, str, bool]]:
    """Return the links to usual spans of time: name, address, whether it is the one shown."""
    spans = (("Today", f"{opened.at:%Y-%m-%d}"), ("24 hours", "24h"), ("7 days", "7d"))
    shown = None if "until" in given else given.get("since")
    return [
        (name, request.link(since=since, until=None, cursor=None), shown == since)
        for name, since in spans
    ] + [("All", request.link(since=None, until=None, cursor=None), not given.keys() & _TIMES)]


_TIMES = {"since", "until"}


def _row(told: ChangeInWords) -> dict[str, Any]:
    """Return what the template shows of one change; of a damaged version, that it is."""
    one, number = told.listed, told.listed.read.number
    article = f"/articles/{one.article}"
    row = {
        "article": article,
        "compare": f"{article}/compare/{told.older}/{number}" if told.older else article,
        "url": one.url,
        "host": one.article.partition("/")[0],
        "number": number,
        "key": cursor_text(one.position),
        "seen": format_utc(one.position.confirmed_at),
        "damage": one.read.withheld,
    }
    version = one.read.record
    if version is None:
        return row
    change, text = version.change, version.extraction
    return row | {
        "at": version.captured_at,
        "since": version.last_seen_before,
        "title": one.title or "(no title)",
        "language": text.language if text else None,
        "publisher": text.publisher if text else None,
        "gone": version.state is State.GONE,
        "telling": told.telling,
        "kinds": change.kinds,
        "silence": change.silence,
        "reason": explained(change),
        "added": change.words_added,
        "removed": change.words_removed,
    }
