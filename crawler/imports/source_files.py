"""A file to import, as WARC files or lines of JSON that can be read at any place.

What is packed so that it cannot be read in the middle is unpacked into a temporary folder once.
"""

import errno
import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from crawler.errors import BadRecord, UsageError
from crawler.imports.worklist import WorkItem, no_room
from crawler.warc import is_zstd, unpack_zstd

_BITE = 1 << 20
_GZIP, _ZIP, _BOM = b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf"
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_TAKEN = "`palimpsest import` takes WARC files, WACZ files and JSON Lines, plain, gzip or zstd."


class SourceKind(StrEnum):
    """What a file is. The strings are told and stored."""

    WARC = "warc"
    WACZ = "wacz"
    JSON_LINES = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A WARC file, or lines of JSON, that can be read at any place."""

    path: Path
    start: int = 0
    length: int | None = None
    """None for all of the file."""
    member: str | None = None
    """Its name within a WACZ."""

    def open(self) -> BinaryIO:
        """Return it, opened. The caller closes it."""
        if self.length is None:
            return self.path.open("rb")
        return io.BufferedReader(_FilePart(self.path, self.start, self.length))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to import."""

    path: Path
    kind: SourceKind
    sha256: str
    segments: tuple[Segment, ...]
    broken: tuple[str, ...] = ()
    """What of it could not be unpacked."""

    @property
    def name(self) -> str:
        """Return the file's name without its folder, as captures say it."""
        return self.path.name

    def place_of(self, item: WorkItem) -> str:
        """Return where an item stands, for people."""
        if item.line is not None:
            return f"line {item.line}"
        member = self.segments[item.segment].member
        place = f"{member}, byte {item.offset}" if member else f"byte {item.offset}"
        return f"{place} {item.record}" if item.record else place


class _FilePart(io.RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, path: Path, start: int, length: int) -> None:
        self._file, self._start, self._length = path.open("rb", buffering=0), start, length
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # whatever the buffer protocol takes
        wanted = min(len(buffer), max(0, self._length - self._at))
        self._file.seek(self._start + self._at)
        data = self._file.read(wanted) or b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def opened_source(path: Path) -> Iterator[SourceFile]:
    """Open a file to import. Raises ``UsageError`` where it cannot be read, or is none of these."""
    with TemporaryDirectory(prefix="palimpsest-import-") as folder:
        with file_errors(path):
            digest = _sha256(path)
            kind, segments, broken = _segments(path, Path(folder))
        yield SourceFile(path=path, kind=kind, sha256=digest, segments=segments, broken=broken)


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Raise what goes wrong with a file, or with where it is unpacked, as ``UsageError``."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise no_room(error) from error
        if error.filename not in {None, str(path), path}:
            raise
        raise UsageError(f"{path}: {error.strerror or error}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _segments(path: Path, folder: Path) -> tuple[SourceKind, tuple[Segment, ...], tuple[str, ...]]:
    start = _start(path)
    if start.startswith(_ZIP):
        return _wacz(path, folder)
    segment, broken = _readable(Segment(path=path), start, folder)
    begin = _text_start(segment)
    if begin.startswith(b"WARC/"):
        return SourceKind.WARC, (segment,), broken
    if begin.lstrip().startswith(b"{"):
        if segment.path == path and start.startswith(_GZIP):
            segment, broken = _unpacked(segment, folder)
        return SourceKind.JSON_LINES, (segment,), broken
    what = "empty" if not start else "none of the files that can be imported"
    raise UsageError(f"{path} is {what}", hint=_TAKEN)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _readable(segment: Segment, start: bytes, folder: Path) -> tuple[Segment, tuple[str, ...]]:
    """Return the segment so that it can be read at any place.

    A gzip file can, where each record is a member of its own.
    """
    if is_zstd(start) or (start.startswith(_GZIP) and not _has_members(segment)):
        return _unpacked(segment, folder)
    return segment, ()


def _unpacked(segment: Segment, folder: Path) -> tuple[Segment, tuple[str, ...]]:
    place = folder / f"{sum(1 for _ in folder.iterdir())}"
    broken: tuple[str, ...] = ()
    with segment.open() as source, place.open("wb") as target:
        try:
            if is_zstd(_peek(source)):
                unpack_zstd(source, target)
            else:
                with gzip.open(source) as plain:
                    while data := plain.read1(_BITE):  # gives what stands before a cut
                        target.write(data)
        except (BadRecord, EOFError, zlib.error, gzip.BadGzipFile) as error:
            broken = (str(error),)
    return Segment(path=place, member=segment.member), broken


def _peek(source: BinaryIO) -> bytes:
    start = source.read(4)
    source.seek(0)
    return start


def _has_members(segment: Segment) -> bool:
    """Return whether the first member of a gzip file is one record, or all of a small file."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    head = b""
    with segment.open() as source:
        while not unpacker.eof and (data := source.read(_BITE)):
            try:
                head = (head + unpacker.decompress(data))[: 1 << 16]
            except zlib.error:
                return True  # the walk tells what is broken
            if len(head) == 1 << 16:
                break
    return b"\r\n\r\nWARC/1." not in head


def _text_start(segment: Segment) -> bytes:
    with segment.open() as source:
        start = source.read(4096)
    if start.startswith(_GZIP):
        try:
            start = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(start)
        except zlib.error:
            return b""
    return start.removeprefix(_BOM)


def _wacz(path: Path, folder: Path) -> tuple[SourceKind, tuple[Segment, ...], tuple[str, ...]]:
    try:
        with zipfile.ZipFile(path) as packed:
            names = [
                info
                for info in packed.infolist()
                if info.filename.startswith("archive/") and not info.is_dir()
            ]
            found = [_member(packed, path, info, folder) for info in names]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise UsageError(
            f"{path} cannot be unpacked: {error}",
            hint="A WACZ file whose end is missing cannot be read: fetch or copy it again.",
        ) from error
    if not found:
        raise UsageError(f"{path} is a ZIP file without WARC files in archive/", hint=_TAKEN)
    return (
        SourceKind.WACZ,
        tuple(segment for segment, _ in found),
        tuple(text for _, broken in found for text in broken),
    )


def _member(
    packed: zipfile.ZipFile, path: Path, info: zipfile.ZipInfo, folder: Path
) -> tuple[Segment, tuple[str, ...]]:
    """Return a WARC file of a WACZ: in place where it is stored, else unpacked."""
    if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
        with path.open("rb") as file:
            file.seek(info.header_offset)
            header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
        begin = info.header_offset + _LOCAL_HEADER.size + header[-2] + header[-1]
        segment = Segment(path=path, start=begin, length=info.file_size, member=info.filename)
    else:
        place = folder / f"{sum(1 for _ in folder.iterdir())}"
        with packed.open(info) as source, place.open("wb") as target:
            while data := source.read(_BITE):
                target.write(data)
        segment = Segment(path=place, member=info.filename)
    with segment.open() as source:
        start = source.read(64)
    return _readable(segment, start, folder)
