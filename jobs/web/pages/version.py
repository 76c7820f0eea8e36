"""``/articles/{host}/{id}/versions/{number}``: one version's text, and all that vouches for it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from crawler.model import Capture, Exchange, Extraction, ImportOrigin, Version
from crawler.model.silence_words import explained
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.reading.version_provenance import VersionProvenance, version_provenance
from jobs.web.article_pages import (
    MAX_HEADING,
    ArticleLinks,
    after,
    article_at,
    article_values,
    cut,
    number_at,
    require_version,
    seen_before,
)
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.pages.article import language_of
from jobs.web.rendered import page
from jobs.wording import coverage, entry_note, size

MAX_TEXT = 300_000
"""Letters of a text that are shown: a book's chapter has fewer."""

MAX_VALUE = 500
"""Letters of a value that are shown."""

MAX_BESIDE = 100
"""Captions, links and quoted posts that are shown, of each."""

MAX_HEADERS = 100
MAX_HOPS = 10
MAX_BACK = 5
"""Versions that are looked through for the last text of an article that is gone."""

Facts = list[tuple[str, str]]


def version(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page; of a damaged version what is the matter, and nothing of its text."""
    found = article_at(opened, request)
    number = require_version(found, number_at(request, "number"))
    return version_page(opened, request, found, number)


def version_page(
    opened: OpenedArchive, request: PageRequest, found: Found, number: int
) -> PageAnswer:
    """Return the page of a version that is there."""
    told = version_provenance(opened, found, number)
    record, links = told.read.record, ArticleLinks(found.article)
    text = record.extraction if record is not None else None
    earlier, later = found.before(number), after(found, number)
    return page(
        request,
        "version.html.j2",
        **article_values(found),
        **_text(text),
        number=number,
        record=record,
        read=told.read,
        headline=_headline(found, text),
        before=earlier,
        since=_since(found, record, earlier),
        is_compared=record is not None
        and earlier is not None
        and not found.reader.is_redacted(found.article, earlier),
        earlier=links.version(earlier) if earlier else None,
        later=links.version(later) if later else None,
        reason=explained(record.change) if record is not None else "",
        last_text=_last_text(found, number) if record is not None and text is None else None,
        metadata=_metadata(text) if text else [],
        told=told,
        hops=_hops(told.capture),
        hashes=_hashes(told, record),
        proofs=_proofs(told),
        damage=[one for one in found.reader.damage if one != told.read.damage],
    )


def _since(found: Found, record: Version | None, earlier: int | None) -> datetime | None:
    """Return when the state before was seen last. See ``seen_before``."""
    if record is None or earlier is None:
        return None
    return record.last_seen_before or seen_before(record, found.read(earlier).record)


def _headline(found: Found, text: Extraction | None) -> str:
    known = found.summary.title if found.summary else None
    return cut((text.title if text else known) or found.url, MAX_HEADING)


def _text(text: Extraction | None) -> dict[str, Any]:
    if text is None:
        return {
            "paragraphs": [],
            "entries": {},
            "language": None,
            "is_cut": False,
            "beside": None,
        }
    return {
        "beside": _beside(text),
        "entries": {entry.first: entry_note(entry) for entry in text.entries},
        "paragraphs": list(_first(text.paragraphs)),
        "language": language_of(text.language),
        "is_cut": len(text.text) > MAX_TEXT,
    }


def _beside(text: Extraction) -> dict[str, Any] | None:
    """Return what stands beside the text; None where there is nothing."""
    captions, links, embeds = text.captions or (), text.links or (), text.embeds or ()
    if not (captions or links or embeds):
        return None
    return {
        "captions": [
            (cut(one.text, MAX_VALUE), cut(one.image or "", MAX_VALUE))
            for one in captions[:MAX_BESIDE]
        ],
        "links": [
            (cut(one.text, MAX_VALUE), cut(one.url, MAX_VALUE), one.paragraph + 1)
            for one in links[:MAX_BESIDE]
        ],
        "embeds": [
            (cut(one.text, MAX_VALUE), cut(one.url, MAX_VALUE)) for one in embeds[:MAX_BESIDE]
        ],
        "more": sum(max(0, count - MAX_BESIDE) for count in map(len, (captions, links, embeds))),
    }


def _first(paragraphs: tuple[str, ...]) -> Iterator[str]:
    """Yield the paragraphs as far as there is room."""
    left = MAX_TEXT
    for one in paragraphs:
        if left <= 0:
            return
        yield cut(one, left)
        left -= len(one)


def _last_text(found: Found, number: int) -> int | None:
    """Return the number of the version before a removal that still has a text."""
    earlier = reversed(found.upto(number)[:-1])
    reads = map(found.read, islice(earlier, MAX_BACK))
    return next(
        (one.number for one in reads if one.record is not None and one.record.extraction), None
    )


def _metadata(text: Extraction) -> Facts:
    free = {None: None, True: "yes, it says", False: "no, it says"}[text.free]
    facts = (
        ("Headline", text.title),
        ("Headline shown", text.shown_title),
        ("Byline", text.byline),
        ("Published", text.published),
        ("Modified", text.modified),
        ("Update line", text.shown_modified),
        ("Publisher", text.publisher),
        ("Language", text.language),
        ("Live blog", coverage(text)),
        ("Still developing", "yes, the page says" if text.developing else None),
        *(("Notice", notice) for notice in text.notices[:20]),
        ("Taken from", text.original_publisher),
        ("Taken from, address", text.original_url),
        ("Address it names", text.canonical),
        ("Subjects", ", ".join(text.tags)),
        ("Picture", text.image),
        ("Free to read", free),
        ("Text rescued from", text.rescued_from),
        *(("Failed part of the extractor", fault) for fault in text.faults),
        ("Read by", text.extractor),
    )
    return [(name, cut(value, MAX_VALUE)) for name, value in facts if value]


def _hops(capture: Capture | None) -> list[dict[str, Any]]:
    """Return the requests and answers, the one that gave the page last."""
    if capture is None:
        return []
    return [_hop(one, capture.imported) for one in capture.exchanges[-MAX_HOPS:]]


def _hop(one: Exchange, origin: ImportOrigin | None) -> dict[str, Any]:
    """Return what is shown of a request and its answer. Of an import only the answer is known."""
    tls = one.tls
    no_tls = "none" if origin is None else None
    facts = (
        *(_origin(origin) if origin else ()),
        ("Address of the server", one.ip),
        ("TLS", " · ".join(filter(None, (tls.protocol, tls.cipher))) if tls else no_tls),
        ("Certificate for", tls.subject if tls else None),
        ("Certificate from", tls.issuer if tls else None),
        ("SHA-256 of the certificate", tls.certificate_sha256 if tls else None),
        ("Body", size(len(one.body))),
        ("Not as on the wire", ", ".join(one.reconstructed)),
    )
    return {
        "at": one.fetched_at,
        "is_imported": origin is not None,
        "request": cut(
            one.url if origin else f"{one.method} {one.url} {one.http_version}", MAX_VALUE
        ),
        "answer": cut(f"{one.http_version} {one.status} {one.phrase}".strip(), MAX_VALUE),
        "sent": _headers(one.request_headers),
        "received": _headers(one.response_headers),
        "facts": [(name, cut(value, MAX_VALUE)) for name, value in facts if value],
    }


def _origin(origin: ImportOrigin) -> Iterator[tuple[str, str | None]]:
    """Yield where in which file an imported answer stood. The page names its hash further down."""
    yield "Imported from", origin.file
    yield "File within it", origin.member
    yield "Place in the file", f"byte {origin.offset}" if origin.offset is not None else None
    yield "Its body repeats", origin.refers_to


def _headers(headers: tuple[tuple[str, str], ...]) -> Facts:
    shown = [(cut(name, 100), cut(value, MAX_VALUE)) for name, value in headers[:MAX_HEADERS]]
    more = len(headers) - MAX_HEADERS
    return [*shown, ("…", f"and {more} more, in the capture")] if more > 0 else shown


def _hashes(told: VersionProvenance, record: Version | None) -> Facts:
    if record is None:
        name = "Removed record" if told.read.redaction else "Of what stands there now"
        return [(name, told.read.sha256)] if told.read.sha256 else []
    facts = (
        ("Record", told.read.sha256),
        ("Record before it", record.previous),
        ("Capture", record.capture.sha256),
        ("Body as received", told.body_sha256),
        ("Text", record.content_sha256),
        ("Fingerprint", record.fingerprint),
    )
    return [(name, value) for name, value in facts if value]


def _proofs(told: VersionProvenance) -> list[tuple[bool, str]]:
    """Return what was compared for this page: whether it holds, and a sentence."""
    damage, record = told.read.damage, told.read.record
    if damage is not None or record is None:
        if told.read.redaction is not None:
            return [(True, "The removal names the record's hash, as everything nearby does.")]
        return [(False, damage.problem if damage else "the record is not there")]
    proofs = [
        (True, "The record is whole, and its hash is the one that everything nearby names."),
        (True, "The text has the hash that the record gives."),
    ]
    if record.previous:
        proofs.append((True, "The record before it is the one that this one names."))
    proofs.append(_capture_proof(told))
    if told.attestations.total:
        proofs.append(
            (told.agreeing, "Check lines name the record with this hash.")
            if told.agreeing
            else (False, "Check lines name another hash.")
        )
    return proofs


def _capture_proof(told: VersionProvenance) -> tuple[bool, str]:
    if told.is_capture_removed:
        return True, "The capture was removed, and the removal names its hash."
    if told.capture_problem:
        return False, f"The capture: {told.capture_problem}."
    return True, "The capture has the hash in its name, and was read."
