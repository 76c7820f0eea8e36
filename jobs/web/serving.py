"""Addresses for the machines that watch, and the server that answers there and with pages."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from crawler.collection import leave_uncollected
from crawler.errors import UsageError
from crawler.visible import visible_json
from jobs.observe.metrics import CONTENT_TYPE
from jobs.web.connections import LIMITS, WAITING

UNAVAILABLE = 503

_WHO = {"service": "the service", "web": "palimpsest web"}
"""Section of the configuration to who answers there."""


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


def health_routes(answers: Answers) -> list[Route]:
    """Return the three routes of a service."""

    async def healthz(request: Request) -> Response:
        well, document = answers.alive()
        return _document(
            well, document | answers.details() if "verbose" in request.query_params else document
        )

    async def readyz(_: Request) -> Response:
        return _document(*answers.ready())

    async def metrics(_: Request) -> Response:
        return Response(answers.figures(), headers={"Content-Type": CONTENT_TYPE})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


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


def shareable_port(host: str, port: int, *, section: str) -> int:
    """Return the port at which several processes may answer, where nobody else does yet.

    Raises ``UsageError`` as ``serve`` does. To share an address hides that another has it: so it is
    asked for unshared first.
    """
    with _bound(host, port, section=section) as listening:
        return int(listening.getsockname()[1])


def _bound(host: str, port: int, *, section: str, shared: bool = False) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, reuse_port=shared)
    except OSError as error:
        raise UsageError(
            f"{_WHO[section]} cannot answer at {host}:{port}: {error.strerror or error}",
            hint=f"Set {section}.host and {section}.port in config.yaml to a free address.",
        ) from error
    # asyncio sets it only where a socket names its protocol, as this one does not. Without it an
    # answer's second part waits 40 ms for the other side's acknowledgement of the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


@asynccontextmanager
async def serve(
    host: str, port: int, application: ASGIApp, *, section: str, shared: bool = False
) -> AsyncIterator[int]:
    """Answer at this address meanwhile.

    Yields the port. ``shared``: other processes of ours answer there too, each connection is one
    process's. Raises ``UsageError`` where the address cannot be had, with the ``section`` of the
    configuration that names another.
    """
    listening = _bound(host, port, section=section, shared=shared)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        **LIMITS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    # what was imported stays: without this, each full collection goes through all of it, and every
    # page waits a tenth of a second meanwhile
    leave_uncollected()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
