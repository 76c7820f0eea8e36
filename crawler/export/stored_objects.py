"""Stored objects as they go into an export."""

from dataclasses import dataclass, field

from crawler.archive import Alias
from crawler.codec import encode, sha256
from crawler.model import Check, ObjectRef


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored object's bytes.

    ``name`` is what it is called in an export: its key below the Article's folder.
    """

    key: str
    data: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Return ``versions/00000001.json`` for a Version; for an object of no Article its key."""
        return "/".join(self.key.split("/")[3:]) if self.key.startswith("articles/") else self.key

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
