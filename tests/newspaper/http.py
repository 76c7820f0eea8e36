"""As much of HTTP/1.1 as a server needs that must also be able to break it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without query, also where a proxy's client sent the whole URL."""
        return urlsplit(self.target).path or "/"

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters."""
        return dict(parse_qsl(urlsplit(self.target).query))


@dataclass(frozen=True)
class Reply:
    """One well-formed response, or with ``raw`` exactly those bytes and then the end of the
    connection.
    """

    body: bytes = b""
    status: int = 200
    kind: str | None = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = field(default=None, repr=False)

    def wire(self) -> bytes:
        """Return the bytes to send."""
        if self.raw is not None:
            return self.raw
        lines = [f"HTTP/1.1 {self.status} {_PHRASES.get(self.status, 'Whatever')}"]
        if self.kind and self.status != 304:
            lines.append(f"Content-Type: {self.kind}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.status != 304:
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + self.body


_PHRASES = {
    200: "OK",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    404: "Not Found",
    410: "Gone",
    429: "Too Many Requests",
}

Answerer = Callable[[Asked], Awaitable[Reply]]


async def serve_connection(
    answer: Answerer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer the requests of one connection, in order, until either side has had enough."""
    try:
        while (asked := await _read(reader)) is not None:
            if asked.method == "CONNECT":
                await _tunnel(asked, reader, writer)
                break
            reply = await answer(asked)
            writer.write(reply.wire())
            await writer.drain()
            if reply.raw is not None:
                break
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _tunnel(asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a proxy: whatever host was asked for, it is found at 127.0.0.1."""
    far_reader, far_writer = await asyncio.open_connection(
        "127.0.0.1", int(asked.target.rpartition(":")[2])
    )
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(
        _pipe(reader, far_writer), _pipe(far_reader, writer), return_exceptions=True
    )


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    line = await reader.readline()
    if not line.strip():
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (raw := await reader.readline()).strip():
        name, _, value = raw.decode("latin-1").partition(":")
        headers[name.strip()] = value.strip()
    length = next(
        (int(value) for name, value in headers.items() if name.lower() == "content-length"), 0
    )
    return Asked(method, target, headers, await reader.readexactly(length) if length else b"")
