"""The bytes of a WARC file as the Capture that they were written from."""

from datetime import datetime

from crawler.codec import parse_utc
from crawler.errors import BadRecord
from crawler.model import Capture, Exchange, ImportOrigin, Rendering
from crawler.warc.http import recovered
from crawler.warc.notes import parse_import, parse_notes, parse_rendering
from crawler.warc.warc_records import WarcRecord, digest, unpack
from crawler.warc.warc_writer import NOTES

_TRIPLE = ["request", "response", "metadata"]
_RENDERINGS: list[list[str]] = [
    [],
    ["conversion", "metadata"],
    ["conversion", "metadata", "resource"],
]


def read(data: bytes) -> Capture:
    """Return the Capture in ``data``, as ``write`` made it.

    Raises ``BadRecord`` on anything damaged, cut, added or out of order.
    """
    records = list(unpack(data))
    types = [record.need("WARC-Type") for record in records]
    hops = types.count("response")
    end = 1 + 3 * hops
    rescue = records[end].block if types[end : end + 1] == ["resource"] else None
    imported, records = _origin(records, end)
    rendered = records[end + (rescue is not None) :]
    if (
        not hops
        or types[:end] != ["warcinfo", *_TRIPLE * hops]
        or [one.need("WARC-Type") for one in rendered] not in _RENDERINGS
    ):
        raise BadRecord(f"these WARC records are no capture: {', '.join(types) or 'none'}")
    triples = (records[start : start + 3] for start in range(1, end, 3))
    exchanges = tuple(_exchange(triple, hop, hops) for hop, triple in enumerate(triples, 1))
    return Capture(
        exchanges=exchanges,
        rescue=rescue,
        rendering=_rendering(rendered, records[end - 2]) if rendered else None,
        imported=imported,
    )


def _origin(records: list[WarcRecord], end: int) -> tuple[ImportOrigin | None, list[WarcRecord]]:
    """Return where an imported answer comes from, and the records without the one that says so."""
    last = records[-1] if len(records) > end else None
    if last is None or not (last.get("WARC-Target-URI") or "").startswith(f"{NOTES}import:"):
        return None, records
    if last.get("WARC-Concurrent-To") != records[end - 2].need("WARC-Record-ID"):
        raise BadRecord("the record of an import does not name the answer")
    return parse_import(last.block), records[:-1]


def _rendering(records: list[WarcRecord], answer: WarcRecord) -> Rendering:
    document, metadata, *picture = records
    notes = parse_rendering(metadata.block)
    named = {
        document.get("WARC-Refers-To"): answer,
        **{record.get("WARC-Concurrent-To"): document for record in (metadata, *picture)},
    }
    if any(name != record.need("WARC-Record-ID") for name, record in named.items()):
        raise BadRecord("the records of the rendering do not name each other")
    return Rendering(
        rendered_at=_date(document),
        html=document.block,
        browser=notes.browser,
        settled=notes.settled,
        requests=notes.requests,
        received=notes.received,
        missing=notes.missing,
        screenshot=picture[0].block if picture else None,
    )


def _exchange(triple: list[WarcRecord], hop: int, hops: int) -> Exchange:
    request, response, metadata = triple
    notes = parse_notes(metadata.block)
    if (notes.hop, notes.hops) != (hop, hops):
        raise BadRecord(f"hop {hop} of {hops} says that it is {notes.hop} of {notes.hops}")
    if {request.get("WARC-Concurrent-To"), metadata.get("WARC-Concurrent-To")} != {
        response.need("WARC-Record-ID")
    }:
        raise BadRecord(f"the records of hop {hop} do not name each other")
    found = recovered(_outline(response), request.block, response.block)
    if response.need("WARC-Payload-Digest") != digest(found.body):
        raise BadRecord(f"the body of hop {hop} does not fit its payload digest")
    return notes.applied(found)


def _outline(response: WarcRecord) -> Exchange:
    """Return what the named fields say of an exchange."""
    return Exchange(
        url=response.need("WARC-Target-URI"),
        fetched_at=_date(response),
        status=0,
        ip=response.get("WARC-IP-Address"),
    )


def _date(record: WarcRecord) -> datetime:
    try:
        return parse_utc(record.need("WARC-Date"))
    except ValueError as error:
        raise BadRecord(f"a WARC record has no usable date: {error}") from error
