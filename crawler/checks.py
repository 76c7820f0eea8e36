"""Check parts: a Run's check lines as stored objects, each naming the hash of the part before it.

An object is gzip of canonical JSON lines: the part's header; checks; in the last part of a Run that
ended in order, its report. ``zcat`` shows it. The gzip header carries a seal over every byte, see
``crawler.gzipped``.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

from crawler.codec import canonical_json, decode, encode
from crawler.errors import BadRecord
from crawler.gzipped import seal, unseal
from crawler.identity import CheckKey, check_key, parse_key
from crawler.model import (
    FORMAT,
    VERSIONED,
    Check,
    Finding,
    ObjectRef,
    Outcome,
    misfit,
    storable,
    storable_all,
)

_READ_LIMIT = 1 << 28
_NEEDED = frozenset(spec.name for spec in fields(Check) if spec.default is not None)
_MAX_NUMBER_LENGTH = 20
_FINDINGS = "|".join(finding.label for finding in Finding)
_FINDING_IN_WORDS = re.compile(rf"\[({_FINDINGS}), (\d{{1,3}}) of 100\]$")
"""How lines of before 2026-11-27, which have no field for their finding, say it: at the end of the
reason.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeader:
    """The first line of a part.

    What only the first part of a Run states is None, or empty, in the later ones.
    """

    run: str
    part: int
    """Counted from 1."""
    previous: str | None
    """SHA-256 of the object that holds the part before; None in part 1."""
    plan: dict[str, Any] | None = None
    trigger: str | None = None
    started: datetime | None = None
    process: str | None = None
    """The process that carries the run out: host, boot, process id, start. Who is on that machine
    can tell whether it still lives.
    """
    seen: tuple[ObjectRef, ...] = ()
    """The last parts of the newest Runs that this one has seen when it began."""
    made: tuple[ObjectRef, ...] | None = None
    """The aliases, profiles and derivations that the run has stored since the part before. None in
    parts of earlier releases.
    """
    archive: str | None = None
    """The id of the archive that the Run wrote to. None in parts of early releases."""
    kind: Literal["part"] = "part"
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A check line that holds what no column of an index can.

    An earlier release wrote it, or a forger. The rest of it is used.
    """

    line: int
    """In the part's text, counted from 1."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stored part.

    ``report`` ends the last part of a Run; a Run that was interrupted has none.
    """

    header: PartHeader
    checks: tuple[Check, ...] = ()
    report: dict[str, Any] | None = field(default=None)
    """A JSON object without floats."""
    unusable: tuple[Unusable, ...] = field(default=(), compare=False)
    """Of a part that was read: its lines that hold something unusable. ``checks`` has them without
    it.
    """

    @property
    def key(self) -> str:
        """The key that this part is stored under."""
        return check_key(self.header.run, self.header.part)


def encode_part(part: Part) -> bytes:
    """Return the stored bytes of a part.

    Raises ``TypeError`` where plan or report hold what stored JSON has no form for, a float say.
    """
    lines = [encode(part.header), *(encode(check) for check in part.checks)]
    if part.report is not None:
        lines.append(canonical_json(part.report | {"kind": "report"}) + b"\n")
    return seal(b"".join(lines))


def decode_part(data: bytes, key: str) -> Part:
    """Return the part that ``encode_part`` made.

    Raises ``BadRecord`` where the bytes are damaged or belong under another key.
    """
    try:
        part = parse_part(data)
    except BadRecord as error:
        raise BadRecord(f"{key}: {error.message}") from error
    if parse_key(key) != CheckKey(part.header.run, part.header.part):
        raise BadRecord(
            f"{key} holds part {part.header.part} of run {part.header.run}, which belongs elsewhere"
        )
    return part


def parse_part(data: bytes) -> Part:
    """Return the part in ``data``, whatever key it stands under.

    Raises ``BadRecord`` where the bytes are damaged.
    """
    return _parsed(unseal(data, _READ_LIMIT))


def parse_part_of(data: bytes, articles: Collection[str] | None) -> tuple[Part, Counter[str]]:
    """Return the part with the lines of these Articles alone, and the outcomes of all others'.

    A line of another article is read no further than that takes. Raises ``BadRecord`` as
    ``parse_part`` does, but for what only a full look at such a line shows. Without ``articles``
    all lines are read.
    """
    outcomes: Counter[str] = Counter()
    if articles is None:
        return parse_part(data), outcomes
    names = {name.encode() for name in articles}

    def wanted(line: bytes, run: str) -> bool:
        outcome = _outcome_of_others(line, names, run.encode())
        if outcome is not None and _OF_ARTICLE in line:
            outcomes[outcome] += 1
        return outcome is None

    return _parsed(unseal(data, _READ_LIMIT), wanted), outcomes


def _outcome_of_others(line: bytes, names: Collection[bytes], run: bytes) -> str | None:
    """Return the outcome in a check line of another article.

    None where it may be of one of these, or says what none of this run should. Looks for members as
    they are written: a quotation mark that follows a comma is JSON's own, and never part of a text.
    """
    start = line.find(_OUTCOME) + len(_OUTCOME)
    outcome = _OUTCOMES.get(line[start : line.find(b'"', start)])
    if (
        outcome is None
        or line[12 : line.find(b'"', 12)] in names
        or not line.startswith((b'{"article":"', b'{"article":null,'))
        or b',"run":"' + run + b'"' not in line
    ):
        return None
    if outcome in VERSIONED and _OF_ARTICLE in line and any(lack in line for lack in _LACKS):
        return None
    return outcome.value


_OF_ARTICLE = b',"kind":"article"'
_LACKS = (b'{"article":null', b',"record_sha256":null', b',"version":null')
_OUTCOME = b',"outcome":"'
_OUTCOMES = {outcome.value.encode(): outcome for outcome in Outcome}


def _parsed(content: bytes, wanted: Callable[[bytes, str], bool] | None = None) -> Part:
    *lines, rest = content.split(b"\n")
    if rest or not lines:
        raise BadRecord("its last line is cut off")
    header = decode(PartHeader, lines[0], what="line 1")
    report = _report(lines[-1], len(lines)) if len(lines) > 1 else None
    body = lines[1:] if report is None else lines[1:-1]
    unusable: list[Unusable] = []
    checks = tuple(
        _check(line, number, unusable)
        for number, line in enumerate(body, 2)
        if wanted is None or wanted(line, header.run)
    )
    strange = next((check.run for check in checks if check.run != header.run), None)
    if strange is not None:
        raise BadRecord(f"a check of run {strange} stands in a part of run {header.run}")
    return Part(header=header, checks=checks, report=report, unusable=tuple(unusable))


def _check(line: bytes, number: int, unusable: list[Unusable]) -> Check:
    """Return the check in a line.

    What none can hold is left out of it, and noted. Raises ``BadRecord`` where it is no check for
    other reasons.
    """
    try:
        return _with_finding(decode(Check, line, what=f"line {number}"))
    except BadRecord:
        usable, why = _usable(line)
        if not why:
            raise
        check = decode(Check, usable, what=f"line {number}")
        unusable.append(Unusable(line=number, why=why))
        return _with_finding(check)


def _with_finding(check: Check) -> Check:
    """Return the check with the finding that an early line has in its reason alone."""
    if not check.outcome.is_doubtful or check.finding is not None or check.reason is None:
        return check
    said = _FINDING_IN_WORDS.search(check.reason)
    if said is None:
        return check
    return replace(check, finding=Finding.named(said[1]), score=int(said[2]))


def _usable(line: bytes) -> tuple[str, str]:
    """Return the line without what no column can hold, and what that was.

    Nothing, where the line is at fault otherwise.
    """
    try:
        members = json.loads(line, parse_int=_number)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(members, dict):
        return "", ""
    bad = {name: why for name, value in members.items() if (why := misfit(name, value))}
    kept = {
        name: storable_all(value)
        for name, value in members.items()
        if name not in bad or name in _NEEDED
    }
    return json.dumps(kept), "; ".join(f"{storable(name)} holds {why}" for name, why in bad.items())


def _number(digits: str) -> int:
    """Return an integer, one of absurd length cut to a length that is still out of every range."""
    return int(digits[: _MAX_NUMBER_LENGTH + 1])


def _report(line: bytes, number: int) -> dict[str, Any] | None:
    """Return the report in the last line, or None where a check stands there."""
    if b'"report"' not in line:  # most parts hold none
        return None
    value = decode(dict[str, Any], line, what=f"line {number}")
    return (
        {name: item for name, item in value.items() if name != "kind"}
        if value.get("kind") == "report"
        else None
    )
