"""Versions as the JSON documents of several questions show them."""

from datetime import datetime
from typing import Any

from crawler.attest import Read, Redaction
from crawler.codec import as_json, format_utc
from crawler.model import Change, Version
from crawler.model.silence_words import explained


def stamped(value: datetime | None) -> str | None:
    """Return a time as JSON documents have it, or None where there is none."""
    return format_utc(value) if value else None


def silence_fields(change: Change) -> dict[str, Any]:
    """Return what documents say of whether a change was announced."""
    return {
        "silence": change.silence.value if change.silence else None,
        "silence_reason": explained(change) or None,
        "silence_evidence": [as_json(one) for one in change.silence_evidence],
        "stealth": change.stealth,
    }


def read_row(one: Read) -> dict[str, Any]:
    """Return what the lists of versions and of changes say of one that was read.

    Of a damaged version no content, and what is the matter.
    """
    if one.record is not None:
        return version_row(one.record)
    if one.redaction is not None and one.suspect is not None:
        return {**version_row(one.suspect), "redacted": redacted_fields(one.redaction)}
    return {"version": one.number, **dict.fromkeys(_CONTENT), "damaged": [as_json(one.damage)]}


def redacted_fields(redaction: Redaction) -> dict[str, Any]:
    """Return what documents say of a version whose text was taken out."""
    return {
        "at": format_utc(redaction.at),
        "order_id": redaction.order_id,
        "removal": redaction.key,
    }


def redactions(*reads: Read) -> dict[str, Any]:
    """Return what documents say of the redacted ones of these versions; nothing where none is."""
    found = [
        {"version": one.number, **redacted_fields(one.redaction)} for one in reads if one.redaction
    ]
    return {"redacted": found} if found else {}


def version_row(version: Version) -> dict[str, Any]:
    """Return what the lists of versions and of changes say of one."""
    change = version.change
    return {
        "version": version.version,
        "state": version.state.value,
        "captured_at": format_utc(version.captured_at),
        "confirmed_at": format_utc(version.confirmed_at),
        "last_seen_before": stamped(version.last_seen_before),
        "title": version.extraction.title if version.extraction else None,
        "kinds": list(change.kinds),
        "reasons": change.reasons,
        **silence_fields(change),
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "content_sha256": version.content_sha256,
        "extractor": version.extraction.extractor if version.extraction else None,
        "capture": version.capture.key,
    }


_CONTENT = (
    *(
        "state",
        "captured_at",
        "confirmed_at",
        "last_seen_before",
        "title",
        "kinds",
        "reasons",
        "silence",
        "silence_reason",
        "silence_evidence",
        "stealth",
    ),
    *("words_added", "words_removed", "content_sha256", "extractor", "capture"),
)
"""The members of a version's row beside its number."""
