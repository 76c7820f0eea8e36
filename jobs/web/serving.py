"""Three addresses for the machines that watch the service.

Nothing archived is ever served from here.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crawler.errors import UsageError
from crawler.visible import visible_json
from jobs.observe.metrics import CONTENT_TYPE
from jobs.web.connections import LIMITS, WAITING

UNAVAILABLE = 503


class Answers(Protocol):
    """Whoever knows how the service is. Called on the event loop: nothing here may block."""

    def alive(self) -> tuple[bool, dict[str, Any]]:
        """Return whether it works at all; an orchestrator restarts what does not."""

    def details(self) -> dict[str, Any]:
        """Return how archive and sources are, and what came of the last reload."""

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the archive can be used."""

    def figures(self) -> bytes:
        """Return the figures in Prometheus' text format."""


def application(answers: Answers) -> Starlette:
    """Return the application."""

    async def healthz(request: Request) -> Response:
        well, document = answers.alive()
        return _document(
            well, document | answers.details() if "verbose" in request.query_params else document
        )

    async def readyz(_: Request) -> Response:
        return _document(*answers.ready())

    async def metrics(_: Request) -> Response:
        return Response(answers.figures(), headers={"Content-Type": CONTENT_TYPE})

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    )


# the first half of an answer
def _document(well: bool, document: dict[str, Any]) -> Response:  # noqa: FBT001
    body = visible_json(document) + "\n"
    return Response(
        body,
        200 if well else UNAVAILABLE,
        {"Cache-Control": "no-store"},
        media_type="application/json",
    )


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to the service."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and let the system hold more connections than are taken at once."""
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(WAITING)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serve(host: str, port: int, answers: Answers) -> AsyncIterator[int]:
    """Answer at this address meanwhile.

    Yields the port. Raises ``UsageError`` where the address cannot be had.
    """
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise UsageError(
            f"the service cannot answer at {host}:{port}: {error.strerror or error}",
            hint="Set service.host and service.port in config.yaml to an address that is free.",
        ) from error
    config = uvicorn.Config(
        application(answers),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        **LIMITS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
