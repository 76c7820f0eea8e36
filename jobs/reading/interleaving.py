"""Versions of several articles as one course, where one became an address of the other."""

from collections.abc import Iterable
from datetime import datetime

from crawler.attest import Read
from crawler.model import Version, interleaved


def shown_of(read: Read) -> Version | None:
    """Return what is known of a version: its record, or what a redaction left of it."""
    return read.suspect if read.redaction else read.record


def one_course(courses: Iterable[list[Read]]) -> list[Read]:
    """Return the versions of all articles by the times of their captures.

    A damaged one has none.
    """
    return interleaved(courses, _captured)


def seen_earlier(course: Iterable[Read]) -> dict[tuple[str, int], datetime]:
    """Return when the version before each first one was captured, by article and number.

    What was recorded as the first is not the first once an older capture was imported.
    """
    last: dict[str, datetime] = {}
    found = {}
    for one in course:
        record = shown_of(one)
        if record is None:
            continue
        if record.is_first and one.article in last:
            found[one.article, one.number] = last[one.article]
        last[one.article] = record.captured_at
    return found


def _captured(read: Read) -> datetime | None:
    record = shown_of(read)
    return record.captured_at if record is not None else None
