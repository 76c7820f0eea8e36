"""Copies of answers whose content coding no replay tool undoes.

Beside the captures, which stay as they were stored.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crawler.codec import format_utc
from crawler.export.cdxj import CdxjEntry
from crawler.model import Exchange
from crawler.warc.http import response_block, uri
from crawler.warc.payload import Undecodable, codings, payload
from crawler.warc.warc_records import Draft, pack

_REPLAYED = frozenset({"gzip", "deflate", "br"})
"""Codings that pywb 2.10 and wabac.js 2.27 undo, if an answer has one of them alone."""
_MAX_BYTES = 1 << 28
_CHANGED = frozenset({"content-encoding", "content-length", "content-md5", "digest"})
STATEMENT = "X-Palimpsest-Decoded"
"""The header of a copy that says which codings were undone."""


def _needs_copy(exchange: Exchange) -> bool:
    """Return whether replay tools show the answer as a jumble of bytes."""
    try:
        found = codings(exchange)
    except Undecodable:
        return False
    return len(found) > 1 or not _REPLAYED.issuperset(found)


def decoded_copies(found: Iterable[CdxjEntry], offset: int) -> Iterator[tuple[CdxjEntry, bytes]]:
    """Yield a copy for each answer that needs one: its place in the index, and its record.

    The first stands at ``offset``. Each says in a header and in its record what it is, and names no
    digest of the original's. What cannot be decoded has none.
    """
    for entry in found:
        if not _needs_copy(entry.exchange):
            continue
        try:
            copy = _decoded(entry.exchange)
        except Undecodable:
            continue
        record = pack([_draft(copy)])
        yield (
            CdxjEntry(exchange=copy, digest=_digest(copy.body), offset=offset, length=len(record)),
            record,
        )
        offset += len(record)


def _decoded(exchange: Exchange) -> Exchange:
    body = payload(exchange, _MAX_BYTES)
    kept = [one for one in exchange.response_headers if one[0].lower() not in _CHANGED]
    stated = (("Content-Length", str(len(body))), (STATEMENT, ", ".join(codings(exchange))))
    return replace(exchange, body=body, response_headers=(*kept, *stated))


def _draft(copy: Exchange) -> Draft:
    return Draft(
        type="response",
        content_type="application/http; msgtype=response",
        fields=(
            ("WARC-Date", format_utc(copy.fetched_at)),
            ("WARC-Target-URI", uri(copy.url)),
            ("WARC-Payload-Digest", _digest(copy.body)),
        ),
        block=response_block(copy),
    )


def _digest(body: bytes) -> str:
    """Return the digest of a copy: SHA-1, where the original's is SHA-256.

    pywb's own index of a file has both under one URL and time, and shows the first by this field.
    """
    found = hashlib.sha1(body, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(found).decode()}"
