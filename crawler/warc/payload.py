"""Content codings (RFC 9110, 8.4) undone within bounds, as lenient as browsers are."""

import zlib
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from crawler.model import Capture, Exchange, Headers
from crawler.warc.http import ORIGINAL

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

DOCUMENT = "text/html; charset=utf-8"
"""What a rendered document is."""

_MAX_CODINGS = 4
_MAX_MEMBERS = 1000
"""Each costs a copy of what follows it; a body of empty members alone would keep a processor busy
for hours.
"""

_BITE = 1 << 16
_ZSTD_WINDOW = 8 << 20
"""RFC 9659: nobody need accept a larger window."""

_GZIP_MAGIC = b"\x1f\x8b"
_NOT_DECODED = frozenset({"compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"})


class UndecodableKind(StrEnum):
    """What is the matter with a body that cannot be decoded."""

    TOO_LARGE = "too_large"
    """It has more bytes than may be taken."""
    BROKEN = "broken"
    """It is not what its coding says, is cut off, or has members without end."""
    UNSUPPORTED = "unsupported"
    """It is in a coding that nobody uses, or in too many."""


class Undecodable(ValueError):  # the page's fault, so none of the project's errors
    """The body cannot be had from its coding. ``reason`` says why, fit for a check line."""

    def __init__(self, kind: UndecodableKind, reason: str) -> None:
        super().__init__(kind, reason)
        self.kind, self.reason = kind, reason

    def __str__(self) -> str:
        return self.reason


def payload(exchange: Exchange, limit: int) -> bytes:
    """Return the response's body with its content codings undone.

    At most ``limit`` bytes, at each stage of a chain.

    A body that does not start as the gzip that its header names, and names that are no coding
    (charsets, mostly), are taken as plain. Raises ``Undecodable`` on broken or cut data, on more
    than ``limit`` bytes, and on registered codings that nobody uses.
    """
    body = exchange.body
    for coding in reversed(codings(exchange)):
        body = _decoded(coding, body, limit)
    if len(body) > limit:
        raise Undecodable(UndecodableKind.TOO_LARGE, f"more than {limit} bytes")
    return body


def readable_headers(exchange: Exchange, limit: int) -> tuple[Headers, str]:
    """Return another tool's headers so that the body can be read, and what was done to them.

    Some tools store a body decoded and leave the header that names its coding. "" where nothing
    was to be done.
    """
    try:
        payload(exchange, limit)
    except Undecodable as error:
        if error.kind is UndecodableKind.BROKEN and exchange.body.lstrip()[:1] == b"<":
            headers = tuple(
                (ORIGINAL + name if name.lower() == "content-encoding" else name, value)
                for name, value in exchange.response_headers
            )
            return headers, "content coding: the body is stored decoded in the file"
    return exchange.response_headers, ""


def document(capture: Capture, limit: int) -> tuple[bytes, str | None]:
    """Return what extraction reads of a capture.

    Bytes and content type of the rendered document, else of the answer's. Raises as ``payload``.
    """
    if capture.rendering is not None:
        return capture.rendering.html, DOCUMENT
    return payload(capture.answer, limit), capture.answer.header("Content-Type")


class _Broken(ValueError):
    """What a decoder's own error says."""


def codings(exchange: Exchange) -> list[str]:
    """Return the content codings that an answer names and that are any, the first one first.

    Raises ``Undecodable`` where there are too many.
    """
    lines = (
        value for name, value in exchange.response_headers if name.lower() == "content-encoding"
    )
    codings = [
        token.strip().lower().removeprefix("x-") for line in lines for token in line.split(",")
    ]
    known = [coding for coding in codings if coding in _DECODERS or coding in _NOT_DECODED]
    if len(known) > _MAX_CODINGS:
        raise Undecodable(
            UndecodableKind.UNSUPPORTED, f"{len(known)} content codings, one over the other"
        )
    return known


def _decoded(coding: str, body: bytes, limit: int) -> bytes:
    if coding in _NOT_DECODED:
        raise Undecodable(UndecodableKind.UNSUPPORTED, f"content coding {coding} is not supported")
    if not body:
        return body
    try:
        plain = _DECODERS[coding](body, limit)
    except (zlib.error, _Broken, EOFError) as error:
        raise Undecodable(UndecodableKind.BROKEN, f"broken {coding}: {error}") from error
    if len(plain) > limit:
        raise Undecodable(UndecodableKind.TOO_LARGE, f"{coding} bomb: more than {limit} bytes")
    return plain


def _gunzip(body: bytes, limit: int) -> bytes:
    """Return all members; what follows the last one and is no member is ignored, as browsers do."""
    if not body.startswith(_GZIP_MAGIC):
        return body
    plain, rest = bytearray(), memoryview(body)
    for _ in range(_MAX_MEMBERS):
        part, used = _inflate(rest, 16 + zlib.MAX_WBITS, limit - len(plain))
        plain += part
        rest = rest[used:]
        if len(plain) > limit or rest[: len(_GZIP_MAGIC)] != _GZIP_MAGIC:
            return bytes(plain)
    raise EOFError(f"more than {_MAX_MEMBERS} members")


def _deflate(body: bytes, limit: int) -> bytes:
    """Return ``deflate`` means zlib (RFC 1950); many servers send raw deflate (RFC 1951)."""
    zlib_header = body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS, limit)[0]


def _inflate(body: bytes | memoryview, wbits: int, limit: int) -> tuple[bytes, int]:
    """Return at most one byte more than ``limit``, and how much of the body the stream took.

    The body is handed over bit by bit: zlib copies all that it was given beyond a stream's end.
    """
    decompressor = zlib.decompressobj(wbits)
    parts: list[bytes] = []
    used = length = 0
    while used < len(body) and length <= limit and not decompressor.eof:
        some = body[used : used + _BITE]
        parts.append(decompressor.decompress(some, limit + 1 - length))
        used += len(some) - len(decompressor.unused_data)
        length += len(parts[-1])
    if not decompressor.eof and length <= limit:
        raise EOFError("the data is cut off")
    return b"".join(parts), used


def _unbrotli(body: bytes, limit: int) -> bytes:
    import brotli  # for the captures that are so coded, which most commands never read

    try:
        return _all_of(brotli.Decompressor(), body, limit)
    except brotli.error as error:
        raise _Broken(error) from error


def _all_of(decompressor: Any, body: bytes, limit: int) -> bytes:  # noqa: ANN401  # brotli's
    plain: bytes = decompressor.process(body, output_buffer_limit=limit + 1)
    while len(plain) <= limit and not decompressor.is_finished():
        more = decompressor.process(b"", output_buffer_limit=limit + 1 - len(plain))
        if not more:
            raise EOFError("the data is cut off")
        plain += more
    return plain


def _unzstd(body: bytes, limit: int) -> bytes:
    import zstandard  # as above

    try:
        return _all_frames(zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW), body, limit)
    except zstandard.ZstdError as error:
        raise _Broken(error) from error


def _all_frames(decompressor: "ZstdDecompressor", body: bytes, limit: int) -> bytes:
    """Return all frames (RFC 8878), which are read twice.

    The reader stops at the limit but takes a cut frame for a whole one; the object does not.
    """
    with decompressor.stream_reader(body, read_across_frames=True) as reader:
        plain: bytes = reader.read(limit + 1)
    frames = memoryview(body)
    for _ in range(_MAX_MEMBERS):
        if not frames or len(plain) > limit:
            return plain
        whole = decompressor.decompressobj()
        while frames and not whole.eof:
            some = frames[:_BITE]
            whole.decompress(some)
            frames = frames[len(some) - len(whole.unused_data) :]
        if not whole.eof:
            raise EOFError("the data is cut off")
    raise EOFError(f"more than {_MAX_MEMBERS} frames")


_DECODERS = {"gzip": _gunzip, "deflate": _deflate, "br": _unbrotli, "zstd": _unzstd}
