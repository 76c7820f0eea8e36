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


def _captured(read: Read) -> datetime | None:
    record = shown_of(read)
    return record.captured_at if record is not None else None
