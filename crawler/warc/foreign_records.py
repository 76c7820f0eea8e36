"""Records of WARC files that other tools wrote: walked through, and single ones read again.

What cannot be read is given as such, and the walk goes on behind it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from crawler.model import Headers
from crawler.warc.stated_digests import fits_digest

_GZIP_START = b"\x1f\x8b\x08"
_PLAIN_START = re.compile(rb"WARC/[0-9]\.[0-9]\r?\n")
_BITE = 1 << 20
_MAX_HEAD = 1 << 20
CUT_OFF = "the record is cut off"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRecord:
    """What a record says of itself."""

    offset: int
    fields: Headers = ()
    status: int | None = None
    """Of the HTTP answer in it."""
    media_type: str | None = None
    """Of that answer, or of the record's own block; without its parameters."""
    broken: str | None = None
    """Why it cannot be read."""

    def get(self, name: str) -> str | None:
        """Return the first value of this named field, compared without case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)

    @property
    def type(self) -> str:
        """Return what kind of record it is."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def length(self) -> int:
        """Return how many bytes its block has; -1 where it says nothing usable."""
        text = self.get("Content-Length") or ""
        return int(text) if text.isdecimal() else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAnswer:
    """An HTTP answer as a block holds it."""

    version: str
    status: int
    phrase: str
    headers: Headers
    body: bytes = field(repr=False)
    """Without its transfer coding."""
    payload: bytes = field(repr=False)
    """With it, as the record holds it."""
    was_chunked: bool = False
    is_cut: bool = False
    """Whether it ended before it was whole, as a connection that broke leaves it."""


def walk(stream: BinaryIO) -> Iterator[ForeignRecord]:
    """Yield the records of a WARC file, plain or gzip, in bounded memory.

    The stream can seek. One that cannot be read is given with ``broken``, and what follows it is
    looked for.
    """
    from warcio.archiveiterator import ArchiveIterator  # most commands touch no capture
    from warcio.exceptions import ArchiveLoadFailed

    is_gzip = stream.read(3) == _GZIP_START
    start: int | None = 0
    while start is not None:
        begin: int = start
        stream.seek(begin)
        records = ArchiveIterator(_From(stream, begin))
        at = begin
        try:
            for record in records:
                at = begin + records.get_record_offset()
                told = _told(record, at)
                yield told if _is_whole(record) else replace(told, broken=CUT_OFF)
            start = None
        except (ArchiveLoadFailed, EOFError, ValueError, OSError, AttributeError) as error:
            at = max(at, begin + _offset(records))
            yield ForeignRecord(offset=at, broken=f"{error}".strip().partition("\n")[0])
            start = _next_start(stream, at + 1, is_gzip=is_gzip)


class _From:
    """A stream as warcio reads it: from where it stands, counted from there."""

    def __init__(self, stream: BinaryIO, begin: int) -> None:
        self._stream, self._begin = stream, begin

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(size)

    def tell(self) -> int:
        return self._stream.tell() - self._begin

    def close(self) -> None:
        """Leave it open: it is the caller's."""


def _offset(records: object) -> int:
    found = getattr(records, "offset", 0)
    return found if isinstance(found, int) else 0


def _told(record: object, offset: int) -> ForeignRecord:
    headers = getattr(record, "rec_headers", None)
    fields = tuple((str(name), str(value)) for name, value in getattr(headers, "headers", ()))
    http = getattr(record, "http_headers", None)
    told = ForeignRecord(offset=offset, fields=fields)
    kind = told.get("Content-Type")
    status: int | None = None
    if http is not None:
        code = http.get_statuscode()
        status = int(code) if code and code.isdecimal() else None
        kind = http.get_header("Content-Type")
    media_type = (kind or "").partition(";")[0].strip().lower() or None
    return ForeignRecord(offset=offset, fields=fields, status=status, media_type=media_type)


def _is_whole(record: object) -> bool:
    """Read the rest of a record, and return whether all of it was there."""
    stream = getattr(record, "raw_stream", None)
    if stream is None:
        return True
    while stream.read(_BITE):
        pass
    return getattr(stream, "limit", 0) <= 0


def _next_start(stream: BinaryIO, begin: int, *, is_gzip: bool) -> int | None:
    """Return where the next record seems to begin, or None."""
    stream.seek(begin)
    kept, base = b"", begin
    while data := stream.read(_BITE):
        kept += data
        found = kept.find(_GZIP_START) if is_gzip else _plain_start(kept)
        if found >= 0:
            return base + found
        base, kept = base + max(len(kept) - 16, 0), kept[-16:]
    return None


def _plain_start(data: bytes) -> int:
    found = _PLAIN_START.search(data)
    return found.start() if found else -1


def read_block(stream: BinaryIO, offset: int) -> tuple[Headers, bytes]:
    """Return fields and block of the record at this place, as they stand.

    Raises ``ValueError`` where it cannot be read, or does not fit its own block digest.
    """
    from warcio.archiveiterator import ArchiveIterator  # as above
    from warcio.exceptions import ArchiveLoadFailed

    stream.seek(offset)
    try:
        record = next(iter(ArchiveIterator(_From(stream, offset), no_record_parse=True)))
        fields = tuple((str(name), str(value)) for name, value in record.rec_headers.headers)
        block: bytes = record.raw_stream.read()
    except (ArchiveLoadFailed, EOFError, OSError, StopIteration) as error:
        raise ValueError(f"the record cannot be read: {error}") from error
    told = ForeignRecord(offset=offset, fields=fields)
    if told.length not in {-1, len(block)}:
        raise ValueError(CUT_OFF)
    if not _is_sound(told, block):
        raise ValueError("the record does not fit its block digest")
    return fields, block


def _is_sound(record: ForeignRecord, block: bytes) -> bool:
    """Return whether a block fits its digest, or that says nothing.

    wget 1.21 gives each revisit the digest of no bytes at all.
    """
    stated = record.get("WARC-Block-Digest")
    if record.type == "revisit" and fits_digest(stated, b""):
        return True
    return fits_digest(stated, block) is not False


def parse_answer(block: bytes) -> ForeignAnswer:
    """Return the HTTP answer in a block. Raises ``ValueError`` where there is none."""
    end, gap = _head_end(block)
    lines = block[:end].replace(b"\r\n", b"\n").split(b"\n")
    version, _, rest = lines[0].decode("latin-1").partition(" ")
    code, _, phrase = rest.strip().partition(" ")
    if not version.upper().startswith("HTTP/") or not code.isdecimal():
        raise ValueError("the record holds no HTTP answer")
    headers = _headers(lines[1:])
    body = block[end + gap :]
    plain, is_cut = _without_chunks(headers, body)
    return ForeignAnswer(
        version=version,
        status=int(code),
        phrase=phrase,
        headers=headers,
        body=plain,
        payload=body,
        was_chunked=plain != body,
        is_cut=is_cut or len(body) < _stated_length(headers),
    )


def _head_end(block: bytes) -> tuple[int, int]:
    """Return where the head ends, and how long the empty line behind it is."""
    places = [(block.find(mark, 0, _MAX_HEAD), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
    found = [place for place in places if place[0] >= 0]
    return min(found) if found else (len(block), 0)


def _headers(lines: list[bytes]) -> Headers:
    """Return the header lines; a folded one is joined to the one that it goes on."""
    found: list[tuple[str, str]] = []
    for line in (line.decode("latin-1") for line in lines):
        if line[:1] in {" ", "\t"} and found:
            found[-1] = found[-1][0], f"{found[-1][1]} {line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return tuple(found)


def _stated_length(headers: Headers) -> int:
    """Return the length that an answer says its body has; 0 where that says nothing.

    Of a body in a content coding it may say what the body had before the file's tool undid that.
    """
    named = {name.lower(): value for name, value in headers}
    text = named.get("content-length", "")
    is_plain = not {"content-encoding", "transfer-encoding"} & named.keys()
    return int(text) if is_plain and text.isdecimal() else 0


def _without_chunks(headers: Headers, body: bytes) -> tuple[bytes, bool]:
    """Return the body without its chunks, and whether it ends before the last of them.

    Many tools have taken the chunks away and kept the header.
    """
    coding = ",".join(value for name, value in headers if name.lower() == "transfer-encoding")
    if "chunked" not in coding.lower():
        return body, False
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1024)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(size, 16)
        except ValueError:
            return (b"".join(parts), True) if parts else (body, False)
        if not length:
            return b"".join(parts), False
        parts.append(body[end + 1 : end + 1 + length])
        at = end + 1 + length
        at += len(body[at : at + 2]) - len(body[at : at + 2].lstrip(b"\r\n"))
