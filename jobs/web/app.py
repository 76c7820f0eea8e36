"""The application: health for machines, pages for people, and a place for the programs' interface.

It is put together here and nowhere else. What stands in front of all of it is ``jobs.web.guard``.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from crawler.config import Config
from crawler.guides import guide
from jobs.observe import logs
from jobs.reading.opened import CaptureReaders
from jobs.web.access import Access, access
from jobs.web.guard import Guard
from jobs.web.live_archive import LiveArchive
from jobs.web.orders import Orders
from jobs.web.page_calls import PageCalls
from jobs.web.problem_answers import WebProblem
from jobs.web.routes import MOUNTS, PAGES, SHARED
from jobs.web.static_files import FOLDER, static_file
from jobs.web.work_pool import THREADS, TURNS, WorkPool


@dataclass(frozen=True, kw_only=True)
class WebPages:
    """The pages of one archive, and what they keep open."""

    archive: LiveArchive
    pool: WorkPool
    calls: PageCalls
    access: Access | None
    """Who may read them; None where nothing guards them, and so they are not served."""
    routes: tuple[BaseRoute, ...]

    def close(self) -> None:
        """End what still runs, and close the index."""
        self.pool.close()
        self.archive.close()


def open_pages(
    config: Config,
    host: str,
    environ: Mapping[str, str],
    captures: CaptureReaders,
    orders: Orders | None = None,
) -> WebPages:
    """Return the pages of the configured archive for this address. It need not be there yet.

    ``orders`` carries out what programs with the token may have done.

    Raises ``ConfigError`` for a secret of ``web`` that is missing or could be guessed.
    """
    archive = LiveArchive(config, captures)
    pool = WorkPool(turns=THREADS if config.store.folder is None else TURNS)
    calls = PageCalls(
        archive,
        pool,
        site_name=config.web.name,
        orders=orders,
    )
    pages = [
        Route(path, calls.endpoint(_named(place), shared=path in SHARED)) for path, place in PAGES
    ]
    mounts = [Mount(path, LateApplication(place, calls)) for path, place in MOUNTS]
    return WebPages(
        archive=archive,
        pool=pool,
        calls=calls,
        access=access(config.web, host, environ),
        routes=(Route(f"{FOLDER}{{named}}", _static), *pages, *mounts),
    )


def application(health: Sequence[BaseRoute], pages: WebPages) -> ASGIApp:
    """Return the application: health, and the pages where something guards them."""
    if pages.access is None:
        logs.logger().info(
            "no pages here: others reach this address, and nothing asks them who they are",
            hint=guide("run/operations.md"),
        )
        return Guard(Starlette(routes=list(health)), None, pages.calls.refusal)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return pages.calls.refusal(
            request, _REFUSALS.get(status, WebProblem(status=status, detail=""))
        )

    routes: list[BaseRoute] = [*health, *pages.routes]
    inner = Starlette(routes=routes, exception_handlers={HTTPException: refused})
    return Guard(inner, pages.access, pages.calls.refusal)


class LateApplication:
    """An application that is made when it is first asked."""

    def __init__(self, place: str, calls: PageCalls) -> None:
        self._place, self._calls = place, calls
        self._making: asyncio.Task[ASGIApp] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to the application, once it is there."""
        if self._making is None:
            self._making = asyncio.create_task(asyncio.to_thread(self._made))
        made = await asyncio.shield(self._making)
        await made(scope, receive, send)

    def _made(self) -> ASGIApp:
        made: ASGIApp = _named(self._place)(self._calls)
        return made


def _named(place: str) -> Any:  # noqa: ANN401  # whatever the table names
    """Return what ``module:function`` names."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


async def _static(request: Request) -> Response:
    found = static_file(request.path_params["named"])
    if found is None:
        raise HTTPException(404)
    return Response(
        found.body, headers={"Cache-Control": found.cache_control}, media_type=found.media_type
    )


_REFUSALS = {
    404: WebProblem(
        status=404,
        detail="There is no page at this address.",
        hint="The box above finds an article by its address on its own site.",
    ),
    405: WebProblem(status=405, detail="Pages are only read.", headers={"Allow": "GET, HEAD"}),
}
