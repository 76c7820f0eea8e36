"""``/``: what changed lately, newest first."""

from typing import Any

from crawler.attest import Read
from crawler.errors import UsageError
from crawler.model import ChangeFilter, ChangePosition, Silence, Version
from crawler.model.silence_words import explained
from jobs.reading.arguments import beginning
from jobs.reading.change_list import CHANGE_KINDS, ListedChange, change_list, source_names
from jobs.reading.opened import OpenedArchive
from jobs.web.cursors import position_of, written
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100

_FILTERS = ("since", "until", "kind", "silence", "host", "source")


def changes(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page."""
    wanted = change_filter_of(opened, request)
    found = change_list(opened, wanted)
    before = opened.reader.each([(one.article, one.read.number - 1) for one in found.changes])
    return page(
        request,
        "changes.html.j2",
        found=found,
        rows=[_row(*pair) for pair in zip(found.changes, before, strict=True)],
        kinds=CHANGE_KINDS,
        sources=source_names(opened),
        chosen={name: request.value(name) or "" for name in _FILTERS},
        unknown=(found.unknown or 0) if wanted.silence is Silence.SILENT else 0,
        older=request.link(cursor=written(found.next)) if found.next is not None else None,
        newest=request.link(cursor=None) if wanted.cursor is not None else None,
    )


def change_filter_of(opened: OpenedArchive, request: PageRequest) -> ChangeFilter:
    """Return the filter that an address names. Raises ``UsageError``."""
    since, until, host = (request.value(name) for name in ("since", "until", "host"))
    return ChangeFilter(
        since=beginning(since, "since", at=opened.at) if since else None,
        until=beginning(until, "until", at=opened.at) if until else None,
        kind=request.value("kind"),
        source=request.value("source"),
        host=host.lower() if host else None,
        silence=_silence(request.value("silence")),
        limit=request.number("limit", default=PAGE_SIZE, most=MAX_PAGE_SIZE),
        cursor=_cursor(request.value("cursor")),
    )


def _silence(text: str | None) -> Silence | None:
    if text is not None and text not in set(Silence):
        raise UsageError(f"silence is silent, announced or unknown, not {text!r}")
    return Silence(text) if text else None


def _cursor(text: str | None) -> ChangePosition | None:
    return position_of(text) if text else None


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
