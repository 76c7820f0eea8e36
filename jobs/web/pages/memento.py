"""``/timegate``, ``/timemap`` and ``/memento``: versions by their time, as RFC 7089 has it."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from crawler.errors import UnknownArticle, UsageError
from crawler.model import Version
from crawler.warc import Undecodable, payload
from jobs.reading.memento_list import memento_list
from jobs.reading.opened import OpenedArchive
from jobs.web.memento_links import LINK_TYPE, MementoLinks, http_date
from jobs.web.page_request import PageAnswer, PageMissing, PageRequest, TooLarge, sandboxed
from jobs.web.pages.downloads import MAX_BODY
from jobs.web.pages.version import version_page
from jobs.web.problem_answers import answer, problem_of

FORMS = ("link", "json")

_ALL_ESCAPED = re.compile(r"https?%3A%2F%2F", re.IGNORECASE)
_SCHEME = re.compile(r"(https?):/+", re.IGNORECASE)
_HTTP_DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT",
    re.IGNORECASE | re.ASCII,
)
_WHOLE = 14
"""Digits of a time to the second."""
_DIGITS = re.compile(r"[0-9]{4}(?:[0-9]{2}){0,5}")
_REST = "00000101000000"
"""What stands for the digits that a time leaves away."""


def timegate(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Lead to the memento nearest to ``Accept-Datetime``, or to the newest.

    Every answer says that it may depend on that header, one without a memento too (RFC 7089,
    section 4.5).
    """
    try:
        at = _accepted(request.accept_datetime)
        links = _links(opened, request)
        told = _led(links, links.known.nearest(at), raw=False)
    except (UsageError, UnknownArticle) as error:
        told = answer(request, problem_of(error))
    return replace(told, headers={**told.headers, "Vary": "accept-datetime"})


def timemap(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the list of all mementos, or its page from a time on."""
    form, begin = request.path_values["form"], request.path_values.get("begin")
    if form not in FORMS:
        raise PageMissing(
            f"there is no TimeMap as {form[:20]!r}",
            hint=f"All forms: {', '.join(FORMS)}. The article's address follows them.",
        )
    since = _time_of(begin) if begin is not None else None
    links = _links(opened, request)
    page = links.known.page(since)
    if page is None:
        raise PageMissing("There are no mementos from this time on.")
    beside = links.pages_header(page, form)
    text = links.link_format(page)
    if form == "json":
        text = json.dumps(links.json(page), indent=2) + "\n"
    return PageAnswer(
        body=text.encode(),
        media_type=LINK_TYPE if form == "link" else "application/json",
        headers={"Link": beside} if beside else {},
    )


def memento(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the page of the version captured at this second, or lead to the nearest one."""
    links, place = _at(opened, request)
    if place is None:
        return _nearest(links, request, raw=False)
    one = links.known.mementos[place]
    told = version_page(opened, request, one.found, one.number)
    record = one.found.version(one.number)
    return replace(told, headers={**told.headers, **_headers(record, links, place)})


def raw_memento(opened: OpenedArchive, request: PageRequest) -> PageAnswer:
    """Return the bytes of the answer captured at this second, their content coding undone."""
    links, place = _at(opened, request)
    if place is None:
        return _nearest(links, request, raw=True)
    one = links.known.mementos[place]
    record = one.found.version(one.number)
    if opened.index.removal_of(record.capture.key) is not None:
        raise PageMissing("What was received then was taken out of the archive; the text is kept.")
    received = opened.reader.capture(record.article, record.capture.key).answer
    try:
        body = payload(received, MAX_BODY)
    except Undecodable as error:
        raise TooLarge(
            f"the captured answer cannot be decoded: {error.reason}",
            hint="The version's page has its capture as it was received.",
        ) from error
    return sandboxed(
        body, media_type=received.header("Content-Type"), headers=_headers(record, links, place)
    )


def _headers(record: Version, links: MementoLinks, place: int) -> dict[str, str]:
    """Return what makes an answer a memento. The time is the record's, which was checked."""
    return {"Memento-Datetime": http_date(record.captured_at), "Link": links.header(place)}


def _led(links: MementoLinks, place: int, *, raw: bool) -> PageAnswer:
    address = links.memento(links.known.mementos[place].at, raw=raw)
    return PageAnswer(
        body=b"",
        media_type="text/plain",
        status=302,
        headers={"Location": address, "Link": links.header(place)},
    )


def _nearest(links: MementoLinks, request: PageRequest, *, raw: bool) -> PageAnswer:
    return _led(links, links.known.nearest(_time_of(request.path_values["stamp"])), raw=raw)


def _at(opened: OpenedArchive, request: PageRequest) -> tuple[MementoLinks, int | None]:
    """Return the links, and the place of the memento whose time stands in the address."""
    stamp = request.path_values["stamp"]
    at = _time_of(stamp)
    links = _links(opened, request)
    return links, links.known.place(at) if len(stamp) == _WHOLE else None


def _links(opened: OpenedArchive, request: PageRequest) -> MementoLinks:
    return MementoLinks(request.base_url, memento_list(opened, _uri(request)))


def _uri(request: PageRequest) -> str:
    """Return the article's address from ours: as it was sent, for it has escapes of its own."""
    ahead = request.path.removesuffix(request.path_values["uri"]).count("/")
    parts = request.target.split("/", ahead)
    uri = parts[ahead] if len(parts) > ahead else ""
    if _ALL_ESCAPED.match(uri):  # some programs escape an address that stands within another
        uri = unquote(uri)
    return _SCHEME.sub(r"\1://", uri, count=1) if _SCHEME.match(uri) else uri


def _accepted(text: str | None) -> datetime | None:
    """Return the time that ``Accept-Datetime`` gives. Raises ``UsageError``."""
    if text is None:
        return None
    try:
        return parsedate_to_datetime(_fitting(_HTTP_DATE, text.strip()))
    except ValueError as error:
        raise UsageError(
            f"Accept-Datetime: {text[:80]!r} is no time",
            hint="Write it as Sat, 21 Nov 2026 12:00:00 GMT.",
        ) from error


def _time_of(stamp: str) -> datetime:
    """Return the time that the digits of an address give. Raises ``PageMissing``."""
    try:
        whole = _fitting(_DIGITS, stamp) + _REST[len(stamp) :]
        return datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise PageMissing(
            f"{stamp[:20]!r} is no time", hint="Write it as 20261121120000, in UTC."
        ) from error


def _fitting(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text
