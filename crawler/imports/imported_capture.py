"""An item of the worklist as the capture that it holds."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from crawler.codec import sha256
from crawler.imports.scan import LeftOut, parse_line
from crawler.imports.source_files import SourceFile
from crawler.imports.worklist import WorkItem, Worklist
from crawler.model import Capture, Exchange, Headers, ImportOrigin
from crawler.warc import ForeignAnswer, is_exact, parse_answer, read_block, readable_headers

_NOT_MODIFIED = 304
_NO_REQUEST = "the request, which is not taken over from the file"
_NO_CHUNKS = "transfer coding"
_HEAD = "white space and line ends of the head"
_MADE = "the answer's head, which the file does not hold"


@dataclass(frozen=True, slots=True)
class PastCapture:
    """A page of a file, with the URL that it was captured for."""

    url: str
    capture: Capture

    @property
    def at(self) -> datetime:
        """Return when it was captured."""
        return self.capture.fetched_at


def past_capture(
    source: SourceFile, worklist: Worklist, item: WorkItem, *, max_bytes: int
) -> PastCapture | LeftOut:
    """Return the capture of an item, or why there is none.

    Raises ``ValueError`` where the record is broken.
    """
    origin = ImportOrigin(
        file=source.name,
        sha256=source.sha256,
        member=source.segments[item.segment].member,
        record=item.record,
        offset=item.offset,
    )
    if item.type == "line":
        exchange, origin = _of_line(source, item, origin, max_bytes)
    elif item.type == "revisit":
        found = worklist.referred(item)
        if found is None:
            return LeftOut.UNRESOLVED
        exchange, origin = _of_revisit(source, item, found, origin)
    else:
        exchange, origin = _of_record(source, item, origin)
    if len(exchange.body) > max_bytes:
        return LeftOut.TOO_LARGE
    headers, note = readable_headers(exchange, max_bytes)
    if note:
        exchange = replace(
            exchange, response_headers=headers, reconstructed=(*exchange.reconstructed, note)
        )
    return PastCapture(item.target, Capture(exchanges=(exchange,), imported=origin))


def _read(source: SourceFile, item: WorkItem) -> tuple[Headers, bytes]:
    with source.segments[item.segment].open() as stream:
        return read_block(stream, item.offset)


def _of_record(
    source: SourceFile, item: WorkItem, origin: ImportOrigin
) -> tuple[Exchange, ImportOrigin]:
    fields, block = _read(source, item)
    origin = replace(origin, block_sha256=sha256(block))
    if item.type == "resource":
        kind = next((value for name, value in fields if name.lower() == "content-type"), None)
        return _made(item, 200, block, kind), origin
    return _exchange(item, parse_answer(block), fields, block), origin


def _of_revisit(
    source: SourceFile, item: WorkItem, found: WorkItem, origin: ImportOrigin
) -> tuple[Exchange, ImportOrigin]:
    """Return the answer of a revisit: its own head, where it has one, over the body it repeats."""
    fields, block = _read(source, item)
    origin = replace(origin, block_sha256=sha256(block), refers_to=found.record or found.target)
    whole, _ = _of_record(source, found, origin)
    try:
        own = parse_answer(block)
    except ValueError:
        own = None
    exchange = replace(whole, url=item.target, fetched_at=_time(item), ip=_address(fields))
    if own is not None and own.status != _NOT_MODIFIED:
        exchange = replace(
            exchange,
            status=own.status,
            phrase=own.phrase,
            http_version=own.version,
            response_headers=own.headers,
        )
    note = f"the body, which stands in the record {origin.refers_to}"
    return replace(exchange, reconstructed=(*whole.reconstructed, note)), origin


def _of_line(
    source: SourceFile, item: WorkItem, origin: ImportOrigin, max_bytes: int
) -> tuple[Exchange, ImportOrigin]:
    with source.segments[item.segment].open() as stream:
        stream.seek(item.offset)
        line = stream.readline(2 * max_bytes)
    members = parse_line(line)
    kind: str = members.get("content_type") or "text/html"
    if isinstance(members.get("html"), str):
        body, kind = members["html"].encode(errors="replace"), "text/html; charset=utf-8"
    else:
        body = _file(source, members["file"], max_bytes)
    exchange = _made(item, members.get("status", 200), body, kind)
    return exchange, replace(origin, block_sha256=sha256(line))


def _file(source: SourceFile, name: str, max_bytes: int) -> bytes:
    """Return the page that a line names. It lies in the folder of the lines, or below."""
    inside = PurePosixPath(name.replace("\\", "/"))
    folder = source.path.resolve().parent
    place = (folder / inside).resolve()
    if inside.is_absolute() or not place.is_relative_to(folder):
        raise ValueError(f"its file {name!r} lies outside the folder of {source.name}")
    try:
        with place.open("rb") as file:
            return file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"its file {name!r} cannot be read: {reason}") from error


def _made(item: WorkItem, status: int, body: bytes, kind: str | None) -> Exchange:
    return Exchange(
        url=item.target,
        fetched_at=_time(item),
        status=status,
        response_headers=(("Content-Type", kind),) if kind else (),
        body=body,
        reconstructed=(_NO_REQUEST, _MADE),
    )


def _exchange(item: WorkItem, answer: ForeignAnswer, fields: Headers, block: bytes) -> Exchange:
    if answer.is_cut:
        raise ValueError("the answer is cut off: it ends before its own length, or last chunk")
    exchange = Exchange(
        url=item.target,
        fetched_at=_time(item),
        status=answer.status,
        http_version=answer.version,
        phrase=answer.phrase,
        response_headers=answer.headers,
        body=answer.body,
        ip=_address(fields),
    )
    notes = [_NO_REQUEST]
    if answer.was_chunked:
        notes.append(_NO_CHUNKS)
    elif not is_exact(exchange, block):
        notes.append(_HEAD)
    return replace(exchange, reconstructed=tuple(notes))


def _address(fields: Headers) -> str | None:
    return next((value for name, value in fields if name.lower() == "warc-ip-address"), None)


def _time(item: WorkItem) -> datetime:
    return datetime.fromisoformat(item.at)
