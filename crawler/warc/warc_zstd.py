"""Zstandard files unpacked: WARC files with a dictionary in front, and any others.

IIPC's "WARC files using Zstandard compression": the first frame of a file may be a skippable one
that holds the dictionary of all others, itself packed or not.
"""

import struct
from typing import TYPE_CHECKING, BinaryIO

from crawler.errors import BadRecord

if TYPE_CHECKING:
    from zstandard import ZstdDecompressor

_FRAME = b"\x28\xb5\x2f\xfd"
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_MAX_DICTIONARY = 64 << 20
_BITE = 1 << 10
"""Bytes that are unpacked at once: of them a frame can make 32 MB, and no more."""
_WINDOW = 128 << 20
"""Bytes that a frame may refer back: what the command-line tool takes without being told to."""


def is_zstd(start: bytes) -> bool:
    """Return whether a file that starts so is packed with Zstandard."""
    return start[:4] in {_FRAME, _DICTIONARY}


def unpack_zstd(source: BinaryIO, target: BinaryIO) -> None:
    """Write the whole content of ``source`` to ``target``, in bounded memory.

    Raises ``BadRecord`` where it is broken; what came before that is written.
    """
    import zstandard  # for those files alone

    try:
        dictionary = _dictionary(source)
        decompressor = zstandard.ZstdDecompressor(
            dict_data=zstandard.ZstdCompressionDict(dictionary) if dictionary else None,
            max_window_size=_WINDOW,
        )
        _unpack_frames(decompressor, source, target)
    except (zstandard.ZstdError, struct.error) as error:
        raise BadRecord(f"broken zstd: {error}") from error


def _unpack_frames(decompressor: "ZstdDecompressor", source: BinaryIO, target: BinaryIO) -> None:
    """Write all frames. A reader of the library's own takes a frame that is cut off for whole."""
    frame = None
    while data := source.read(_BITE):
        while data:
            frame = frame or decompressor.decompressobj()
            target.write(frame.decompress(data))
            data = frame.unused_data
            if frame.eof:
                frame = None
    if frame is not None:
        raise BadRecord("broken zstd: the data is cut off")


def _dictionary(source: BinaryIO) -> bytes:
    import zstandard  # as above

    if source.read(4) != _DICTIONARY:
        source.seek(-4, 1)
        return b""
    (length,) = struct.unpack("<I", source.read(4))
    if length > _MAX_DICTIONARY:
        raise BadRecord(f"broken zstd: a dictionary of {length} bytes")
    data = source.read(length)
    if not data.startswith(_FRAME):
        return data
    plain = zstandard.ZstdDecompressor().stream_reader(data).read(_MAX_DICTIONARY)
    return bytes(plain)
