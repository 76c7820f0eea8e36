"""Files as other tools write them: made with warcio, packed in the ways that are met."""

import io
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
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

    def revisit(self, at: str, digest: str, of_url: str, of_at: str, url: str = STORY) -> None:
        """Add a revisit, of an answer that these name."""
        self._writer.write_record(
            self._writer.create_revisit_record(
                url, digest, of_url, of_at, warc_headers_dict={"WARC-Date": at}
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
