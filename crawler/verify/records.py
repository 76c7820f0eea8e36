"""One Version record or redaction by itself: it must say what its key says, and its own hashes must fit."""

from dataclasses import dataclass

from crawler.codec import canonical_members, decode, sha256
from crawler.errors import BadRecord
from crawler.identity import RedactionKey, VersionKey
from crawler.model import FORMAT, ObjectRef, Version
from crawler.records import flaws
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
    for flaw in flaws(record):
        tally.add(key, Problem.DAMAGED, flaw)
    return Link(key=key, sha256=unsound.sha256, previous=record.previous, capture=record.capture)


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
    return Link(key=key, sha256=stands.record_sha256, previous=stands.previous, removed=stands.captures)
