"""Ed25519 keys: made, read from a file, and used.

The private key never leaves its file and this process.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from crawler.errors import UsageError
from crawler.unwritable import unwritable


def key_id(public: bytes) -> str:
    """Return the name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


@dataclass(frozen=True, repr=False)
class Signer:
    """A private key, ready to sign. Printing one shows its name only."""

    _key: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """Return the raw public key, 32 bytes."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        """Return the key's name."""
        return key_id(self.public)

    def sign(self, data: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self._key.sign(data)

    def __repr__(self) -> str:
        return f"Signer({self.key_id})"


def new_key(path: Path) -> Signer:
    """Make a key and write it to a new file that only its owner can read.

    Raises ``UsageError`` where the file exists.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(
            f"{path} exists: a key is never written over",
            hint="Name a new file; old keys stay valid for old checkpoints.",
        ) from error
    except OSError as error:
        raise unwritable(path, error) from error
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    return Signer(key)


def load_signer(path: Path) -> Signer:
    """Return the key in a PEM file (PKCS #8, unencrypted).

    Raises ``UsageError`` that says what is wrong with it.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        hint = "`palimpsest checkpoint --new-key FILE` makes one."
        raise UsageError(
            f"the signing key {path} cannot be read: {error.strerror}", hint=hint
        ) from error
    except (ValueError, TypeError) as error:
        raise UsageError(f"{path} holds no unencrypted private key in PEM form") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path} holds a key of another kind than Ed25519")
    return Signer(key)


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether this key's private half made the signature over the data."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
