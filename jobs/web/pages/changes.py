"""``/``: what changed lately, newest first."""

from dataclasses import replace
from typing import Any

from crawler.attest import Read
from crawler.index import FoundChange
from crawler.model import ChangeFilter, ChangeKind, Silence, Version
from crawler.model.silence_words import explained
from jobs.reading.change_list import check_kind
from jobs.web.change_query import FILTERS, change_filter_of, feeds_of, given_filters
from jobs.web.live_archive import RequestedArchive
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

PAGE_SIZE = 25
MAX_SHOWN = 500


def changes(reading: RequestedArchive, request: PageRequest) -> PageAnswer:
    """Return the page."""
    given = given_filters(request)
    wanted = replace(
        change_filter_of(reading, request, given, at=reading.at),
        limit=request.number("limit", default=PAGE_SIZE, most=MAX_SHOWN),
    )
    if wanted.kind is not None:
        check_kind(wanted.kind)
    total = reading.index.count_changes(wanted)
    found = reading.index.changes(wanted)
    reads = reading.reader.each(
        [(one.article, number) for one in found for number in (one.version - 1, one.version)]
    )
    rows = [
        _row(one, before, after)
        for one, before, after in zip(found, reads[::2], reads[1::2], strict=True)
    ]
    shown = wanted.limit or PAGE_SIZE
    more = min(shown + PAGE_SIZE, MAX_SHOWN) if total > shown < MAX_SHOWN else None
    return page(
        request,
        "changes.html.j2",
        total=total,
        rows=rows,
        kinds=[kind.value for kind in ChangeKind],
        sources=sorted({one.name for one in reading.config.sources}),
        chosen={name: given.get(name, "") for name in FILTERS},
        feeds=feeds_of(given),
        unknown=_unknown(reading, wanted),
        more=request.link(limit=more) if more else None,
    )


def _unknown(reading: RequestedArchive, wanted: ChangeFilter) -> int:
    """Return of how many changes beside the silent ones nobody can tell whether they were."""
    if wanted.silence is not Silence.SILENT:
        return 0
    return reading.index.count_changes(replace(wanted, silence=Silence.UNKNOWN))


def _row(listed: FoundChange, before: Read, after: Read) -> dict[str, Any]:
    """Return what the template shows of one change; of a damaged version, that it is."""
    row = {
        "article": f"/articles/{listed.article}",
        "compare": f"/articles/{listed.article}/compare/{listed.version - 1}/{listed.version}",
        "url": listed.url,
        "number": listed.version,
        "damage": after.damage,
    }
    if after.record is None:
        return row
    version, change = after.record, after.record.change
    old = _title(before.record)
    new = _title(version) or old
    return row | {
        "at": version.captured_at,
        "since": version.last_seen_before,
        "old_title": old if old != new else None,
        "title": new or "(no title)",
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
