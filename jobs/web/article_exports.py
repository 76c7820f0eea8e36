"""One article's evidence as a download: bounded in size, in how many are made at once, in time."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from crawler.comparable_texts import comparable_texts
from crawler.errors import BadKey
from crawler.export import Evidence, ExportRequest, History, gather
from jobs.formats import EXPORT_FORMATS
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.web.page_request import PageMissing, TooLarge
from jobs.web.work_pool import PoolFull
from jobs.wording import counted, size

MAX_BYTES = 256_000_000
"""Of all captures together."""

MAX_OBJECTS = 5_000
"""Version records and captures of an article."""

MAX_COMPARED = 200
"""Versions in a form that shows what each changed."""

AT_ONCE = 2
"""Exports that are made at a time."""

PIECE = 65_536
IN_MEMORY = 4_000_000

_COMPARING = ("html", "wacz")
_ENDINGS = {"warc": "warc.gz"}
_TYPES = {
    "warc": "application/gzip",
    "wacz": "application/zip",
    "json": "application/json",
    "html": "text/html",
}

_places = threading.BoundedSemaphore(AT_ONCE)


def media_type_of(form: str) -> str:
    """Return the type of a form. Raises ``PageMissing`` where there is no such form."""
    if form not in EXPORT_FORMATS:
        raise PageMissing(
            f"there is no export as {form[:20]!r}", hint=f"All forms: {', '.join(EXPORT_FORMATS)}."
        )
    return _TYPES[form]


def file_name(found: Found, form: str) -> str:
    """Return what the file is called."""
    return f"{found.article.replace('/', '-')}.{_ENDINGS.get(form, form)}"


def exported(opened: OpenedArchive, found: Found, form: str) -> Iterator[bytes]:
    """Return the file in pieces.

    Raises ``TooLarge`` and ``PoolFull`` before the first one. Captures as one WARC file are read
    one after the other as they are taken; any other form is whole before its first piece goes out.
    """
    versions = sum(len(one.numbers) for one in found.whole)
    if form in _COMPARING and versions > MAX_COMPARED:
        raise _too_large(found, f"{counted(versions, 'version')}")
    with _place():
        _require_small(opened, found)
        evidence = gather(opened.archive.store, opened.index, found.article, opened.reader)
        if form == "warc":
            return _captures(evidence)
        return _pieces(_written(opened, evidence, form))


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise PoolFull("too many exports are made at once", hint="Try again in a moment.")
    try:
        yield
    finally:
        _places.release()


def _require_small(opened: OpenedArchive, found: Found) -> None:
    store, total = opened.archive.store, 0
    folders = [f"articles/{one.article}/" for one in found.whole]
    with suppress(BadKey):  # a listing's last word, about names that are no keys
        keys = (key for folder in folders for key in store.list(folder))
        for number, key in enumerate(keys, 1):
            total += store.size(key)
            if number > MAX_OBJECTS:
                raise _too_large(found, f"more than {MAX_OBJECTS:,} objects")
            if total > MAX_BYTES:
                raise _too_large(found, f"more than {size(MAX_BYTES)}")


def _too_large(found: Found, what: str) -> TooLarge:
    return TooLarge(
        f"this article has {what}: too much for a page to export",
        hint=f"`palimpsest export {found.article} --output FILE` has no such limit.",
    )


def _captures(evidence: Evidence) -> Iterator[bytes]:
    for ref in evidence.all_captures:
        data = evidence.capture(ref)
        for at in range(0, len(data), PIECE):
            yield data[at : at + PIECE]


def _written(opened: OpenedArchive, evidence: Evidence, form: str) -> BinaryIO:
    history = History(())
    if form in _COMPARING:
        course = evidence.course
        texts, note = comparable_texts(opened.reader, opened.open_captures, course)
        history = History.of(course, texts, note)
    out = cast("BinaryIO", tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115  # closed with its pieces
    EXPORT_FORMATS[form].load()(ExportRequest(evidence, history, opened.at), out)
    out.seek(0)
    return out


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
