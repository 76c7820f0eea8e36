"""``/``: what changed lately, newest first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.attest import Read
from crawler.errors import UsageError
from crawler.index import FoundChange
from crawler.model import ChangeFilter, ChangeKind, Silence, Version
from crawler.model.silence_words import explained
from jobs.reading.arguments import beginning
from jobs.web.live_archive import RequestedArchive
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.rendered import page

PAGE_SIZE = 25
MAX_SHOWN = 500


def changes(reading: RequestedArchive, request: PageRequest) -> PageAnswer:
    """Return the page."""
    wanted = _filter(request, reading.at)
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
        chosen={name: request.value(name) or "" for name in ("since", "source", "host", "kind")},
        silence=wanted.silence.value if wanted.silence else "",
        unknown=_unknown(reading, wanted),
        more=request.link(limit=more) if more else None,
    )


def _filter(request: PageRequest, at: datetime) -> ChangeFilter:
    since, kind, silence = (request.value(name) for name in ("since", "kind", "silence"))
    host = request.value("host")
    if kind is not None and kind not in {one.value for one in ChangeKind}:
        raise UsageError(
            f"there is no kind of change {kind!r}",
            hint=f"All kinds: {', '.join(one.value for one in ChangeKind)}.",
        )
    if silence is not None and silence not in {one.value for one in Silence}:
        raise UsageError(f"silence is silent, announced or unknown, not {silence!r}")
    return ChangeFilter(
        since=beginning(since, "since", at=at) if since else None,
        kind=kind,
        source=request.value("source"),
        host=host.lower() if host else None,
        silence=Silence(silence) if silence else None,
        limit=request.number("limit", default=PAGE_SIZE, most=MAX_SHOWN),
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
