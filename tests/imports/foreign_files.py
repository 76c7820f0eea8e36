"""Files as other tools write them: made with warcio, packed in the ways that are met."""

import base64
import gzip
import io
import struct
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PARAGRAPHS = (
    (
        "The harbour board of Skerrin met on Tuesday evening to talk about the ferry that ran "
        "aground in March, and about who is to pay for the damage to the pier."
    ),
    (
        "Members heard from the harbour master, who said that the vessel had been warned twice by "
        "radio before it struck the sand bank south of the light."
    ),
    (
        "The company that runs the ferry sent nobody to the meeting, but it wrote that it would "
        "wait for the report of the accident inspectors."
    ),
    (
        "Residents of the island have had no regular crossing since then, and the school boat "
        "carries passengers in the afternoons only, as far as the weather allows it."
    ),
)
STORY = "https://news.example/2026/03/ferry"


def page(paragraphs: int = 4, title: str = "Ferry aground off Skerrin") -> bytes:
    """Return an article with so many of its paragraphs."""
    text = "".join(f"<p>{one}</p>" for one in PARAGRAPHS[:paragraphs])
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1><p class=byline>By Anna Lund</p>{text}</article></body></html>"
    ).encode()


@dataclass
class WarcFile:
    """A WARC file in the making."""

    gzip: bool = True
    data: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self._writer = WARCWriter(self.data, gzip=self.gzip, warc_version="1.1")
        self._writer.write_record(
            self._writer.create_warcinfo_record("some.warc.gz", {"software": "a crawler"})
        )

    def answer(
        self,
        at: str,
        body: bytes,
        url: str = STORY,
        *,
        status: str = "200 OK",
        kind: str = "text/html; charset=utf-8",
        more: Sequence[tuple[str, str]] = (),
        fields: dict[str, str] | None = None,
    ) -> Any:
        """Add a response."""
        record = self._writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(
                status, [("Content-Type", kind), *more], protocol="HTTP/1.1"
            ),
            warc_headers_dict={"WARC-Date": at, **(fields or {})},
        )
        self._writer.write_record(record)
        return record

    def revisit(
        self,
        at: str,
        digest: str,
        of_url: str,
        of_at: str,
        url: str = STORY,
        *,
        fields: dict[str, str] | None = None,
    ) -> None:
        """Add a revisit, of an answer that these name."""
        self._writer.write_record(
            self._writer.create_revisit_record(
                url, digest, of_url, of_at, warc_headers_dict={"WARC-Date": at, **(fields or {})}
            )
        )

    def write(self, path: Path) -> Path:
        """Write the file."""
        path.write_bytes(self.data.getvalue())
        return path


def members_of(data: bytes) -> list[bytes]:
    """Return the records of a plain WARC file, each with its end."""
    starts, at = [], data.find(b"WARC/1.1\r\n")
    while at >= 0:
        starts.append(at)
        at = data.find(b"\r\n\r\nWARC/1.1\r\n", at)
        at = at + 4 if at >= 0 else at
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def zstd(plain: bytes, *, dictionary: bytes = b"", packed: bool = False) -> bytes:
    """Return a WARC file with a frame for each record, behind its dictionary if it has one."""
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    compressor = zstandard.ZstdCompressor(dict_data=known, write_content_size=True)
    frames = b"".join(map(compressor.compress, members_of(plain)))
    if not dictionary:
        return frames
    held = zstandard.ZstdCompressor().compress(dictionary) if packed else dictionary
    return b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(held)) + held + frames


def wacz(path: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> Path:
    """Write a WACZ of these WARC files."""
    with zipfile.ZipFile(path, "w", compression) as packed:
        packed.writestr("datapackage.json", "{}")
        for name, data in members.items():
            packed.writestr(f"archive/{name}", data)
    return path


def _as_heritrix(kind: str, target: str, at: str, block: bytes, *fields: str) -> bytes:
    lines = (
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {target}",
        f"WARC-Date: {at}",
        *fields,
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, kind + target + at)}>",
        f"Content-Length: {len(block)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def heritrix(truncated: str = "") -> bytes:
    """Return a file in the form of Heritrix 3: a crawl of two days, in members of gzip.

    Names are looked up in records of their own; bodies keep their chunks; the second day's answer
    is a revisit with a head; and each answer has a metadata record.
    """
    days = "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page()[:700], page()[700:]))
    answer = head + body + b"0\r\n\r\n"
    http = "Content-Type: application/http; msgtype=response"
    digest = f"WARC-Payload-Digest: sha1:{base64.b32encode(sha1(page()).digest()).decode()}"
    cut = (f"WARC-Truncated: {truncated}",) if truncated else ()
    repeats = (
        "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
        "WARC-Truncated: length",
        f"WARC-Refers-To-Target-URI: {STORY}",
        f"WARC-Refers-To-Date: {days[0]}",
    )
    about = "Content-Type: application/warc-fields"
    info = b"software: Heritrix/3.4.0-20220727\r\nformat: WARC File Format 1.0\r\n"
    dns = b"20260301100000\nnews.example.\t300\tIN\tA\t192.0.2.7\n"
    records = (
        _as_heritrix("warcinfo", "none", days[0], info, about).replace(
            b"WARC-Target-URI: none", b"WARC-Filename: A-20260301.warc.gz"
        ),
        _as_heritrix("response", "dns:news.example", days[0], dns, "Content-Type: text/dns"),
        _as_heritrix("response", STORY, days[0], answer, http, digest, *cut),
        _as_heritrix("request", STORY, days[0], b"GET / HTTP/1.0\r\n\r\n", http),
        _as_heritrix("metadata", STORY, days[0], b"via: https://news.example/\r\n", about),
        _as_heritrix("revisit", STORY, days[1], head, http, digest, *repeats),
    )
    return b"".join(map(gzip.compress, records))
