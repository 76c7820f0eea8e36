"""A checkpoint as it is stored, and what its root is over."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.codec import canonical_json, encode
from crawler.model import FORMAT, ObjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadMark:
    """The newest Version of an Article: its number, and the SHA-256 of its stored bytes."""

    article: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The stored record.

    It holds what is new since its predecessor; its root is over everything.
    """

    number: int
    """Counted from 1, as in its key."""
    archive: str
    """SHA-256 of the stored bytes of ``palimpsest.json``: which archive this is."""
    at: datetime
    """What the signer's clock said. Order is the chain's, never the clock's."""
    previous: str | None
    """SHA-256 of the predecessor's stored bytes; None in the first."""
    root: str
    """Merkle root over all heads and check objects, hexadecimal; see ``Tree``, ``head_leaf`` and
    ``part_leaf``.
    """
    heads: int
    parts: int
    """How many heads and check objects the root covers."""
    new_heads: tuple[HeadMark, ...]
    """Heads that are new or have moved since the predecessor; all of them in a base."""
    new_parts: tuple[ObjectRef, ...]
    """Check objects that are new since the predecessor; all of them in a base."""
    key_id: str
    """The first 16 digits of the SHA-256 of the raw public key."""
    public_key: str
    """The raw Ed25519 public key, 64 hexadecimal digits."""
    signature: str = ""
    """Ed25519 (RFC 8032) over ``signed_bytes``, 128 hexadecimal digits."""
    timestamp: str | None = None
    """An authority's answer (RFC 3161, TimeStampResp) over the signature's bytes, base64 of DER;
    None where none was asked for.
    """
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.at.utcoffset() != UTC.utcoffset(None):
            raise ValueError(f"Checkpoint.at must be an aware UTC time, not {self.at!r}")

    def signed_bytes(self) -> bytes:
        """Return what the signature is over: the record without signature and time-stamp."""
        return encode(replace(self, signature="", timestamp=None))


BASE_EVERY = 1000
"""Checkpoints from one base to the next. A base names everything again, so that the next ones need
not be read from the first on.
"""


def is_base(number: int) -> bool:
    """Return whether the checkpoint of this number names everything, and not only what is new."""
    return number % BASE_EVERY == 1


def head_leaf(article: str, version: int, sha256: str) -> bytes:
    """Return the member of the tree that stands for an Article's head."""
    return canonical_json(["head", article, version, sha256])


def part_leaf(key: str, sha256: str) -> bytes:
    """Return the member of the tree that stands for a check object."""
    return canonical_json(["part", key, sha256])
