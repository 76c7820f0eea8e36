"""Gzip members (RFC 1952) with one fixed header.

Equal input gives equal bytes, and a flipped header bit shows.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator

from crawler.errors import BadRecord

_HEADER = bytes.fromhex("1f8b08000000000000ff")
"""No flags, no time, no file name; the operating system is "unknown", because it says nothing of
the data.
"""

_SEALED_HEADER = bytes.fromhex("1f8b08040000000000ff") + struct.pack("<H2sH", 36, b"Pa", 32)
"""As above, with one extra field (RFC 1952, 2.3.1.1) of 32 bytes, named ``Pa``."""

_DIGEST_END = len(_SEALED_HEADER) + 32


def member(data: bytes) -> bytes:
    """Return ``data`` as one gzip member."""
    return _HEADER + _deflated(data)


def members(data: bytes, limit: int) -> Iterator[bytes]:
    """Yield what each gzip member of ``data`` holds, in order; ``limit`` bounds their sum in bytes.

    Raises ``BadRecord`` where a member is not one that ``member`` makes, is damaged or cut, or
    where the sum is too large.
    """
    while data:
        if not data.startswith(_HEADER):
            raise BadRecord("no gzip member starts where one must")
        inflated, data = _inflated(data, limit)
        limit -= len(inflated)
        yield inflated


def seal(data: bytes) -> bytes:
    """Return ``data`` as one sealed gzip member.

    Its header holds the SHA-256 of all that follows the header.

    The checksum of gzip covers the data only: the same data can be written as other compressed
    bytes. The seal covers each byte.
    """
    body = _deflated(data)
    return _SEALED_HEADER + hashlib.sha256(body).digest() + body


def unseal(data: bytes, limit: int) -> bytes:
    """Return the inverse of ``seal``.

    Raises ``BadRecord`` where any byte differs, or where more than ``limit`` bytes come out.
    """
    body = data[_DIGEST_END:]
    if (
        not data.startswith(_SEALED_HEADER)
        or hashlib.sha256(body).digest() != data[len(_SEALED_HEADER) : _DIGEST_END]
    ):
        raise BadRecord("the bytes do not fit the digest in their gzip header")
    inflated, rest = _inflated(data, limit)
    if rest:
        raise BadRecord("something follows the end of the gzip member")
    return inflated


def _deflated(data: bytes) -> bytes:
    """Return what follows the header of a gzip member: raw deflate, CRC-32, length."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return (
        compressor.compress(data)
        + compressor.flush()
        + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    )


def _inflated(data: bytes, limit: int) -> tuple[bytes, bytes]:
    """Return the content of the first gzip member, and what follows that member."""
    decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        inflated = decompressor.decompress(data, limit + 1)
    except zlib.error as error:
        raise BadRecord(f"a gzip member is damaged: {error}") from error
    if len(inflated) > limit:
        raise BadRecord("a gzip member holds more than any record may")
    if not decompressor.eof:
        raise BadRecord("a gzip member is cut off")
    return inflated, decompressor.unused_data
