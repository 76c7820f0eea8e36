"""The bytes of a WARC file as the Capture that they were written from."""

from crawler.codec import parse_stamp
from crawler.errors import BadRecord
from crawler.model import Capture, Exchange
from crawler.warc.http import recovered
from crawler.warc.notes import parse_notes
from crawler.warc.records import Record, digest, unpack


def read(data: bytes) -> Capture:
    """The Capture in ``data``, as ``write`` made it. Raises ``BadRecord`` on anything damaged, cut, added or out of order."""
    records = list(unpack(data))
    types = [record.need("WARC-Type") for record in records]
    rescue = records.pop().block if types[-1:] == ["resource"] else None
    hops, rest = divmod(len(records) - 1, 3)
    if hops < 1 or rest or types[: len(records)] != ["warcinfo", *["request", "response", "metadata"] * hops]:
        raise BadRecord(f"these WARC records are no capture: {', '.join(types) or 'none'}")
    triples = (records[start : start + 3] for start in range(1, len(records), 3))
    return Capture(exchanges=tuple(_exchange(triple, hop, hops) for hop, triple in enumerate(triples, 1)), rescue=rescue)


def _exchange(triple: list[Record], hop: int, hops: int) -> Exchange:
    request, response, metadata = triple
    notes = parse_notes(metadata.block)
    if (notes.hop, notes.hops) != (hop, hops):
        raise BadRecord(f"hop {hop} of {hops} says that it is {notes.hop} of {notes.hops}")
    if {request.get("WARC-Concurrent-To"), metadata.get("WARC-Concurrent-To")} != {response.need("WARC-Record-ID")}:
        raise BadRecord(f"the records of hop {hop} do not name each other")
    found = recovered(_outline(response), request.block, response.block)
    if response.need("WARC-Payload-Digest") != digest(found.body):
        raise BadRecord(f"the body of hop {hop} does not fit its payload digest")
    return notes.applied(found)


def _outline(response: Record) -> Exchange:
    """What the named fields say of an exchange."""
    try:
        fetched_at = parse_stamp(response.need("WARC-Date"))
    except ValueError as error:
        raise BadRecord(f"a WARC record has no usable date: {error}") from error
    return Exchange(url=response.need("WARC-Target-URI"), fetched_at=fetched_at, status=0, ip=response.get("WARC-IP-Address"))
