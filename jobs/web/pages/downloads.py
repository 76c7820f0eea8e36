"""What is archived, as files: a version's capture, its page's source, an article's evidence.

All of it is other people's bytes. They leave as downloads under a policy that allows nothing, and
are never shown as a page of ours.
"""

from crawler.model import Version
from crawler.warc import Undecodable, document
from jobs.reading.opened import OpenedArchive
from jobs.web.article_exports import exported, file_name, media_type_of
from jobs.web.article_pages import article_at, number_at, require_version
from jobs.web.page_request import PageAnswer, PageRequest, TooLarge, raw

MAX_BODY = 64_000_000
"""Bytes of a page's source with its coding undone."""

_START = 64
"""Bytes in which a document says that it is a PDF. Extraction, which knows more, is slow to import.
"""


def capture(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the file of what was received for a version: ``capture.warc.gz``."""
    record = _record(opened, request)
    opened.reader.capture(record.article, record.capture.key)
    return raw(
        opened.archive.store.read(record.capture.key),
        media_type="application/gzip",
        file_name=f"{_name(record)}.warc.gz",
    )


def raw_page(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page's own source, as extraction read it: bytes that no browser runs."""
    record = _record(opened, request)
    received = opened.reader.capture(record.article, record.capture.key)
    try:
        body, _ = document(received, MAX_BODY)
    except Undecodable as error:
        raise TooLarge(
            f"the page's source cannot be decoded: {error.reason}",
            hint="The capture holds it as it was received.",
        ) from error
    ending = "pdf" if body[:_START].lstrip().startswith(b"%PDF-") else "html"
    return raw(body, media_type="application/octet-stream", file_name=f"{_name(record)}.{ending}")


def export(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return an article's evidence in one of the forms that ``palimpsest export`` knows."""
    form = request.path_values["form"]
    media_type = media_type_of(form)
    found = article_at(opened, request)
    return raw(
        exported(opened, found, form), media_type=media_type, file_name=file_name(found, form)
    )


def _record(opened: OpenedArchive, request: PageRequest) -> Version:
    found = article_at(opened, request)
    return found.version(require_version(found, number_at(request, "number")))


def _name(record: Version) -> str:
    return f"{record.article.replace('/', '-')}-version-{record.version}"
