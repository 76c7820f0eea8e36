"""Stored objects as they go out with an export."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from crawler.archive import Alias
from crawler.checkpoint.newest import newest_about
from crawler.codec import encode, sha256
from crawler.errors import BadKey, ObjectMissing
from crawler.identity import CheckpointKey, note_key, parse_key
from crawler.model import Check, ObjectRef
from crawler.store.base import ObjectStore


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored object's bytes.

    ``name`` is what it is called in an export: its key below the Article's folder, in the export's
    ``folder`` for that Article.
    """

    key: str
    data: bytes = field(repr=False)
    folder: str = ""

    @property
    def name(self) -> str:
        """Return ``versions/00000001.json`` for a Version; for an object of no Article its key."""
        own = "/".join(self.key.split("/")[3:]) if self.key.startswith("articles/") else self.key
        return f"{self.folder}{own}"

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes."""
        return sha256(self.data)


@dataclass(frozen=True, slots=True)
class StoredAlias:
    """A decision on an address, and the object that it stands in."""

    alias: Alias
    stored: Stored


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check line about the Article, and the check object that it stands in."""

    check: Check
    part: ObjectRef

    @property
    def data(self) -> bytes:
        """Return the line's bytes as they stand in the object, line feed and all."""
        return encode(self.check)


def listed_keys(store: ObjectStore, prefix: str) -> Iterator[str]:
    """Yield the keys that are an archive's; other people's files are none of the evidence."""
    with suppress(BadKey):  # raised once all good keys were listed
        for key in store.list(prefix):
            if _is_ours(key):
                yield key


def _is_ours(key: str) -> bool:
    try:
        parse_key(key)
    except BadKey:
        return False
    return True


def checkpoint_about(store: ObjectStore, article: str, folder: str) -> Stored | None:
    """Return the newest checkpoint that names a head of the Article; None where none does."""
    found = newest_about(store, article)
    return None if found is None else Stored(*found, folder)


def note_of(store: ObjectStore, checkpoint: Stored | None) -> Stored | None:
    """Return the note of a checkpoint; those of early releases have none."""
    named = parse_key(checkpoint.key) if checkpoint else None
    if not isinstance(named, CheckpointKey):
        return None
    key = note_key(named.number)
    try:
        return Stored(key, store.read(key), checkpoint.folder if checkpoint else "")
    except ObjectMissing:
        return None
