"""What stands for objects that were taken out of an archive: a removal.

The law, or ``retention`` in the configuration, demanded it. A removal names the hash of each
object, and keeps of a version what is no text, so that the chain goes on through it. It is stored
before anything is removed, under ``articles/<host>/<id>/redactions/``, and written once. A check
part of the run that stored it vouches for it; without one it stands for nothing.

The record of a version describes what changed, and so may quote a version that was taken out. Then
it is *shortened*: a remainder, the same record without its quotations, is stored in its place.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain

from crawler.codec import decode_sealed, encode, sha256
from crawler.errors import BadKey, BadRecord
from crawler.identity import (
    CaptureKey,
    DerivationKey,
    RemainderKey,
    parse_key,
    redaction_key,
    remainder_key,
    version_key,
)
from crawler.model import FORMAT, Change, ObjectRef, State, Version
from crawler.model.times import require_utc
from crawler.record_checks import read_version


class RemovalKind(StrEnum):
    """Why objects were removed. The strings are stored."""

    REDACTION = "redaction"
    """An order: texts and captures. The article is not archived again."""
    RETENTION = "retention"
    """The configuration's ``retention``: raw captures whose time is over."""
    LIFT = "lift"
    """Nothing is removed: from here on the article may be archived again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedRecord:
    """A Version whose record was removed."""

    sha256: str
    """Of the removed record's bytes: what the chain, check lines and checkpoints name."""
    record: Version
    """What may stay of it: its number, times and hashes, and no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedObject:
    """A capture, a derivation or a remainder that was removed, and how many bytes it had."""

    key: str
    sha256: str
    size: int

    @property
    def ref(self) -> ObjectRef:
        """Return what records and check parts call it by."""
        return ObjectRef(key=self.key, sha256=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortenedRecord:
    """A Version whose record was removed because it quoted a redacted one."""

    version: int
    sha256: str
    """Of the removed record's bytes: what the chain, check lines and checkpoints name."""
    remainder: str
    """Key of what stands in its place: the same record, but for its quotations. The key holds the
    SHA-256 of its bytes.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One removal of an Article's objects, or the end of a redaction."""

    article: str
    number: int
    """Counted from 1 for each Article. The last redaction or lift decides whether the article is
    archived again.
    """
    kind: RemovalKind
    at: datetime
    by: str
    """Who carried it out."""
    reason: str
    order_id: str | None
    """What identifies the order: a court's file number, a request's. None for a retention."""
    run: str
    """The run whose check part vouches for this object."""
    versions: tuple[RemovedRecord, ...] = ()
    objects: tuple[RemovedObject, ...] = ()
    shortened: tuple[ShortenedRecord, ...] = ()
    format: int = FORMAT

    def __post_init__(self) -> None:
        require_utc(self)
        ordered = self.kind is not RemovalKind.RETENTION
        if not (self.by.strip() and self.reason.strip()):
            raise ValueError("a removal says who made it and why")
        if ordered != bool((self.order_id or "").strip()):
            raise ValueError("a redaction and its lift name an order, and a retention none")
        if self.kind is not RemovalKind.REDACTION and (self.versions or self.shortened):
            raise ValueError("only a redaction removes records")
        if self.kind is RemovalKind.LIFT and self.objects:
            raise ValueError("a lift removes nothing")

    @property
    def key(self) -> str:
        """The key that this removal is stored under."""
        return redaction_key(self.article, self.number)

    @property
    def names(self) -> list[str]:
        """The keys of all that was removed: captures and derivations first, records last."""
        numbers = [one.record.version for one in self.versions]
        numbers += [one.version for one in self.shortened]
        records = [version_key(self.article, number) for number in numbers]
        return [*(one.key for one in self.objects), *records]

    @property
    def bytes(self) -> int:
        """How many bytes the removed captures and derivations had."""
        return sum(one.size for one in self.objects)


def without_text(record: Version) -> Version:
    """Return what may stay of a Version: all but its text, titles, names and quotations."""
    return replace(record, extraction=None, change=without_quotations(record.change))


def without_quotations(change: Change) -> Change:
    """Return what may be said of a change whose texts are not to be quoted."""
    return Change(
        kinds=change.kinds,
        silence=change.silence,
        stealth=change.stealth,
        words_added=change.words_added,
        words_removed=change.words_removed,
    )


def quoted_by(record: Version, others: Mapping[int, Version]) -> Iterator[int]:
    """Yield the numbers of the Versions that the record's description of its change may quote.

    The one that it compares itself with; where that one says that the article was gone, the one
    before that too: what returned is compared with what stood last. A record which says that the
    article is gone quotes what the server said, and no version.
    """
    number = record.judged_against if record.state is not State.GONE else None
    while number is not None:
        yield number
        before = others.get(number)
        if before is None or before.state is not State.GONE or number >= record.version:
            return
        number = before.judged_against


def remainder_of(record: Version) -> tuple[str, bytes]:
    """Return the remainder of a record: its key and its bytes."""
    data = encode(replace(record, change=without_quotations(record.change)))
    return remainder_key(record.article, record.version, sha256(data)), data


def read_remainder(
    article: str, one: ShortenedRecord, data: bytes, fingerprints: Collection[str] = ()
) -> Version:
    """Return the record in a remainder.

    ``fingerprints`` are what check lines gave its text when it was recorded: so nobody can lay down
    another text by way of a removal. Raises ``BadRecord`` where it is not the one that was stored,
    or not sound.
    """
    if remainder_key(article, one.version, sha256(data)) != one.remainder:
        raise BadRecord(f"{one.remainder} has SHA-256 {sha256(data)}, not the one in its name")
    record = read_version(version_key(article, one.version), data)
    if record.change != without_quotations(record.change):
        raise BadRecord(f"{one.remainder} holds quotations, which were to be removed")
    if any(said != record.fingerprint for said in fingerprints):
        raise BadRecord(f"{one.remainder} has another text than check lines say")
    return record


def read_removal(key: str, data: bytes) -> Removal:
    """Return the removal in ``data``.

    Raises ``BadRecord`` where it is not whole, stands under a wrong key, names what is none of its
    article's, or holds text. Whether anybody vouches for it, the caller asks.
    """
    removal = decode_sealed(Removal, data, what=key)
    try:
        belongs = removal.key
        flaws = chain(
            (_flaw_of(removal, one) for one in removal.objects),
            (_record_flaw(removal, one) for one in removal.versions),
            (_remainder_flaw(removal, one) for one in removal.shortened),
        )
        flaw = next(filter(None, flaws), None)
    except BadKey as error:
        raise BadRecord(f"{key}: {error.message}") from error
    if belongs != key:
        raise BadRecord(f"{key} holds removal {removal.number} of {removal.article}")
    if flaw is not None:
        raise BadRecord(f"{key}: {flaw}")
    return removal


def _flaw_of(removal: Removal, one: RemovedObject) -> str | None:
    named = parse_key(one.key)
    if (
        not isinstance(named, CaptureKey | DerivationKey | RemainderKey)
        or named.article != removal.article
    ):
        return f"it removes {one.key}, which is no capture or derivation of its article"
    if isinstance(named, CaptureKey | RemainderKey) and named.sha256 != one.sha256:
        return f"it gives {one.key} another SHA-256 than its name"
    return None


def _record_flaw(removal: Removal, one: RemovedRecord) -> str | None:
    record = one.record
    version_key(record.article, record.version)
    if record.article != removal.article:
        return f"it stands for a version of {record.article}"
    if record != without_text(record):
        return f"it holds text of version {record.version}, which it says was removed"
    if (record.previous is None) != (record.predecessor is None):
        return f"version {record.version} does not say what it follows"
    return None


def _remainder_flaw(removal: Removal, one: ShortenedRecord) -> str | None:
    named = parse_key(one.remainder)
    its = isinstance(named, RemainderKey) and named[:2] == (removal.article, one.version)
    return None if its else f"{one.remainder} is no remainder of version {one.version}"
