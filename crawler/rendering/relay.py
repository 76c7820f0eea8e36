"""The browser's only way out: a forward proxy on loopback, for one page.

It connects where the address guard allows and nowhere else.

A browser resolves names itself, so a look at the name beforehand would prove nothing of where it
connects. Behind a proxy it resolves none: names arrive here, are resolved by the run's guarded
resolver, and exactly the addresses that passed are connected to.

Each connection carries one request, or one tunnel: further requests of a kept connection could be
for other hosts.
"""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn, Self
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.capture import FetchFailure
from crawler.middlewares.request_errors import Refused, RequestEnded
from crawler.middlewares.wire.heads import MAX_HEAD
from crawler.proxy_settings import proxy_of
from crawler.rendering.browser_heads import HeadGauge

Permitted = Callable[[str], Awaitable[tuple[tuple[str, ...], str | None]]]
"""Host to the addresses that may be connected to, and why another may not:
``GuardedResolver.permitted``.
"""

BeforeProxy = Callable[[str], Awaitable[RequestEnded | None]]
"""Host to why a proxy may not be asked for it: ``GuardedResolver.before_proxy``."""

CONNECT_TIMEOUT = 10.0
"""Seconds for one address."""

MAX_REFUSED = 50
"""Places that are named; a page that probes a network tries thousands."""

_BLOCK = 65_536
_END = b"\r\n\r\n"
_ESTABLISHED = b"HTTP/1.1 200 Connection established" + _END
_HOP_BY_HOP = ("connection:", "keep-alive:", "proxy-")


class Refusal(Exception):
    """A request that is not passed on. ``status`` is what the browser is told."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser wants: a tunnel to a place, or one plain request."""

    tunnel: bool
    host: str
    port: int
    head: tuple[str, ...]
    """The request's line and headers as a proxy gets them, but for those between it and the
    browser.
    """

    @property
    def place(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    def direct(self) -> bytes:
        """Return what the place itself is sent.

        Nothing for a tunnel, and the path in place of the whole URL.
        """
        if self.tunnel:
            return b""
        method, url, version = self.head[0].split(" ")
        # scheme, nothing, host
        path = "/" + url.split("/", 3)[3] if url.count("/") > 2 else "/"  # noqa: PLR2004
        return _message((f"{method} {path} {version}", *self.head[1:]))


def parse(head: bytes) -> Asked:
    """Return what a request's head asks for. Raises ``ValueError`` where it is no proxy request."""
    line, *headers = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, _ = line.split(" ")
    tunnel = method == "CONNECT"
    place = urlsplit(f"//{target}" if tunnel else target)
    if not place.hostname or (not tunnel and place.scheme != "http"):
        raise ValueError(f"no place to go to: {target[:100]}")
    kept = [header for header in headers if not header.lower().startswith(_HOP_BY_HOP)]
    return Asked(
        tunnel,
        place.hostname,
        place.port or 80,
        (line, *kept, *(() if tunnel else ("Connection: close",))),
    )


def _message(lines: tuple[str, ...]) -> bytes:
    return "\r\n".join(lines).encode("latin-1") + _END


class Relay:
    """A proxy for one page, open within ``async with``.

    ``exceeded`` is called when more than ``limit`` bytes have come.
    """

    def __init__(
        self,
        permitted: Permitted,
        limit: int,
        exceeded: Callable[[], None],
        before_proxy: BeforeProxy | None = None,
    ) -> None:
        self._permitted, self._limit, self._exceeded, self._before_proxy = (
            permitted,
            limit,
            exceeded,
            before_proxy,
        )
        self._serving: set[asyncio.Task[None]] = set()
        self.url = ""
        self.received = 0
        self.refused: dict[str, str] = {}
        """Host and port to the reason."""

    async def __aenter__(self) -> Self:
        """Open the proxy at a free port of loopback."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it, and cut all that goes through it."""
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._pass_on(parse(await reader.readuntil(_END)), reader, writer)
        except Refusal as refusal:
            writer.write(
                (
                    f"HTTP/1.1 {refusal.status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                ).encode()
            )
        except (OSError, ValueError, EOFError, asyncio.LimitOverrunError):
            pass  # the browser learns of it by the connection's end
        finally:
            writer.close()

    async def _pass_on(
        self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        proxy = proxy_for(asked)
        if proxy is not None:
            await self._judge_before_proxy(asked)
            far_reader, far_writer = await _connected((proxy.hostname or "",), proxy.port or 80)
            first, greeting = _message((*asked.head, *_credentials(proxy))), b""
        else:
            addresses, refusal = await self._permitted(asked.host)
            if refusal and not addresses:
                self._refuse(asked, refusal)
            far_reader, far_writer = await _connected(addresses, asked.port)
            first, greeting = asked.direct(), _ESTABLISHED if asked.tunnel else b""
        try:
            far_writer.write(first)
            writer.write(greeting)
            gauge = None if asked.tunnel else HeadGauge()
            await _either(
                self._pump(reader, far_writer), self._pump(far_reader, writer, gauge, asked.place)
            )
        finally:
            far_writer.close()

    async def _judge_before_proxy(self, asked: Asked) -> None:
        """Raise ``Refusal`` where the proxy of the environment may not be asked for the place."""
        if self._before_proxy is not None:
            ended = await self._before_proxy(asked.host)
        else:
            _, refusal = await self._permitted(asked.host)
            ended = Refused(FetchFailure.ADDRESS, refusal) if refusal else None
        if ended is not None:
            self._refuse(asked, ended.reason)

    def _refuse(self, asked: Asked, why: str) -> NoReturn:
        self._note(asked.place, why)
        raise Refusal("403 Forbidden")

    def _note(self, place: str, why: str) -> None:
        if len(self.refused) < MAX_REFUSED:
            self.refused[place] = why

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        gauge: HeadGauge | None = None,
        place: str = "",
    ) -> None:
        with suppress(OSError):
            while data := await source.read(_BLOCK):
                self.received += len(data)
                if self.received > self._limit:
                    self._exceeded()
                    return
                if gauge is not None and not gauge.fits(data):
                    self._note(place, f"head: more than {MAX_HEAD} bytes")
                    return
                sink.write(data)
                await sink.drain()


async def _connected(
    addresses: tuple[str, ...], port: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return a connection to the first of the addresses that takes one.

    They are literals, but for a proxy's, which is the user's choice.
    """
    for address in addresses:
        with suppress(OSError, TimeoutError):
            return await asyncio.wait_for(asyncio.open_connection(address, port), CONNECT_TIMEOUT)
    raise Refusal("502 Bad Gateway")


async def _either(*works: Awaitable[None]) -> None:
    """Wait until one side has had enough, and end the other."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def proxy_for(asked: Asked) -> SplitResult | None:
    """Return the proxy that the environment names for this, if it names one."""
    proxy = proxy_of("https" if asked.tunnel else "http", asked.host)
    if proxy is not None and proxy.scheme != "http":
        raise Refusal("502 Bad Gateway")
    return proxy


def _credentials(proxy: SplitResult) -> tuple[str, ...]:
    if proxy.username is None:
        return ()
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return (f"Proxy-Authorization: Basic {b64encode(pair.encode()).decode()}",)
