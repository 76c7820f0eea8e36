"""Captures as WARC 1.1 files (ISO 28500:2017), and the captured bodies decoded.

This package is warcio's door. ``docs/understand/format.md`` shows a whole file.
"""

from crawler.warc.foreign_records import (
    ForeignAnswer,
    ForeignRecord,
    parse_answer,
    read_block,
    walk,
)
from crawler.warc.http import is_exact
from crawler.warc.payload import (
    Undecodable,
    UndecodableKind,
    document,
    payload,
    readable_headers,
)
from crawler.warc.stated_digests import canonical_digest, fits_digest
from crawler.warc.warc_reader import read
from crawler.warc.warc_writer import write
from crawler.warc.warc_zstd import is_zstd, unpack_zstd

__all__ = [
    "ForeignAnswer",
    "ForeignRecord",
    "Undecodable",
    "UndecodableKind",
    "canonical_digest",
    "document",
    "fits_digest",
    "is_exact",
    "is_zstd",
    "parse_answer",
    "payload",
    "read",
    "read_block",
    "readable_headers",
    "unpack_zstd",
    "walk",
    "write",
]
