"""One Version record by itself: it must say what its key says, and its own hashes must fit. Redactions stand for none."""

from dataclasses import dataclass

from crawler.codec import canonical_members, decode, sha256
from crawler.errors import BadKey, BadRecord
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import CaptureKey, VersionKey, parse_key
from crawler.model import ObjectRef, State, Version
from crawler.verify.report import Problem, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One Version in its Article's chain."""

    key: str
    sha256: str
    previous: str | None = None
    capture: ObjectRef | None = None
    run: str | None = None


def examine_version(key: str, named: VersionKey, data: bytes, tally: Tally) -> Link:
    """The link that this record is; findings go to ``tally``."""
    unsound = Link(key=key, sha256=sha256(data))
    try:
        canonical_members(data)
        record = decode(Version, data)
    except BadRecord as error:
        tally.add(key, Problem.DAMAGED, error.message)
        return unsound
    if (record.article, record.version) != named:
        tally.add(key, Problem.REORDERED, f"it is version {record.version} of {record.article}")
        return unsound
    for fault in _faults(record):
        tally.add(key, Problem.DAMAGED, fault)
    return Link(key=key, sha256=unsound.sha256, previous=record.previous, capture=record.capture, run=record.run)


def _faults(record: Version) -> list[str]:
    """What the record says of itself that does not hold, in words."""
    present = record.extraction is not None
    text = record.extraction.text if record.extraction else ""
    checks = {
        "its state does not fit its extraction": present == (record.state is State.PRESENT),
        "its content_sha256 is not that of its text": record.content_sha256 == sha256(text.encode()),
        "its fingerprint is not that of its titles, byline and text": _fingerprint_fits(record),
        "its capture is none of its article's, or not of that SHA-256": _capture_fits(record),
        "it is a first version and names a predecessor, or a later one and names none": (record.previous is None) == (record.version == 1),
    }
    return [fault for fault, holds in checks.items() if not holds]


def _fingerprint_fits(record: Version) -> bool:
    """True for a fingerprint of rules that this release does not know."""
    if record.extraction is None:
        return record.fingerprint == GONE
    expected = fingerprint_of(record.extraction)
    return record.fingerprint == expected or record.fingerprint.partition(":")[0] != expected.partition(":")[0]


def _capture_fits(record: Version) -> bool:
    try:
        named = parse_key(record.capture.key)
    except BadKey:
        return False
    return isinstance(named, CaptureKey) and (named.article, named.sha256) == (record.article, record.capture.sha256)


def is_redaction(key: str) -> bool:
    """Say whether an object lies where the format reserves a place for redactions, under whatever name."""
    return "redactions" in key.split("/")[:-1]


def refuse_redaction(key: str, tally: Tally) -> None:
    """Name a redaction as damage: nothing makes one yet, so whoever put it there removed a record and its captures without a key."""
    tally.add(key, Problem.UNTRUSTED, "no trusted key and no checkpoint vouches for this redaction; it stands for nothing")
