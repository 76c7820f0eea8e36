"""Versions of several articles as one course, where one became an address of the other."""

from collections.abc import Iterable
from datetime import UTC, datetime

from crawler.attest import Read
from crawler.model import Version

_NEVER = datetime.min.replace(tzinfo=UTC)


def shown_of(read: Read) -> Version | None:
    """Return what is known of a version: its record, or what a redaction left of it."""
    return read.suspect if read.redaction else read.record


def interleaved(courses: Iterable[list[Read]]) -> list[Read]:
    """Return the versions of all articles by the times of their captures.

    Those of one article stay in their own order. A damaged one has no time: it follows the one
    before it.
    """
    timed = []
    for course, versions in enumerate(courses):
        newest = _NEVER
        for place, read in enumerate(versions):
            record = shown_of(read)
            newest = max(newest, record.captured_at) if record is not None else newest
            timed.append((newest, course, place, read))
    return [row[3] for row in sorted(timed, key=lambda row: row[:3])]
