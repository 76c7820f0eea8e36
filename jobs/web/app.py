"""The application: health for machines, pages for people, and a place for the programs' interface.

It is put together here and nowhere else. What stands in front of all of it is ``jobs.web.guard``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from crawler.config import Config
from jobs.context import CaptureReaders
from jobs.web.guard import Guard
from jobs.web.live_archive import LiveArchive
from jobs.web.page_calls import PageCalls
from jobs.web.problem_answers import WebProblem
from jobs.web.routes import PAGES
from jobs.web.static_files import FOLDER, static_file
from jobs.web.work_pool import WorkPool


@dataclass(frozen=True, kw_only=True)
class WebPages:
    """The pages of one archive, and what they keep open."""

    archive: LiveArchive
    pool: WorkPool
    calls: PageCalls
    routes: tuple[BaseRoute, ...]

    def close(self) -> None:
        """End what still runs, and close the index."""
        self.pool.close()
        self.archive.close()


def open_pages(config: Config, captures: CaptureReaders) -> WebPages:
    """Return the pages of the configured archive. It need not be there yet."""
    archive, pool = LiveArchive(config, captures), WorkPool()
    calls = PageCalls(archive, pool, site_name=config.web.name)
    pages = [Route(path, calls.endpoint(_function(place))) for path, place in PAGES]
    return WebPages(
        archive=archive,
        pool=pool,
        calls=calls,
        routes=(Route(f"{FOLDER}{{named}}", _static), *pages),
    )


def application(health: Sequence[BaseRoute], pages: WebPages | None) -> ASGIApp:
    """Return the application: health, and pages where there are any."""
    if pages is None:
        return Guard(Starlette(routes=list(health)))

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return pages.calls.refusal(
            request, _REFUSALS.get(status, WebProblem(status=status, detail=""))
        )

    routes: list[BaseRoute] = [*health, *pages.routes]
    return Guard(Starlette(routes=routes, exception_handlers={HTTPException: refused}))


def _function(place: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
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
