"""The column types that keep what the index holds in few bytes.

A database can compare them for equality, and neither search nor sort them; what it is to search or
sort is kept as ``column_types`` has it.
"""

import re
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, compress
from operator import sub
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

DICTIONARY = Path(__file__).parent / "data" / "record_dictionary.bin"
"""What records, plans and reports have in common, made by ``bench/record_dictionary.py``. With
another one, the number of the index's shape must be raised."""
_LEVEL = 6
"""Beyond it a record takes twice the time, and hardly less room."""

_PLAIN, _DIGEST, _STAMP = b"\0", b"\1", b"\2"
_HEX = re.compile(r"([0-9]{1,3}:)?([0-9a-f]{64})")
_DIGEST_BYTES = 32
_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_STAMPED = ">H5B"
_WORDS = (b"palimpsest/", b"+trafilatura/", b"+lxml/", b"+htmldate/")
"""What the names of extractors hold. Each stands as one byte that UTF-8 has not."""
_SIGNS = tuple(bytes([0xF8 + number]) for number in range(len(_WORDS)))

_WIDE = 255
_IS_NUMBER = bytes([1] * _WIDE + [0])


class Compressed(TypeDecorator[str]):
    """A text in JSON, compressed with the words that most records have.

    Bytes that are given are such a text, compressed already.
    """

    impl = LargeBinary
    cache_ok = True

    # the interface's
    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the compressed bytes."""
        return compressed(value.encode()) if isinstance(value, str) else value

    # the interface's
    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Return the text."""
        return None if value is None else _ours().decompressor.decompress(value).decode()


class Packed(TypeDecorator[str]):
    """A text that is a hash or a time as a rule: in half the bytes, any other as it is."""

    impl = LargeBinary
    cache_ok = True

    # the interface's
    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the bytes."""
        return None if value is None else pack(value)

    # the interface's
    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Return the text."""
        return None if value is None else unpack(value)


class Gaps(TypeDecorator[Iterable[int]]):
    """The lower 16 bits of a set of numbers, in order, as the gaps between them: a byte for most.

    Enough to tell that two texts share little: of a text of a thousand words, one number in
    seventy is taken for one that the other lacks.
    """

    impl = LargeBinary
    cache_ok = True

    # the interface's
    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Return the gaps, each in one byte; before it a byte of 255 for each 255 of it."""
        return None if value is None else gaps(value)

    # the interface's
    def process_result_value(self, value: Any, dialect: Dialect) -> "KeptNumbers":  # noqa: ANN401, ARG002
        """Return the lower 16 bits of the numbers."""
        return KeptNumbers(value or b"")


@dataclass(frozen=True, slots=True)
class KeptNumbers:
    """A set of numbers as a column of ``Gaps`` keeps it, read no further than is asked."""

    _gaps: bytes

    def __len__(self) -> int:
        return len(self._gaps) - self._gaps.count(_WIDE)

    def __iter__(self) -> Iterator[int]:
        return compress(accumulate(self._gaps), self._gaps.translate(_IS_NUMBER))

    def shared_with(self, others: frozenset[int]) -> int:
        """Return how many of ``others`` are among these."""
        return len(others.intersection(self))


def gaps(numbers: Iterable[int]) -> bytes:
    """Return what a column of ``Gaps`` keeps of a set of numbers."""
    kept = sorted({number & 0xFFFF for number in numbers})
    return b"".join(map(_gap, map(sub, kept, (0, *kept))))


@lru_cache(maxsize=4096)
def _gap(size: int) -> bytes:
    wide, rest = divmod(size, _WIDE)
    return b"\xff" * wide + bytes([rest])


def pack(text: str) -> bytes:
    """Return the bytes of a text: each text has its own."""
    if (found := _HEX.fullmatch(text)) is not None:
        return _DIGEST + bytes.fromhex(found[2]) + (found[1] or "").encode()
    if (found := _TIME.fullmatch(text)) is not None:
        return _STAMP + struct.pack(_STAMPED, *map(int, found.groups()))
    plain = text.encode()
    for word, sign in zip(_WORDS, _SIGNS, strict=True):
        plain = plain.replace(word, sign)
    return _PLAIN + plain


def unpack(data: bytes) -> str:
    """Return the text that ``pack`` made these of."""
    kind, rest = data[:1], data[1:]
    if kind == _DIGEST:
        return rest[_DIGEST_BYTES:].decode() + rest[:_DIGEST_BYTES].hex()
    if kind == _STAMP:
        return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*struct.unpack(_STAMPED, rest))
    for word, sign in zip(_WORDS, _SIGNS, strict=True):
        rest = rest.replace(sign, word)
    return rest.decode()


def compressed(data: bytes) -> bytes:
    """Return what a column of ``Compressed`` keeps of a text of these bytes."""
    return _ours().compressor.compress(data)


class _Compression(threading.local):
    """One of each for every thread: neither may be used by two at once."""

    def __init__(self) -> None:
        import zstandard  # a command that reads no record has no use for it

        known = zstandard.ZstdCompressionDict(DICTIONARY.read_bytes())
        self.compressor = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=known, write_dict_id=False
        )
        self.decompressor = zstandard.ZstdDecompressor(dict_data=known)


@cache
def _ours() -> _Compression:
    return _Compression()
