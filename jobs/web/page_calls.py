"""From a request of the framework to a call of a page, and from its answer to the framework's."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from crawler.errors import PalimpsestError
from jobs.web.live_archive import LiveArchive, RequestedArchive
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.problem_answers import WebProblem, answer, problem_of
from jobs.web.work_pool import Deadline, ReaderGone, WorkPool

log = logging.getLogger("palimpsest")

Page = Callable[[RequestedArchive, PageRequest], PageAnswer]

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
    ) -> None:
        self._archive, self._pool = archive, pool
        self._site_name, self._seconds = site_name, seconds

    def endpoint(self, made: Page) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint that answers with this page."""

        async def endpoint(request: Request) -> Response:
            asked, deadline = self.asked(request), Deadline(self._seconds)
            try:
                reading = await self._archive.current(deadline)
                told = await self._pool.run(
                    lambda: made(reading, asked), deadline, lambda: _gone(request)
                )
            except ReaderGone:
                return Response(status_code=NOBODY)
            except PalimpsestError as error:
                told = answer(asked, problem_of(error))
            except Exception:
                log.exception("a page failed")
                told = answer(asked, _BUG)
            return self._response(asked, told)

        return endpoint

    def refusal(self, request: Request, problem: WebProblem) -> Response:
        """Return a problem as the framework's answer."""
        asked = self.asked(request)
        return self._response(asked, answer(asked, problem))

    def asked(self, request: Request) -> PageRequest:
        """Return the request as pages know it."""
        tags = request.headers.get("if-none-match", "")
        return PageRequest(
            path=request.url.path,
            base_url=f"{request.url.scheme}://{request.url.netloc}",
            site_name=self._site_name,
            path_values={name: str(value) for name, value in request.path_params.items()},
            query=tuple(request.query_params.multi_items()),
            known_etags=frozenset(
                tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",") if tag.strip()
            ),
            known_since=request.headers.get("if-modified-since"),
        )

    def _response(self, asked: PageRequest, told: PageAnswer) -> Response:
        headers = {"Cache-Control": _REVALIDATED, **told.headers}
        if not isinstance(told.body, bytes):
            if told.etag is not None:
                headers["ETag"] = f'"{told.etag}"'
            return StreamingResponse(
                self._pieces(told.body), told.status, headers, media_type=told.media_type
            )
        etag = told.etag
        if etag is None and told.status == HTTPStatus.OK:
            etag = hashlib.sha256(told.body).hexdigest()[:32]
        if etag is not None:
            headers["ETag"] = f'W/"{etag}"'
        if told.status == HTTPStatus.NOT_MODIFIED or (
            told.status == HTTPStatus.OK and etag in asked.known_etags
        ):
            return Response(status_code=304, headers=headers)
        return Response(told.body, told.status, headers, media_type=told.media_type)

    async def _pieces(self, body: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the pieces of a long answer; each is made in a thread, with a time limit."""
        while True:
            piece = await self._pool.run(
                lambda: next(body, None), Deadline(self._seconds), asyncio.Event().wait
            )
            if piece is None:
                return
            yield piece


_BUG = WebProblem(
    status=500,
    detail="This page could not be made. The log of the service says why.",
    hint="Other pages are not concerned.",
)


async def _gone(request: Request) -> None:
    """Wait until the connection is closed from the other side."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
