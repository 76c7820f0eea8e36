"""From a request of the framework to a call of a page, and from its answer to the framework's."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from crawler.errors import PalimpsestError
from crawler.index import limited
from jobs.reading.opened import OpenedArchive
from jobs.web.live_archive import LiveArchive
from jobs.web.orders import Orders
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.problem_answers import WebProblem, answer, problem_of
from jobs.web.shared_pages import SharedPages
from jobs.web.work_pool import Deadline, ReaderGone, WorkPool, awaited

log = logging.getLogger("palimpsest")

T = TypeVar("T")

Page = Callable[[OpenedArchive, PageRequest], PageAnswer]

PAGE_SECONDS = 10.0
"""For a page to be made, and for each further piece of a long one."""

NOBODY = 499
"""The status for logs of an answer that nobody takes."""

_REVALIDATED = "private, no-cache"
"""Pages may be kept, but are asked for anew: the archive grows."""


class PageCalls:
    """Makes the framework's endpoints of pages."""

    def __init__(
        self,
        archive: LiveArchive,
        pool: WorkPool,
        *,
        site_name: str,
        seconds: float = PAGE_SECONDS,
        orders: Orders | None = None,
    ) -> None:
        self.orders = orders
        self._archive, self._pool = archive, pool
        self._site_name, self._seconds = site_name, seconds
        self._made_pages = SharedPages()

    def endpoint(
        self, made: Page, *, shared: bool = False
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint that answers with this page.

        ``shared``: others who ask for the same address are answered alike, as ``SharedPages`` says.
        """

        async def endpoint(request: Request) -> Response:
            asked, deadline = self.asked(request), Deadline(self._seconds)
            try:
                if shared:
                    told = await self._shared(request, made, asked, deadline)
                else:
                    told = await self.read(request, lambda opened: made(opened, asked), deadline)
            except ReaderGone:
                return Response(status_code=NOBODY)
            except PalimpsestError as error:
                told = answer(asked, problem_of(error))
            except Exception:
                log.exception("a page failed")
                told = answer(asked, _BUG)
            return self._response(asked, told, deadline)

        return endpoint

    async def read(
        self,
        request: Request,
        work: Callable[[OpenedArchive], T],
        deadline: Deadline | None = None,
    ) -> T:
        """Return what blocking work reads of the archive for a request, within all limits.

        Raises the errors of ours that the work raises, ``PoolFull``, ``PageTimeout`` and
        ``ReaderGone``.
        """
        return await self._read(work, deadline or Deadline(self._seconds), lambda: _gone(request))

    async def _read(
        self,
        work: Callable[[OpenedArchive], T],
        until: Deadline,
        gone: Callable[[], Awaitable[object]] | None = None,
    ) -> T:
        opened = await self._archive.current(until)

        def read() -> T:
            with limited(until), opened.index.one_state():
                return work(opened)

        return await self._pool.run(read, until, gone or _never)

    async def _shared(
        self, request: Request, made: Page, asked: PageRequest, deadline: Deadline
    ) -> PageAnswer:
        """Return a page that may have been made before for somebody else."""
        seen = await self._archive.state(deadline)
        plain = replace(asked, known_etags=frozenset(), known_since=None)

        async def make() -> PageAnswer:
            return await self._read(lambda opened: made(opened, plain), Deadline(self._seconds))

        return await self._made_pages.page(
            seen, asked, make, lambda task: awaited(task, deadline, _gone(request))
        )

    def refusal(self, request: Request, problem: WebProblem) -> Response:
        """Return a problem as the framework's answer."""
        return self.answered(request, answer(self.asked(request), problem))

    def answered(self, request: Request, told: PageAnswer) -> Response:
        """Return an answer that needs nothing of the archive as the framework's."""
        return self._response(self.asked(request), told, Deadline(self._seconds))

    def asked(self, request: Request) -> PageRequest:
        """Return the request as pages know it."""
        tags = request.headers.get("if-none-match", "")
        return PageRequest(
            path=request.scope["path"],
            base_url=f"{request.scope['scheme']}://{request.headers.get('host', '')}",
            site_name=self._site_name,
            path_values={name: str(value) for name, value in request.path_params.items()},
            query=tuple(request.query_params.multi_items()),
            known_etags=frozenset(
                tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",") if tag.strip()
            ),
            known_since=request.headers.get("if-modified-since"),
            accept_datetime=request.headers.get("accept-datetime"),
            target=_target(request),
        )

    def _response(self, asked: PageRequest, told: PageAnswer, deadline: Deadline) -> Response:
        headers = {"Cache-Control": _REVALIDATED, **told.headers}
        etag = told.etag
        if etag is None and told.status == HTTPStatus.OK and isinstance(told.body, bytes):
            etag = hashlib.sha256(told.body).hexdigest()[:32]
        if etag is not None:
            headers["ETag"] = f'W/"{etag}"'
        if told.status == HTTPStatus.OK and _is_known(asked, etag, headers.get("Last-Modified")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if isinstance(told.body, bytes):
            return Response(told.body, told.status, headers, media_type=told.media_type)
        pieces = self._pieces(told.body, deadline)
        return StreamingResponse(pieces, told.status, headers, media_type=told.media_type)

    async def _pieces(self, body: Iterator[bytes], deadline: Deadline) -> AsyncIterator[bytes]:
        """Yield the pieces of a long answer.

        Each is made in a thread, in a time of its own: how long the reader takes does not count.
        """
        while True:
            deadline.renew(self._seconds)
            piece = await self._pool.run(lambda: _next(body, deadline), deadline, _never)
            if piece is None:
                return
            yield piece


def _target(request: Request) -> str:
    path: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode(errors="replace")


def _is_known(asked: PageRequest, etag: str | None, since: str | None) -> bool:
    """Return whether the reader has this state: by its tag, or by its time where no tag is sent."""
    if asked.known_etags:
        return etag in asked.known_etags
    return since is not None and asked.known_since == since


_BUG = WebProblem(
    status=500,
    detail="This page could not be made. The log of the service says why.",
    hint="Other pages are not concerned.",
)


def _next(body: Iterator[bytes], deadline: Deadline) -> bytes | None:
    with limited(deadline):
        return next(body, None)


async def _never() -> None:
    """Wait for ever: nobody can leave."""
    await asyncio.Event().wait()


async def _gone(request: Request) -> None:
    """Wait until the connection is closed from the other side."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
