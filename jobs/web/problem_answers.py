"""What is answered where no page can be: a page for people, a problem document for programs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from crawler.errors import (
    AmbiguousArticle,
    BadRecord,
    CaptureRemoved,
    IndexUnusable,
    NotAnArchive,
    PalimpsestError,
    StoreError,
    StoreMissing,
    TextRedacted,
    UnknownArticle,
    UnknownName,
    UsageError,
)
from jobs.hiding import hidden
from jobs.web.live_archive import NotOpenYet
from jobs.web.page_request import PageAnswer, PageMissing, PageRequest, TooLarge
from jobs.web.rendered import page
from jobs.web.work_pool import PageTimeout, PoolFull

API = "/api/"
"""Below this address programs ask, and are answered with RFC 9457's documents."""

RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WebProblem:
    """Why there is no page: a status of HTTP, one sentence, and how to go on."""

    status: int
    detail: str
    hint: str = ""
    addresses: tuple[str, ...] = ()
    """URLs of articles that may be meant."""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What HTTP calls it."""
        return HTTPStatus(self.status).phrase

    def document(self) -> dict[str, object]:
        """Return it as RFC 9457 has it."""
        optional = {"hint": self.hint, "candidates": list(self.addresses)}
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **{name: value for name, value in optional.items() if value},
        }


_STATUSES: tuple[tuple[type[PalimpsestError], int], ...] = (
    (UnknownArticle, 404),
    (PageMissing, 404),
    (TooLarge, 422),
    (AmbiguousArticle, 404),
    (UnknownName, 404),
    (UsageError, 400),
    (TextRedacted, 451),
    (CaptureRemoved, 410),
    (PageTimeout, 503),
    (PoolFull, 503),
    (NotOpenYet, 503),
    (StoreMissing, 503),
    (NotAnArchive, 503),
    (StoreError, 503),
    (IndexUnusable, 503),
    (BadRecord, 500),
)
"""The first that fits counts."""

_AGAIN = (PageTimeout, PoolFull, NotOpenYet)
"""What another try may mend soon."""


def problem_of(error: PalimpsestError) -> WebProblem:
    """Return what an error of ours is to whoever asked. No secret of the environment is in it."""
    mask = hidden()
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    near: tuple[str, ...] = ()
    if isinstance(error, UnknownArticle):
        near = error.nearest
    elif isinstance(error, AmbiguousArticle):
        near = error.candidates
    return WebProblem(
        status=status,
        detail=mask.text(error.message),
        hint=mask.text(error.hint or ""),
        addresses=near,
        headers={"Retry-After": str(RETRY_SECONDS)} if isinstance(error, _AGAIN) else {},
    )


def answer(request: PageRequest, problem: WebProblem) -> PageAnswer:
    """Return the problem in the form for whoever asked."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    if request.path.startswith(API):
        body = json.dumps(problem.document(), ensure_ascii=True).encode() + b"\n"
        return PageAnswer(
            body=body,
            media_type="application/problem+json",
            status=problem.status,
            headers=headers,
        )
    shown = page(request, "problem.html.j2", status=problem.status, problem=problem)
    return PageAnswer(body=shown.body, status=problem.status, headers=headers)
