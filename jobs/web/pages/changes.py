"""``/``: what changed lately, newest first."""

from dataclasses import replace
from typing import Any

from crawler.attest import Read
from crawler.model import ChangeFilter, Silence, Version
from crawler.model.silence_words import explained
from jobs.reading.change_cursor import cursor_text
from jobs.reading.change_list import CHANGE_KINDS, ListedChange, change_list, source_names
from jobs.reading.opened import OpenedArchive
from jobs.web.change_query import FILTERS, change_filter_of, feeds_of, given_filters
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
    before = opened.reader.each([(one.article, one.read.number - 1) for one in found.changes])
    return page(
        request,
        "changes.html.j2",
        found=found,
        rows=[_row(*pair) for pair in zip(found.changes, before, strict=True)],
        kinds=CHANGE_KINDS,
        sources=source_names(opened),
        chosen={name: given.get(name, "") for name in FILTERS},
        feeds=feeds_of(given),
        unknown=_unknown(opened, wanted) if wanted.silence is Silence.SILENT else 0,
        older=request.link(cursor=cursor_text(found.next)) if found.next is not None else None,
        newest=request.link(cursor=None) if wanted.cursor is not None else None,
    )


def _unknown(opened: OpenedArchive, wanted: ChangeFilter) -> int:
    """Return of how many changes beside the silent ones nobody can tell whether they were."""
    return opened.index.count_changes(replace(wanted, silence=Silence.UNKNOWN))


def _row(one: ListedChange, before: Read) -> dict[str, Any]:
    """Return what the template shows of one change; of a damaged version, that it is."""
    number = one.read.number
    row = {
        "article": f"/articles/{one.article}",
        "compare": f"/articles/{one.article}/compare/{number - 1}/{number}",
        "url": one.url,
        "number": number,
        "damage": one.read.damage,
    }
    if one.read.record is None:
        return row
    version, change = one.read.record, one.read.record.change
    old = _title(before.record)
    return row | {
        "at": version.captured_at,
        "since": version.last_seen_before,
        "old_title": old if one.title and old != one.title else None,
        "title": one.title or "(no title)",
        "language": version.extraction.language if version.extraction else None,
        "kinds": change.kinds,
        "silence": change.silence,
        "reason": explained(change),
        "facts": change.facts[:1],
        "notices": change.notices[:1],
        "added": change.words_added,
        "removed": change.words_removed,
    }


def _title(version: Version | None) -> str | None:
    return version.extraction.title if version is not None and version.extraction else None
