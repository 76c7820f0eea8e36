"""From a call to its answer: a document of ``jobs.reading`` as JSON, with its state for later."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request, Response

from crawler.visible import visible_json
from jobs.reading.opened import OpenedArchive, with_damage
from jobs.web.feed_states import FeedStates
from jobs.web.page_calls import PageCalls
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.routes import SHARED

BASE = "/api/v1"

_STATES = FeedStates()


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What a call is answered: a document, and where the list goes on."""

    document: dict[str, Any]
    next: str | None = None
    """The address of the next page."""
    is_page: bool = field(default=False)
    """Whether it is a page of a list, which says where it goes on."""


Question = Callable[[OpenedArchive, PageRequest], CallAnswer]


class Ask:
    """Asks the archive for a call, within the limits of pages."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __call__(self, question: Question) -> Response:
        """Return the answer to a question."""
        made = calls_of(self._request).endpoint(
            lambda opened, asked: _answer(opened, asked, question),
            shared=self._request.scope["path"] in SHARED,
        )
        return await made(self._request)


def calls_of(request: Request) -> PageCalls:
    """Return what reads the archive for this application."""
    calls: Any = request.app.state.calls
    if not isinstance(calls, PageCalls):
        raise TypeError(calls)
    return calls


def listed(document: dict[str, Any], asked: PageRequest, cursor: str | None) -> CallAnswer:
    """Return a page of a list, which goes on after this place."""
    return CallAnswer(document, asked.link(cursor=cursor) if cursor else None, is_page=True)


def json_bytes(document: dict[str, Any]) -> bytes:
    """Return the document as it is sent."""
    return visible_json(document).encode() + b"\n"


def _answer(opened: OpenedArchive, asked: PageRequest, question: Question) -> PageAnswer:
    told = question(opened, asked)
    whole = told.document | ({"next": told.next} if told.is_page else {})
    body = json_bytes(with_damage(whole, opened.reader.damage))
    etag = hashlib.sha256(body).hexdigest()[:32]
    since = _STATES.last_modified((asked.base_url, asked.path, asked.query), etag, opened.at)
    headers = {"Last-Modified": since} if since else {}
    headers |= {"Link": f'<{told.next}>; rel="next"'} if told.next else {}
    return PageAnswer(body=body, media_type="application/json", headers=headers, etag=etag)
