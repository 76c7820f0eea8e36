"""The walk through a file: what may be a page goes on the worklist, all else is counted."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, BinaryIO

from crawler import identity
from crawler.codec import format_utc, parse_utc
from crawler.errors import BadUrl
from crawler.imports.source_files import SourceFile, SourceKind
from crawler.imports.worklist import WorkItem, Worklist
from crawler.warc import ForeignRecord, canonical_digest, fits_digest, walk

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf"})
"""What can be an article."""
_ANSWERS = frozenset({"response", "resource", "revisit"})
_REMOVED = frozenset({404, 410})
_NOT_MODIFIED = 304
_FIRST_SITE = datetime(1990, 12, 20, tzinfo=UTC)
"""A time before that is one that a tool did not know: most often 0, for 1970."""
_TIME = "a time with its zone, such as 2026-03-01T10:00:00Z"
_MAX_SHOWN = 40
MAX_TOLD = 20
"""Broken records that are told one by one."""


class LeftOut(StrEnum):
    """Why a record is no page to import. The strings are told and stored."""

    NO_ANSWER = "no_answer"
    """It is a request, a description or the like."""
    NOT_HTTP = "not_http"
    """Its URL is none of the web's."""
    NOT_HTML = "not_html"
    STATUS = "status"
    """A redirect, an error: nothing to read, and no removal either."""
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    """It cannot be read, is cut off, has no usable time, or does not fit its own digest."""
    UNRESOLVED = "unresolved"
    """A revisit whose answer is neither in a file of the call nor in the archive."""
    REPEATED = "repeated"
    """It is in the file twice."""
    KNOWN = "known"
    """The archive has this capture."""
    NO_ARTICLE = "no_article"
    """It is no article, and the archive has none at its URL."""


@dataclass(slots=True)
class ImportTally:
    """What was found in a file."""

    records: int = 0
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    """The first of those that are broken, each with its place and the reason."""

    def leave(self, why: LeftOut) -> None:
        """Count a record that is left out."""
        self.left_out[why] += 1

    def note_broken(self, place: str, reason: str) -> None:
        """Count a broken record."""
        self.leave(LeftOut.BROKEN)
        if len(self.broken) < MAX_TOLD:
            self.broken.append(f"{place}: {reason}")


def scan(
    source: SourceFile,
    worklist: Worklist,
    tally: ImportTally,
    *,
    number: int = 0,
    now: datetime,
    max_bytes: int,
    progress: Callable[[], bool],
) -> None:
    """Walk through a file. ``progress`` is asked after each record whether to go on.

    ``number`` is its place among the files of the call.
    """
    walker = _Walk(worklist, tally, number, now, max_bytes)
    for reason in source.broken:
        tally.note_broken(source.name, reason)
    for place, segment in enumerate(source.segments):
        with segment.open() as stream:
            if source.kind is SourceKind.JSON_LINES:
                found = walker.lines(stream)
            else:
                found = walker.records(stream, place, segment.member)
            for _ in found:
                tally.records += 1
                if not progress():
                    return


class _Walk:
    def __init__(
        self, worklist: Worklist, tally: ImportTally, source: int, now: datetime, max_bytes: int
    ) -> None:
        self._worklist, self._source = worklist, source
        self._now, self._max_bytes = now, max_bytes
        self.tally = tally

    def records(self, stream: BinaryIO, number: int, member: str | None) -> Iterator[None]:
        """Take in the records of a WARC file."""
        for record in walk(stream):
            place = f"{member}, byte {record.offset}" if member else f"byte {record.offset}"
            try:
                found = self._item(record, number)
            except ValueError as error:
                self.tally.note_broken(place, str(error))
            else:
                if isinstance(found, LeftOut):
                    self.tally.leave(found)
                else:
                    self._worklist.add(found)
            yield

    def _item(self, record: ForeignRecord, segment: int) -> WorkItem | LeftOut:
        """Return the record as an item. Raises ``ValueError`` where it is broken."""
        if record.broken is not None:
            raise ValueError(record.broken)
        if record.type not in _ANSWERS:
            return LeftOut.NO_ANSWER
        target = (record.get("WARC-Target-URI") or "").strip().strip("<>")
        if not target.lower().startswith(("http://", "https://")):
            return LeftOut.NOT_HTTP
        try:
            url = identity.normalise(target)
        except BadUrl:
            return LeftOut.NOT_HTTP
        why = _no_page(record)
        if why is None and record.length > self._max_bytes:
            why = LeftOut.TOO_LARGE
        if why is not None:
            return why
        cut = record.get("WARC-Truncated")
        if cut and record.type != "revisit":  # which never has all of the answer
            raise ValueError(f"the tool that captured it cut it off (WARC-Truncated: {cut})")
        refers = (record.get("WARC-Refers-To-Target-URI") or "").strip().strip("<>")
        at = record.get("WARC-Refers-To-Date")
        return WorkItem(
            url=url,
            at=self._time(record.get("WARC-Date") or ""),
            source=self._source,
            segment=segment,
            offset=record.offset,
            type=record.type,
            target=target,
            record=record.get("WARC-Record-ID"),
            digest=_payload_digest(record),
            refers_id=record.get("WARC-Refers-To"),
            refers_url=refers or None,
            refers_at=_sortable(parse_utc(at)) if at else None,
        )

    def _time(self, text: str) -> str:
        """Return the time as the worklist sorts it. Raises ``ValueError``."""
        try:
            at = parse_utc(text.strip())
        except ValueError as error:
            shown = f"{text.strip()[:_MAX_SHOWN]!r}, for {_TIME}"
            raise ValueError(f"it has no usable time: {shown}: {error}") from error
        if not _FIRST_SITE <= at <= self._now:
            when = "in the future" if at > self._now else "before there was a web"
            raise ValueError(f"it says that it was captured {when}: {format_utc(at)}")
        return _sortable(at)

    def lines(self, stream: BinaryIO) -> Iterator[None]:
        """Take in lines of JSON."""
        number = 0
        while True:
            offset = stream.tell()
            line = stream.readline(2 * self._max_bytes)
            if not line:
                return
            number += 1
            if not line.strip():
                continue
            try:
                self._line(line, offset, number)
            except (ValueError, RecursionError) as error:
                self.tally.note_broken(f"line {number}", str(error).partition("\n")[0])
            yield

    def _line(self, line: bytes, offset: int, number: int) -> None:
        members = parse_line(line)
        status, url = members.get("status", 200), identity_of(members["url"])
        if not _is_read(status):
            self.tally.leave(LeftOut.STATUS)
            return
        item = WorkItem(
            url=url,
            at=self._time(members["time"]),
            source=self._source,
            segment=0,
            offset=offset,
            type="line",
            line=number,
            target=members["url"],
        )
        self._worklist.add(item)


def parse_line(line: bytes) -> dict[str, Any]:
    """Return the members of a line of JSON. Raises ``ValueError`` that says what is wrong."""
    try:
        members = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error.msg} (column {error.colno})") from error
    if not isinstance(members, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004  # the file's fault, as above
    for name, form in (("url", "a string"), ("time", _TIME)):
        value = members.get(name)
        if value is None:
            raise ValueError(f"it has no {name!r}")
        if not isinstance(value, str):
            shown = json.dumps(value)[:_MAX_SHOWN]
            raise ValueError(f"its {name!r} is {shown}, and must be {form}")  # noqa: TRY004  # as above
    if [isinstance(members.get(name), str) for name in ("html", "file")].count(True) != 1:
        raise ValueError("it needs one of 'html' (the page) and 'file' (where the page is)")
    if not isinstance(members.get("status", 200), int):
        raise ValueError("its 'status' is no number")  # noqa: TRY004  # as above
    if not isinstance(members.get("content_type", ""), str):
        raise ValueError("its 'content_type' is no string")  # noqa: TRY004  # as above
    return members


def identity_of(url: str) -> str:
    """Return the normalised URL. Raises ``ValueError``."""
    try:
        return identity.normalise(url)
    except BadUrl as error:
        raise ValueError(error.message) from error


def _is_read(status: int) -> bool:
    return 200 <= status < 300 or status in _REMOVED  # noqa: PLR2004  # RFC 9110's class


def _no_page(record: ForeignRecord) -> LeftOut | None:
    status = record.status
    if record.type != "resource" and status != _NOT_MODIFIED and status is not None:
        if not _is_read(status):
            return LeftOut.STATUS
        if status in _REMOVED:
            return None
    if record.type == "response" and status is None:
        raise ValueError("the record holds no HTTP answer")
    if record.type == "response" and status == _NOT_MODIFIED:
        return LeftOut.STATUS
    is_http = record.type != "revisit" or status is not None
    kind = record.media_type if is_http and status != _NOT_MODIFIED else None
    return None if kind is None or kind in PAGE_TYPES else LeftOut.NOT_HTML


def _payload_digest(record: ForeignRecord) -> str | None:
    """Return the digest that the record states; None for a revisit's of its own empty body.

    A "not modified" has no body, and some tools state the digest of that.
    """
    digest = canonical_digest(record.get("WARC-Payload-Digest"))
    return None if record.type == "revisit" and fits_digest(digest, b"") else digest


def _sortable(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
