"""A checkpoint as it is stored, and the Merkle root that it signs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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
    """The stored record. It holds what is new since its predecessor; its root is over everything."""

    at: datetime
    previous: str | None
    """SHA-256 of the predecessor's stored bytes; None in the first."""
    root: str
    """Merkle root over all heads and check objects, hexadecimal; see ``root_of``."""
    heads: int
    parts: int
    """How many heads and check objects the root covers."""
    new_heads: tuple[HeadMark, ...]
    """Heads that are new or have moved since the predecessor."""
    new_parts: tuple[ObjectRef, ...]
    """Check objects that are new since the predecessor."""
    key_id: str
    """The first 16 digits of the SHA-256 of the raw public key."""
    public_key: str
    """The raw Ed25519 public key, 64 hexadecimal digits."""
    signature: str = ""
    """Ed25519 (RFC 8032) over ``signed_bytes``, 128 hexadecimal digits."""
    timestamp: str | None = None
    """An authority's answer (RFC 3161, TimeStampResp) over the signature's bytes, base64 of DER; None where none was asked for."""
    format: int = FORMAT

    def signed_bytes(self) -> bytes:
        """Return what the signature is over: the record without signature and time-stamp."""
        return encode(replace(self, signature="", timestamp=None))


def root_of(heads: Mapping[str, tuple[int, str]], parts: Mapping[str, str]) -> str:
    """Return the Merkle tree hash (RFC 6962, section 2.1, SHA-256) over heads and check objects, hexadecimal.

    ``heads`` is article to (version, SHA-256), ``parts`` is key to SHA-256. Each leaf is a canonical JSON array, and the
    leaves are sorted by their bytes, so that the root depends on nothing but what is there.
    """
    leaves = [canonical_json(["head", article, version, digest]) for article, (version, digest) in heads.items()]
    leaves += [canonical_json(["part", key, digest]) for key, digest in parts.items()]
    return _tree([hashlib.sha256(b"\0" + leaf).digest() for leaf in sorted(leaves)]).hex()


def _tree(level: Sequence[bytes]) -> bytes:
    """Return the root above these leaf hashes; the hash of nothing where there are none."""
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + one + other).digest() for one, other in zip(level[::2], level[1::2], strict=False)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0]
