"""Lists as they are before a server, or whoever wrote them, packed them."""

import zlib

UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""How a text in UTF-16 begins, of either order of bytes."""
GZIP = b"\x1f\x8b"
MAX_BYTES = 52_428_800
"""The protocol's own limit for one sitemap, uncompressed: 50 MB. It serves for feeds too."""

_LAYERS = 2
"""A packed file that a server packs once more without a word has two."""


def unpacked(data: bytes, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes without gzip, at most one more than ``limit``; others as they are.

    Raises ``zlib.error`` where nothing can be unpacked.
    """
    for _ in range(_LAYERS):
        if data.startswith(GZIP):
            data = _gunzip(data, limit)
    return data


def _gunzip(data: bytes, limit: int) -> bytes:
    """Return the decompressed bytes, at most one more than ``limit``.

    A cut end is read as far as it goes, and what follows the last member is left out. A file of
    several members is the text of all (RFC 1952, section 2.2).
    """
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and data.startswith(GZIP):
        member = zlib.decompressobj(wbits=31)
        try:
            parts.append(member.decompress(data, left))
        except zlib.error:
            if not parts:
                raise
            break
        left -= len(parts[-1])
        data = member.unused_data
    return b"".join(parts)
