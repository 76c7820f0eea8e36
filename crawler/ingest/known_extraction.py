"""What a recheck may take over from the last page that was read in full, and the tests for it.

An extraction is a function of the page's bytes and of the terms that it is read on. So the same
bytes on the same terms need not be read again. The time of the fetch is one of the terms, too, but
for pages only as a day: a date on the page counts from so many days before it.
"""

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import TypeGuard

from crawler.codec import as_json, canonical_json, decode
from crawler.model import Capture, Extraction, Head, State

_BYTES = 16


def terms_hash(capture: Capture, status: int | None, extractor: str, limit: int) -> bytes:
    """Return a digest of all that extraction is given besides the page's bytes."""
    return _digest(
        *(value.encode("utf-8", "replace") for value in _terms(capture)),
        str(status).encode(),
        extractor.encode(),
        str(limit).encode(),
        capture.rescue or b"",
    )


def _terms(capture: Capture) -> Iterator[str]:
    yield capture.url
    yield capture.exchanges[0].url if len(capture.exchanges) > 1 else ""
    yield "" if capture.rendering is None else "rendered"
    yield capture.answer.header("Content-Type") or ""


def body_hash(capture: Capture) -> bytes:
    """Return a digest of the bytes that extraction reads."""
    if capture.rendering is not None:
        return _digest(b"", capture.rendering.html)
    codings = [
        value
        for name, value in capture.answer.response_headers
        if name.lower() == "content-encoding"
    ]
    return _digest(",".join(codings).encode("utf-8", "replace"), capture.answer.body)


def _digest(*pieces: bytes) -> bytes:
    found = blake2b(digest_size=_BYTES)
    for piece in pieces:
        found.update(len(piece).to_bytes(8, "big"))
        found.update(piece)
    return found.digest()


def differing(extraction: Extraction, head: Head) -> str | None:
    """Return the fields of an extraction that are not the head's, as JSON; None if all are."""
    mine, theirs = as_json(extraction), as_json(head.record.extraction)
    fields = {name: value for name, value in mine.items() if theirs.get(name) != value}
    return canonical_json(fields).decode() if fields else None


def known_extraction(fields: str | None, head: Head) -> Extraction | None:
    """Return the extraction that ``differing`` made these fields of."""
    known = head.record.extraction
    if fields is None or known is None:
        return known
    return decode(Extraction, canonical_json(as_json(known) | json.loads(fields)))


def is_present(head: Head | None) -> TypeGuard[Head]:
    """Return whether there is a text that a page may show."""
    return (
        head is not None
        and head.record.state is State.PRESENT
        and head.record.extraction is not None
    )
