"""Digests as WARC records state them: an algorithm, and digits in base 32 or in hex."""

import base64
import binascii
import hashlib

_SIZES = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


def canonical_digest(stated: str | None) -> str | None:
    """Return a digest in one form, such as ``sha1:0a4d…``, so that equal ones are equal strings.

    One that nobody can read is given as it stands.
    """
    text = (stated or "").strip()
    read = _read(text)
    return f"{read[0]}:{read[1].hex()}" if read else text or None


def fits_digest(stated: str | None, data: bytes) -> bool | None:
    """Return whether bytes fit a digest; None where nobody can read it, so that it says nothing."""
    read = _read(stated or "")
    if read is None:
        return None
    algorithm, digest = read
    return hashlib.new(algorithm, data, usedforsecurity=False).digest() == digest


def _read(stated: str) -> tuple[str, bytes] | None:
    """Return algorithm and digest."""
    name, _, digits = stated.partition(":")
    algorithm, text = name.strip().lower().replace("-", ""), digits.strip().rstrip("=")
    size = _SIZES.get(algorithm)
    if size is None:
        return None
    try:
        if len(text) == 2 * size:
            return algorithm, bytes.fromhex(text)
        digest = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (ValueError, binascii.Error):
        return None
    return (algorithm, digest) if len(digest) == size else None
