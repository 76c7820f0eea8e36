"""An index of WARC records as CDXJ lines: sortable URL key, time, JSON with offset and length."""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from surt import surt

from crawler.model import Exchange
from crawler.warc import read as read_warc
from crawler.warc.warc_records import unpack

_WWW = re.compile(r"^(https?://)www\d*\.", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxjEntry:
    """One response record."""

    exchange: Exchange
    digest: str
    """The payload digest as the record states it, ``sha256:`` and hexadecimal digits."""
    offset: int
    length: int

    def lines(self, filename: str) -> Iterator[str]:
        """Yield the CDXJ lines, each with its line feed: one for each key of the URL."""
        facts = {
            "url": self.exchange.url,
            "mime": (self.exchange.header("Content-Type") or "").partition(";")[0].strip() or "unk",
            "status": str(self.exchange.status),
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": filename,
        }
        moment, facts_json = f"{self.exchange.fetched_at:%Y%m%d%H%M%S}", json.dumps(facts)
        for key in sort_keys(self.exchange.url):
            yield f"{key} {moment} {facts_json}\n"


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


def sort_keys(url: str) -> tuple[str, ...]:
    """Return the keys under which replay tools look a URL up (SURT), most often one.

    pywb takes that of the Internet Archive's library. wabac.js, and with it ReplayWeb.page, has
    rules of its own for percent signs, slashes and session ids.
    """
    keys = dict.fromkeys((_surt(url), _browser_key(url)))
    # an index's line is divided by spaces
    return tuple(key for key in keys if key.isprintable() and " " not in key)


def _surt(url: str) -> str:
    key: str = surt(url)
    return key


def _browser_key(url: str) -> str:
    """Return the key that wabac.js makes."""
    parts = urlsplit(_WWW.sub(r"\1", url).lower())
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    pairs = sorted(parts.query.split("&"), key=lambda pair: pair.partition("=")[0])
    query = f"?{'&'.join(pairs)}" if parts.query else ""
    return unquote(f"{host}{port}){parts.path or '/'}{query}")
