"""Check parts: a Run's check lines as stored objects, each naming the hash of the part before it.

An object is gzip of canonical JSON lines: the part's header; checks; in the last part of a Run that ended in order, its report.
``zcat`` shows it. The gzip header carries a seal over every byte, see ``crawler.gzipped``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from crawler.codec import canonical_json, decode, encode
from crawler.errors import BadRecord
from crawler.gzipped import seal, unseal
from crawler.identity import CheckKey, check_key, parse_key
from crawler.model import FORMAT, Check, ObjectRef

_READ_LIMIT = 1 << 28


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeader:
    """The first line of a part. What only the first part of a Run states is None, or empty, in the later ones."""

    run: str
    part: int
    """Counted from 1."""
    previous: str | None
    """SHA-256 of the object that holds the part before; None in part 1."""
    plan: dict[str, Any] | None = None
    trigger: str | None = None
    started: datetime | None = None
    process: str | None = None
    """The process that carries the run out: host, boot, process id, start. Who is on that machine can tell whether it still lives."""
    seen: tuple[ObjectRef, ...] = ()
    """The last parts of the newest Runs that this one has seen when it began."""
    archive: str | None = None
    """The id of the archive that the Run wrote to. None in parts of early releases."""
    kind: Literal["part"] = "part"
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stored part. ``report`` ends the last part of a Run; a Run that was interrupted has none."""

    header: PartHeader
    checks: tuple[Check, ...] = ()
    report: dict[str, Any] | None = field(default=None)
    """A JSON object without floats."""

    @property
    def key(self) -> str:
        """The key that this part is stored under."""
        return check_key(self.header.run, self.header.part)


def encode_part(part: Part) -> bytes:
    """The stored bytes of a part. Raises ``TypeError`` where plan or report hold what stored JSON has no form for, a float say."""
    lines = [encode(part.header), *(encode(check) for check in part.checks)]
    if part.report is not None:
        lines.append(canonical_json(part.report | {"kind": "report"}) + b"\n")
    return seal(b"".join(lines))


def decode_part(data: bytes, key: str) -> Part:
    """The part that ``encode_part`` made. Raises ``BadRecord`` where the bytes are damaged or belong under another key."""
    try:
        part = parse_part(data)
    except BadRecord as error:
        raise BadRecord(f"{key}: {error.message}") from error
    if parse_key(key) != CheckKey(part.header.run, part.header.part):
        raise BadRecord(f"{key} holds part {part.header.part} of run {part.header.run}, which belongs elsewhere")
    return part


def parse_part(data: bytes) -> Part:
    """The part in ``data``, whatever key it stands under. Raises ``BadRecord`` where the bytes are damaged."""
    return _parsed(unseal(data, _READ_LIMIT))


def _parsed(content: bytes) -> Part:
    *lines, rest = content.split(b"\n")
    if rest or not lines:
        raise BadRecord("its last line is cut off")
    header = decode(PartHeader, lines[0], what="line 1")
    report = _report(lines[-1], len(lines)) if len(lines) > 1 else None
    body = lines[1:] if report is None else lines[1:-1]
    checks = tuple(decode(Check, line, what=f"line {number}") for number, line in enumerate(body, 2))
    strange = next((check.run for check in checks if check.run != header.run), None)
    if strange is not None:
        raise BadRecord(f"a check of run {strange} stands in a part of run {header.run}")
    return Part(header=header, checks=checks, report=report)


def _report(line: bytes, number: int) -> dict[str, Any] | None:
    """The report in the last line, or None where a check stands there."""
    value = decode(dict[str, Any], line, what=f"line {number}")
    return {name: item for name, item in value.items() if name != "kind"} if value.get("kind") == "report" else None
