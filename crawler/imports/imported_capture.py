"""An item of the worklist as the capture that it holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from crawler.codec import sha256
from crawler.imports.scan import LeftOut, parse_line
from crawler.imports.source_files import SourceFile
from crawler.imports.worklist import BodyCandidate, WorkItem
from crawler.model import Capture, Exchange, Headers, ImportOrigin
from crawler.warc import (
    ForeignAnswer,
    fits_digest,
    is_exact,
    parse_answer,
    read_block,
    readable_headers,
)

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


Held = Callable[[str, datetime | None, str], Iterator[tuple[str, Capture]]]
"""Gives captures of a URL that the archive has, each with its key: those of this time first, and of
this digest if check lines can tell.
"""


Sources = Sequence[SourceFile] | Mapping[int, SourceFile]
"""Files of a call by their numbers."""

Candidates = Callable[[WorkItem], Iterable[BodyCandidate]]
"""Gives the answers whose body a revisit may repeat, likeliest first."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """The answer that a revisit repeats."""

    exchange: Exchange
    refers_to: str
    place: str
    """Where its body stands, for people."""


def past_capture(
    sources: Sources,
    candidates: Candidates,
    item: WorkItem,
    *,
    max_bytes: int,
    held: Held,
) -> PastCapture | LeftOut:
    """Return the capture of an item, or why there is none.

    ``sources`` are the files of the call, and ``candidates`` those of its worklist. Raises
    ``ValueError`` where the record is broken.
    """
    source = sources[item.source]
    origin = ImportOrigin(
        file=source.name,
        sha256=source.sha256,
        member=source.segments[item.segment].member,
        record=item.record,
        offset=item.offset,
        payload_digest=item.digest,
    )
    if item.type == "line":
        exchange, origin = _of_line(source, item, origin, max_bytes)
    elif item.type == "revisit":
        whole = _in_files(sources, candidates, item) or _in_archive(item, held)
        if whole is None:
            return LeftOut.UNRESOLVED
        exchange, origin = _of_revisit(source, item, whole, origin)
    else:
        exchange, block = _of_record(source, item)
        origin = replace(origin, block_sha256=sha256(block))
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


def _of_record(source: SourceFile, item: WorkItem) -> tuple[Exchange, bytes]:
    """Return the exchange of a record, and its block."""
    fields, block = _read(source, item)
    if item.type == "resource":
        kind = next((value for name, value in fields if name.lower() == "content-type"), None)
        return _made(item, 200, block, kind), block
    return _exchange(item, parse_answer(block), fields, block), block


def _in_files(sources: Sources, candidates: Candidates, item: WorkItem) -> _Whole | None:
    """Return the answer of a revisit, where a file of the call has it.

    Raises ``ValueError`` where the only ones are broken.
    """
    broken: ValueError | None = None
    for candidate in candidates(item):
        found = candidate.item
        try:
            exchange, block = _of_record(sources[found.source], found)
        except ValueError as error:
            broken = error
            continue
        except OSError as error:
            name = sources[found.source].name
            broken = ValueError(f"its answer cannot be read in {name}: {error.strerror}")
            continue
        if _agrees(item, candidate, exchange, block):
            name = found.record or found.target
            where = "" if found.source == item.source else f" of {sources[found.source].name}"
            return _Whole(exchange, name, f"record {name}{where}")
    if broken is not None:
        raise broken
    return None


def _agrees(item: WorkItem, candidate: BodyCandidate, exchange: Exchange, block: bytes) -> bool:
    """Return whether an answer is the one that a revisit repeats.

    Its digest decides, where that can be read. A digest may count the chunks.
    """
    if item.digest is not None and item.digest == candidate.item.digest:
        return True
    fits = fits_digest(item.digest, exchange.body)
    if fits is False and candidate.item.type == "response":
        fits = fits_digest(item.digest, parse_answer(block).payload)
    return candidate.is_named if fits is None else fits


def _in_archive(item: WorkItem, held: Held) -> _Whole | None:
    """Return the answer of a revisit, where the archive has it: its digest must agree."""
    if item.digest is None:
        return None
    at = datetime.fromisoformat(item.refers_at) if item.refers_at else None
    for url in dict.fromkeys((item.refers_url or item.target, item.target)):
        for key, capture in held(url, at if url == item.refers_url else None, item.digest):
            stated = capture.imported.payload_digest if capture.imported else None
            if item.digest == stated or fits_digest(item.digest, capture.answer.body):
                return _Whole(capture.answer, key, f"capture {key} of this archive")
    return None


def _of_revisit(
    source: SourceFile, item: WorkItem, whole: _Whole, origin: ImportOrigin
) -> tuple[Exchange, ImportOrigin]:
    """Return the answer of a revisit: its own head, where it has one, over the body it repeats."""
    fields, block = _read(source, item)
    origin = replace(origin, block_sha256=sha256(block), refers_to=whole.refers_to)
    try:
        own = parse_answer(block)
    except ValueError:
        own = None
    exchange = replace(whole.exchange, url=item.target, fetched_at=_time(item), ip=_address(fields))
    if own is not None and own.status != _NOT_MODIFIED:
        exchange = replace(
            exchange,
            status=own.status,
            phrase=own.phrase,
            http_version=own.version,
            response_headers=own.headers,
        )
    note = f"the body, which stands in the {whole.place}"
    return replace(exchange, reconstructed=(*exchange.reconstructed, note)), origin


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
