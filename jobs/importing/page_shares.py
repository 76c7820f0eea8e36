"""A share of the pages of an import, which a worker on another machine reads beforehand.

Reading is what costs most, and depends on nothing but the page. What the share says of a page is
taken only where both have the same capture of it, read by the same extractor.
"""

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.codec import as_json, canonical_json, decode, format_utc, sha256
from crawler.errors import BadRecord
from crawler.imports import SourceFile, SourceKind, WorkItem, Worklist
from crawler.ingest import ExtractedBefore
from crawler.model import Capture, Extraction

MAX_CANDIDATES = 4
"""Answers of a revisit that a share names. Where it repeats none of them, it is read by the call.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSegment:
    """A part of a file that can be read at any place, and how long the file is."""

    path: str
    start: int
    length: int | None
    member: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSource:
    """A file, as those know it who reach it under the same path."""

    path: str
    kind: SourceKind
    sha256: str
    segments: tuple[ShareSegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareCandidate:
    """An answer that a revisit may repeat."""

    item: WorkItem
    is_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareItem:
    """A record that may be a page."""

    position: int
    """Its place among the pages of its file."""
    item: WorkItem
    candidates: tuple[ShareCandidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShare:
    """Pages to be read."""

    sources: tuple[tuple[int, ShareSource], ...]
    items: tuple[ShareItem, ...]
    max_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What came of one page."""

    position: int
    capture: str
    """Hash of all that an extraction depends on."""
    extraction: Extraction
    milliseconds: int
    """What that took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesRead:
    """What came of a share."""

    pages: tuple[ReadPage, ...]


def share_of(
    items: Sequence[tuple[int, WorkItem]],
    sources: Sequence[SourceFile],
    worklist: Worklist,
    max_bytes: int,
) -> Mapping[str, Any]:
    """Return a share as JSON, for ``read_pages``. Raises ``OSError`` where a file is gone."""
    shared = []
    for position, item in items:
        found = worklist.candidates(item) if item.type == "revisit" else iter(())
        candidates = tuple(
            ShareCandidate(item=one.item, is_named=one.is_named)
            for one, _ in zip(found, range(MAX_CANDIDATES), strict=False)
        )
        shared.append(ShareItem(position=position, item=item, candidates=candidates))
    numbers = {one.item.source for one in shared}
    numbers |= {other.item.source for one in shared for other in one.candidates}
    named = tuple((number, _shared(sources[number])) for number in sorted(numbers))
    share: dict[str, Any] = as_json(
        PageShare(sources=named, items=tuple(shared), max_bytes=max_bytes)
    )
    return share


def _shared(source: SourceFile) -> ShareSource:
    return ShareSource(
        path=str(source.path.resolve()),
        kind=source.kind,
        sha256=source.sha256,
        segments=tuple(
            ShareSegment(
                path=str(one.path.resolve()),
                start=one.start,
                length=one.length,
                member=one.member,
                size=one.path.stat().st_size,
            )
            for one in source.segments
        ),
    )


def pages_read(answer: str) -> dict[int, ReadPage]:
    """Return the pages of an answer, by their places in their file. Raises ``BadRecord``."""
    try:
        data = zlib.decompress(base64.b64decode(answer, validate=True))
    except (binascii.Error, zlib.error) as error:
        raise BadRecord(f"the answer of a job makes no sense: {error}") from error
    pages = decode(PagesRead, data, what="the answer of a job").pages
    return {page.position: page for page in pages}


def read_before(page: ReadPage | None, capture: Capture) -> ExtractedBefore | None:
    """Return what was made of a capture; None where that was of another one."""
    if page is None or page.capture != capture_hash(capture):
        return None
    return ExtractedBefore(extraction=page.extraction, seconds=page.milliseconds / 1000)


def capture_hash(capture: Capture) -> str:
    """Return the hash of all that an extraction depends on."""
    return sha256(
        canonical_json(
            [
                [
                    one.url,
                    format_utc(one.fetched_at),
                    one.status,
                    [list(header) for header in one.response_headers],
                    sha256(one.body),
                ]
                for one in capture.exchanges
            ]
        )
    )
