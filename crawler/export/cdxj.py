"""An index of WARC records as CDXJ lines: sortable URL key, time, JSON with offset and length."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.model import Exchange
from crawler.warc import read as read_warc
from crawler.warc.warc_records import unpack

_WWW = "www."


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxjEntry:
    """One response record."""

    exchange: Exchange
    digest: str
    """The payload digest as the record states it, ``sha256:`` and hexadecimal digits."""
    offset: int
    length: int

    def line(self, filename: str) -> str:
        """Return the CDXJ line, with its line feed."""
        facts = {
            "url": self.exchange.url,
            "mime": (self.exchange.header("Content-Type") or "").partition(";")[0].strip() or "unk",
            "status": str(self.exchange.status),
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": filename,
        }
        return (
            f"{sort_key(self.exchange.url)} {self.exchange.fetched_at:%Y%m%d%H%M%S} "
            f"{json.dumps(facts, ensure_ascii=False)}\n"
        )


def entries(capture: bytes, offset: int) -> Iterator[CdxjEntry]:
    """Yield the responses of a capture's file that starts at ``offset`` of a longer one.

    Raises ``BadRecord`` on a damaged file.
    """
    exchanges = iter(read_warc(capture).exchanges)
    for start, length in _members(capture):
        (record,) = unpack(capture[start : start + length])
        if record.get("WARC-Type") == "response":
            digest = record.need("WARC-Payload-Digest")
            yield CdxjEntry(
                exchange=next(exchanges), digest=digest, offset=offset + start, length=length
            )


def _members(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield offset and length of each gzip member."""
    offset = 0
    while offset < len(data):
        decompressor = zlib.decompressobj(16 + zlib.MAX_WBITS)
        decompressor.decompress(data[offset:])
        length = len(data) - offset - len(decompressor.unused_data)
        yield offset, length
        offset += length


def sort_key(url: str) -> str:
    """Return the URL as indexes sort it (SURT).

    Host from the right, without ``www.``, then path and query in lower case.
    """
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").removeprefix(_WWW).split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = "?" + "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    return f"{host}{port}){parts.path.lower().rstrip('/') or '/'}{query}"
