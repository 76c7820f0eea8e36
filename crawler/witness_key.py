"""The key of a witness of transparency logs, as the witness publishes it (C2SP signed-note)."""

import base64
import hashlib
import re
from dataclasses import dataclass

_COSIGNATURE = b"\x04"
"""The note format's type of an Ed25519 key that cosigns."""
ID_BYTES = 4
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's name and public key."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Return what its signatures begin with."""
        named = self.name.encode() + b"\n" + _COSIGNATURE + self.public
        return hashlib.sha256(named).digest()[:ID_BYTES]

    def made(self, name: str, data: bytes) -> bool:
        """Return whether a line of a note says that it is by this key."""
        return (name, data[:ID_BYTES]) == (self.name, self.key_id)


def parse_witness_key(text: str) -> WitnessKey:
    """Return the key that is written as ``name+id+key``.

    Raises ``ValueError`` with what is wrong, which repeats nothing of the text.
    """
    match = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})", text)
    if match is None:
        raise ValueError(
            "is no verifier key of a witness: that is name+number+key, with a number of eight "
            "hexadecimal digits and a key in base64"
        )
    try:
        data = base64.b64decode(match[3], validate=True)
    except ValueError:
        data = b""
    if len(data) != 1 + _KEY_BYTES:
        raise ValueError(
            f"is cut off, or longer than a key: behind its second + are {len(data)} bytes in "
            f"base64, and a witness's key has {1 + _KEY_BYTES}"
        )
    if data[:1] != _COSIGNATURE:
        raise ValueError(
            "is a key for another purpose, such as a log's own: no Ed25519 key for cosignatures"
        )
    key = WitnessKey(match[1], data[1:])
    if key.key_id.hex() != match[2]:
        raise ValueError("does not fit the number in it: a part of it is missing, or altered")
    return key
