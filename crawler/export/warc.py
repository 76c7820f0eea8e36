"""All captures of an Article as one WARC file: any captures put end to end are one."""

from collections.abc import Mapping
from typing import BinaryIO

from crawler.codec import sha256
from crawler.export.cdxj import CdxjEntry, entries
from crawler.export.decoded_copies import decoded_copies
from crawler.export.evidence import Evidence
from crawler.export.export_request import Companion, ExportRequest
from crawler.export.manifests import as_sums


def write(request: ExportRequest, out: BinaryIO) -> tuple[Companion, ...]:
    """Write the captures. Returns what makes the index and the manifest beside the file."""
    evidence = request.evidence
    found, _ = write_warc(evidence, out)

    def index(digests: Mapping[str, str]) -> bytes:
        return as_cdxj(found, next(iter(digests))).encode()

    def manifest(digests: Mapping[str, str]) -> bytes:
        damaged = "".join(f"# damaged: {one.key}: {one.problem}\n" for one in evidence.damage)
        return (damaged + as_sums(digests)).encode()

    return index, manifest


def write_warc(evidence: Evidence, out: BinaryIO) -> tuple[list[CdxjEntry], list[tuple[int, int]]]:
    """Write the captures, each as stored, then copies of what replay tools cannot decode.

    Returns the index, which leads to such a copy in place of its original, and offset and length of
    each capture.

    One that is not what its name says is written too, is in no index, and is the evidence's
    ``damage``. Raises the ``StoreError`` family.
    """
    found: list[CdxjEntry] = []
    places: list[tuple[int, int]] = []
    offset = 0
    for ref in evidence.all_captures:
        data = evidence.capture(ref)
        if sha256(data) == ref.sha256:
            found += entries(data, offset)
        places.append((offset, len(data)))
        out.write(data)
        offset += len(data)
    copies = {}
    for copy, record in decoded_copies(found, offset):
        copies[copy.exchange.url, copy.exchange.fetched_at] = copy
        out.write(record)
    shown = [copies.get((one.exchange.url, one.exchange.fetched_at), one) for one in found]
    return shown, places


def as_cdxj(found: list[CdxjEntry], filename: str) -> str:
    """Return the index of a WARC file of this name, sorted."""
    return "".join(sorted(line for entry in found for line in entry.lines(filename)))
