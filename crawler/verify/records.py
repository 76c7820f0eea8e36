"""One Version record or redaction by itself: it must say what its key says, and its own hashes must fit."""

from dataclasses import dataclass

from crawler.archive import predecessor
from crawler.codec import canonical_members, decode, sha256
from crawler.errors import BadKey, BadRecord
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import CaptureKey, RedactionKey, VersionKey, parse_key
from crawler.model import FORMAT, ObjectRef, State, Version
from crawler.verify.report import Problem, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """Stands for a record that the law made us remove, so that the chain stays whole. Reserved: nothing writes one yet."""

    article: str
    version: int
    record_sha256: str
    """SHA-256 of the bytes of the record that was removed."""
    previous: str | None
    """What the removed record named as its predecessor's SHA-256."""
    captures: tuple[str, ...] = ()
    """Keys of the captures that were removed with it."""
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One Version in its Article's chain."""

    key: str
    sha256: str
    previous: str | None = None
    capture: ObjectRef | None = None
    removed: tuple[str, ...] = ()
    """Keys of the captures that a redaction removed."""
    follows: int | None = None
    """The number of the Version whose hash ``previous`` is."""
    gaps: tuple[tuple[int, int], ...] = ()
    """The ranges of numbers that the record says the archive did not hold."""

    def acknowledges(self, number: int) -> bool:
        """Return whether the record says that the archive did not hold this number."""
        return any(first <= number <= last for first, last in self.gaps)


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
    return Link(
        key=key,
        sha256=unsound.sha256,
        previous=record.previous,
        capture=record.capture,
        follows=predecessor(record),
        gaps=record.gaps,
    )


def _faults(record: Version) -> list[str]:
    """What the record says of itself that does not hold, in words."""
    present = record.extraction is not None
    text = record.extraction.text if record.extraction else ""
    checks = {
        "its state does not fit its extraction": present == (record.state is State.PRESENT),
        "its content_sha256 is not that of its text": record.content_sha256 == sha256(text.encode()),
        "its fingerprint is not that of its titles, byline and text": _fingerprint_fits(record),
        "its capture is none of its article's, or not of that SHA-256": _capture_fits(record),
        "it is a first version and names a predecessor, or a later one and names none": (record.previous is None)
        == (predecessor(record) is None),
        "its gaps are no ranges below it": all(1 <= first <= last < record.version for first, last in record.gaps),
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


def examine_redaction(key: str, named: RedactionKey, data: bytes, tally: Tally) -> Link | None:
    """The link that the redaction stands for, or None where it is damaged; findings go to ``tally``."""
    try:
        canonical_members(data)
        stands = decode(Redaction, data)
    except BadRecord as error:
        tally.add(key, Problem.DAMAGED, error.message)
        return None
    if (stands.article, stands.version) != named:
        tally.add(key, Problem.REORDERED, f"it stands for version {stands.version} of {stands.article}")
        return None
    follows = stands.version - 1 or None
    return Link(key=key, sha256=stands.record_sha256, previous=stands.previous, removed=stands.captures, follows=follows)
