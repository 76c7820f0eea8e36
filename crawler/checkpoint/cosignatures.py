"""Cosignatures of witnesses on a log's notes (C2SP tlog-cosignature), and the keys they are by."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.checkpoint.signing_keys import is_signed
from crawler.checkpoint.transparency_log import LogNote
from crawler.errors import UsageError

_COSIGNATURE = b"\x04"
"""The note format's type of an Ed25519 key that cosigns."""
_ID_BYTES, _TIME_BYTES, _KEY_BYTES = 4, 8, 32


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's name and public key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Return what its signatures begin with."""
        named = self.name.encode() + b"\n" + _COSIGNATURE + self.public
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def made(self, name: str, data: bytes) -> bool:
        """Return whether a line of a note says that it is by this key."""
        return (name, data[:_ID_BYTES]) == (self.name, self.key_id)

    def fits(self, data: bytes, text: bytes) -> bool:
        """Return whether the key made this cosignature on a note's text."""
        stamp, signature = data[_ID_BYTES:][:_TIME_BYTES], data[_ID_BYTES + _TIME_BYTES :]
        seconds = int.from_bytes(stamp, "big")
        return is_signed(
            self.public, signature, f"cosignature/v1\ntime {seconds}\n".encode() + text
        )


def witness_key(text: str) -> WitnessKey:
    """Return the key that a witness publishes as ``name+id+key``. Raises ``UsageError``."""
    hint = "Give the verifier key that the witness publishes, as it stands there."
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})", text)
    if match is None:
        raise UsageError(f"{text[:80]!r} is no key of a witness", hint=hint)
    try:
        data = base64.b64decode(match[3], validate=True)
    except ValueError:
        data = b""
    if (data[:1], len(data)) != (_COSIGNATURE, 1 + _KEY_BYTES):
        raise UsageError(f"the key of {match[1]} is none that cosigns with Ed25519", hint=hint)
    key = WitnessKey(match[1], data[1:])
    if key.key_id.hex() != match[2]:
        raise UsageError(f"the key of {match[1]} does not fit its number {match[2]}", hint=hint)
    return key


def cosignatures_of(note: LogNote, keys: Iterable[WitnessKey]) -> Iterator[tuple[str, bool]]:
    """Yield the name of each known key that a line of the note names, and whether it fits."""
    known = tuple(keys)
    for name, data in note.signatures:
        for key in known:
            if key.made(name, data):
                yield key.name, key.fits(data, note.text)
