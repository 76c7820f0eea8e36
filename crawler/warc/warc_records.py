"""WARC records to bytes and back.

Named fields, a block, digests, each record a gzip member of its own.
"""

import io
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crawler.codec import canonical_json, sha256
from crawler.errors import BadRecord
from crawler.gzipped import member, members
from crawler.model import Headers

_NAMESPACE = uuid.UUID("9d0e3c52-6f0b-5d0c-8a52-7a1b6c1f0c11")
_READ_LIMIT = 1 << 30
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record before it has an id.

    ``concurrent`` is the position, in its file, of the record that it came about with, ``refers``
    that of the one that it was made from.
    """

    type: str
    content_type: str
    fields: Headers
    block: bytes = field(repr=False)
    payload: bytes | None = field(default=None, repr=False)
    concurrent: int | None = None
    refers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """A record as it was read; its block fits its block digest."""

    fields: Headers
    block: bytes = field(repr=False)

    def get(self, name: str) -> str | None:
        """Return the first value of this named field, or None."""
        return next((value for key, value in self.fields if key == name), None)

    def need(self, name: str) -> str:
        """Return the first value of this named field. Raises ``BadRecord`` where there is none."""
        value = self.get(name)
        if value is None:
            raise BadRecord(f"a WARC record has no {name}")
        return value


def digest(data: bytes) -> str:
    """Return a labelled digest as WARC fields hold it.

    ``sha256:`` and the digits that ``sha256sum`` prints.
    """
    return "sha256:" + sha256(data)


def pack(drafts: Sequence[Draft]) -> bytes:
    """Return a WARC file of these records.

    Record ids follow from the whole content: equal drafts give equal bytes.
    """
    content = [[draft.type, draft.fields, sha256(draft.block)] for draft in drafts]
    name = sha256(canonical_json(content))
    ids = [
        f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{name}/{position}')}>"
        for position in range(len(drafts))
    ]
    return b"".join(
        member(_serialised(_named_fields(draft, ids, position), draft.block))
        for position, draft in enumerate(drafts)
    )


def _named_fields(draft: Draft, ids: list[str], position: int) -> Headers:
    concurrent = (
        () if draft.concurrent is None else (("WARC-Concurrent-To", ids[draft.concurrent]),)
    )
    refers = () if draft.refers is None else (("WARC-Refers-To", ids[draft.refers]),)
    payload = () if draft.payload is None else (("WARC-Payload-Digest", digest(draft.payload)),)
    return (
        ("WARC-Type", draft.type),
        ("WARC-Record-ID", ids[position]),
        *draft.fields,
        *concurrent,
        *refers,
        *payload,
        ("WARC-Block-Digest", digest(draft.block)),
        ("Content-Type", draft.content_type),
        ("Content-Length", str(len(draft.block))),
    )


def _serialised(fields: Headers, block: bytes) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders  # most commands touch no capture

    head: bytes = StatusAndHeaders("", list(fields), protocol="WARC/1.1").to_bytes()
    return head + block + _END


def unpack(data: bytes) -> Iterator[WarcRecord]:
    """Yield the records of a WARC file that ``pack`` made.

    Raises ``BadRecord`` on anything else.
    """
    for content in members(data, _READ_LIMIT):
        yield _parsed(content)


def _parsed(content: bytes) -> WarcRecord:
    from warcio.exceptions import ArchiveLoadFailed  # as above
    from warcio.recordloader import ArcWarcRecordLoader

    try:
        parsed = ArcWarcRecordLoader().parse_record_stream(
            io.BytesIO(content), known_format="warc", no_record_parse=True
        )
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise BadRecord(f"a WARC record cannot be read: {error}") from error
    fields = tuple((str(name), str(value)) for name, value in parsed.rec_headers.headers)
    record = WarcRecord(fields=fields, block=parsed.raw_stream.read())
    if _serialised(fields, record.block) != content:
        raise BadRecord("a WARC record's length or fields do not fit its bytes")
    if record.need("WARC-Block-Digest") != digest(record.block):
        raise BadRecord(f"the {record.need('WARC-Type')} record does not fit its block digest")
    return record
