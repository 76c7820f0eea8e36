"""Where one version comes from, and who vouches for it: what was received, check lines, checkpoint.

What is said here was compared when it was read. Nothing of it is believed because a record says so.
"""

from dataclasses import dataclass
from typing import Any

from crawler.attest import Read
from crawler.checkpoint.checkpoint_chain import parse
from crawler.checkpoint.newest import newest_about
from crawler.codec import as_json, format_utc, sha256
from crawler.errors import BadRecord, CaptureRemoved, ObjectMissing
from crawler.index import AttestingLines
from crawler.model import Capture, Exchange, Version
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import stamped

MAX_LINES = 3
"""Check lines that are told of one by one: more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedInCheckpoint:
    """The newest checkpoint that names a version of the article."""

    number: int
    at: str
    """When its signer's clock said that it was made."""
    version: int
    """The version that it names: this one, or a later one whose chain leads to this one."""
    record_sha256: str
    key_id: str
    stamped: bool
    """Whether a time-stamping authority's answer is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionProvenance:
    """A version, the capture that it was read from, and what names its record's hash."""

    found: Found
    read: Read
    capture: Capture | None
    """None where it is damaged, missing or removed; then ``capture_problem`` says how."""
    capture_problem: str | None
    is_capture_removed: bool
    """Whether it was taken out of the archive, which is no damage."""
    attestations: AttestingLines
    checkpoint: NamedInCheckpoint | None

    @property
    def body_sha256(self) -> str | None:
        """Return the SHA-256 of the answer's body as the server sent it."""
        return sha256(self.capture.answer.body) if self.capture else None

    @property
    def agreeing(self) -> bool:
        """Return whether the check lines that are told of name the record as it was read."""
        return all(one.record_sha256 == self.read.sha256 for one in self.attestations.lines)

    def document(self) -> dict[str, Any]:
        """Return the provenance as JSON has it."""
        told, checkpoint = self.attestations, self.checkpoint
        exchanges = self.capture.exchanges if self.capture else ()
        return {
            "article": self.found.article,
            "version": self.read.number,
            "record_sha256": self.read.sha256,
            "exchanges": [_exchange(one) for one in exchanges],
            "capture_problem": self.capture_problem,
            "capture_removed": self.is_capture_removed,
            "body_sha256": self.body_sha256,
            "check_lines": {
                "total": told.total,
                "first": stamped(told.first),
                "last": stamped(told.last),
                "lines": [as_json(one) for one in told.lines],
            },
            "checkpoint": as_json(checkpoint) if checkpoint else None,
        }


def version_provenance(opened: OpenedArchive, found: Found, number: int) -> VersionProvenance:
    """Return where a version comes from. Raises as ``Found.read``."""
    read = found.read(number)
    capture, problem = _capture(opened, read.record)
    is_removed = isinstance(problem, CaptureRemoved)
    return VersionProvenance(
        found=found,
        read=read,
        capture=capture,
        capture_problem=problem.message if problem else None,
        is_capture_removed=is_removed,
        attestations=opened.index.attestations(found.article, number, most=MAX_LINES),
        checkpoint=_checkpoint(opened, found.article, number),
    )


def _capture(
    opened: OpenedArchive, record: Version | None
) -> tuple[Capture | None, BadRecord | ObjectMissing | None]:
    if record is None:
        return None, None
    try:
        return opened.reader.capture(record.article, record.capture.key), None
    except (BadRecord, ObjectMissing) as error:
        return None, error


def _checkpoint(opened: OpenedArchive, article: str, number: int) -> NamedInCheckpoint | None:
    """Return the newest checkpoint about the article, where it names this version or a later one.

    An unreadable one vouches for nothing: `verify` tells of it.
    """
    try:
        found = newest_about(opened.archive.store, article)
        record = parse(found[1], found[0]) if found is not None else None
    except BadRecord:
        return None
    if record is None:
        return None
    mark = next(one for one in record.new_heads if one.article == article)
    if mark.version < number:
        return None
    return NamedInCheckpoint(
        number=record.number,
        at=format_utc(record.at),
        version=mark.version,
        record_sha256=mark.sha256,
        key_id=record.key_id,
        stamped=record.timestamp is not None,
    )


def _exchange(one: Exchange) -> dict[str, Any]:
    return {
        "url": one.url,
        "method": one.method,
        "http_version": one.http_version,
        "fetched_at": format_utc(one.fetched_at),
        "status": one.status,
        "phrase": one.phrase,
        "ip": one.ip,
        "tls": as_json(one.tls) if one.tls else None,
        "request_headers": [list(pair) for pair in one.request_headers],
        "response_headers": [list(pair) for pair in one.response_headers],
        "reconstructed": list(one.reconstructed),
    }
