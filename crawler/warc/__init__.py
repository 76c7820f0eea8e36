"""Captures as WARC 1.1 files (ISO 28500:2017), and the captured bodies decoded.

This package is warcio's door. ``docs/understand/format.md`` shows a whole file.
"""

from crawler.warc.payload import Undecodable, UndecodableKind, document, payload
from crawler.warc.warc_reader import read
from crawler.warc.warc_writer import write

__all__ = ["Undecodable", "UndecodableKind", "document", "payload", "read", "write"]
