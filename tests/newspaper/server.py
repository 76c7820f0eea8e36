"""The newspaper's desk.

Routes, the state of each resource, the request log, and the controls that tests pull.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ssl import SSLContext

from tests.newspaper.http import Asked, Reply, serve_connection

Resource = Callable[["Newspaper", Asked, str], Awaitable[Reply]]
ROUTES: dict[str, Resource] = {}
"""First segment of the path to the resource that answers; it is given the rest of the path."""


def resource(segment: str) -> Callable[[Resource], Resource]:
    """Register the resource that answers for ``/<segment>`` and all below it."""

    def register(function: Resource) -> Resource:
        ROUTES[segment] = function
        return function

    return register


class Newspaper:
    """All that the server remembers."""

    def __init__(self) -> None:
        self.state: defaultdict[str, int] = defaultdict(int)
        """Which state each story is in; other resources keep their switches here."""
        self.text: dict[str, str] = {}
        """What a test told the newspaper to say, by resource."""
        self.counts: Counter[str] = Counter()
        """Requests by path."""
        self.log: list[dict[str, object]] = []

    async def answer(self, asked: Asked) -> Reply:
        """Return what the newspaper says to one request."""
        segment, _, rest = asked.path.strip("/").partition("/")
        if segment == "control":
            return self._control(asked, rest)
        self.counts[asked.path] += 1
        self.log.append(
            {
                "method": asked.method,
                "path": asked.target,
                "headers": asked.headers,
                "time": time.time(),
            }
        )
        found = ROUTES.get(segment or "section")
        if found is None:
            return Reply(b"<html><body><h1>Not found</h1></body></html>", 404)
        return await found(self, asked, rest)

    def _control(self, asked: Asked, rest: str) -> Reply:
        verb, _, name = rest.partition("/")
        if verb == "set":
            self.state[name] = int(asked.body or b"0")
        elif verb == "edit":
            self.state[name] += 1
        elif verb == "say":
            self.text[name] = asked.body.decode()
        elif verb == "reset":
            self.__init__()  # type: ignore[misc]  # the newspaper forgets everything
        elif verb != "log":
            return Reply(b"no such control", 404)
        return Reply(
            json.dumps(self.log if verb == "log" else {"state": self.state}).encode(),
            kind="application/json",
        )

    async def listen(self, port: int = 0, tls: SSLContext | None = None) -> int:
        """Serve on loopback, and on which port.

        At 127.0.0.1, and at 127.0.0.2 too, where the system has one.
        """
        server = await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=tls)
        address: tuple[str, int] = server.sockets[0].getsockname()
        with suppress(OSError):
            await asyncio.start_server(self._serve, "127.0.0.2", address[1], ssl=tls)
        return address[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve_connection(self.answer, reader, writer)
