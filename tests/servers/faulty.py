"""A front for a real HTTP server that spoils chosen exchanges.

Answers of its own, lost answers, cut lines, changed bytes.

A fault is a function of an ``Exchange``; a rule says which requests it befalls. What no rule
matches is passed on untouched, Host header included, so signed requests stay valid.
"""

import http.client
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest

from tests.servers.here import QuietHandler, served_by
from tests.servers.process import HOST
from tests.servers.s3 import S3Server

_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Exchange:
    """One request, and the ways to treat it."""

    def __init__(self, handler: BaseHTTPRequestHandler, upstream: str) -> None:
        self._handler = handler
        self._upstream = urlsplit(upstream)
        self.length = int(handler.headers.get("Content-Length", 0))

    def receive(self) -> bytes:
        """Return the request's body."""
        return self._handler.rfile.read(self.length)

    def forward(self, body: bytes) -> Answer:
        """Return what the real server answers to this request with this body."""
        line = http.client.HTTPConnection(
            self._upstream.hostname or "", self._upstream.port, timeout=60
        )
        try:
            path = self._handler.path.removeprefix(
                f"http://{self._handler.headers['Host']}"
            )  # a client that takes us for its proxy
            line.putrequest(self._handler.command, path, skip_host=True, skip_accept_encoding=True)
            for name, value in self._handler.headers.items():
                line.putheader(name, value)
            line.endheaders(body or None)
            answer = line.getresponse()
            return Answer(answer.status, tuple(answer.getheaders()), answer.read())
        finally:
            line.close()

    def send(self, answer: Answer, *, cut: bool = False) -> None:
        """Send the answer; with ``cut`` only half of its body, and hang up."""
        self._handler.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _BY_HOP:
                self._handler.send_header(name, value)
        of_head = {name.lower(): value for name, value in answer.headers}.get("content-length", "0")
        self._handler.send_header(
            "Content-Length", of_head if self._handler.command == "HEAD" else str(len(answer.body))
        )
        self._handler.end_headers()
        self._handler.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        if cut:
            self.hang_up()

    def receive_half(self) -> None:
        """Take half of the request's body and no more."""
        self._handler.rfile.read(self.length // 2)

    def hang_up(self) -> None:
        """Close the line."""
        self._handler.wfile.flush()
        self._handler.close_connection = True
        self._handler.connection.shutdown(socket.SHUT_RDWR)


Fault = Callable[[Exchange], None]


def pass_on(exchange: Exchange) -> None:
    """No fault: what the real server says."""
    exchange.send(exchange.forward(exchange.receive()))


def answer_with(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Return an answer of our own; the real server never hears of the request."""
    fixed = Answer(
        status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), body
    )

    def fault(exchange: Exchange) -> None:
        exchange.receive()
        exchange.send(fixed)

    return fault


def s3_error(status: int, code: str, message: str = "made by a test") -> Fault:
    """Return an S3 error document of our own, under any status."""
    body = (
        '<?xml version="1.0" '
        f'encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message>'
        "</Error>"
    )
    return answer_with(status, body.encode(), Content_Type="application/xml")


def lose_answer(exchange: Exchange) -> None:
    """The request takes place; its answer is lost."""
    exchange.forward(exchange.receive())
    exchange.hang_up()


def cut_answer(exchange: Exchange) -> None:
    """The line breaks within the answer's body."""
    exchange.send(exchange.forward(exchange.receive()), cut=True)


def cut_request(exchange: Exchange) -> None:
    """The line breaks within the request's body: the real server never hears of it."""
    exchange.receive_half()
    exchange.hang_up()


def change_request(exchange: Exchange) -> None:
    """A byte of the request's body changes on the way."""
    exchange.send(exchange.forward(_flipped(exchange.receive())))


def change_answer(exchange: Exchange) -> None:
    """A byte of the answer's body changes on the way."""
    answer = exchange.forward(exchange.receive())
    exchange.send(Answer(answer.status, answer.headers, _flipped(answer.body)))


def add_header(name: str, value: str) -> Fault:
    """Return the real answer with one header more."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward(exchange.receive())
        exchange.send(Answer(answer.status, (*answer.headers, (name, value)), answer.body))

    return fault


def _flipped(body: bytes) -> bytes:
    return bytes([body[0] ^ 1]) + body[1:]


@dataclass
class _Rule:
    """Which requests a fault befalls.

    Of those that match, each ``every``-th, ``times`` times (None: for ever).
    """

    fault: Fault
    method: str
    path: str
    times: int | None
    every: int
    seen: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def befalls(self, method: str, path: str) -> bool:
        """Return whether this request is one; counts it if so."""
        if (
            self.times == 0
            or self.method not in {"", method}
            or self.path not in path
            or next(self.seen) % self.every
        ):
            return False
        self.times = None if self.times is None else self.times - 1
        return True


@dataclass(frozen=True)
class Seen:
    """A request that came by."""

    method: str
    path: str
    headers: dict[str, str]


class FaultyProxy:
    """The front. ``url`` is where it listens, ``seen`` what came by."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.seen: list[Seen] = []
        self._rules: list[_Rule] = []
        self._lock = threading.Lock()
        self.port = 0

    @property
    def url(self) -> str:
        """``http://127.0.0.1:port``."""
        return f"http://{HOST}:{self.port}"

    def spoil(
        self,
        fault: Fault,
        *,
        method: str = "",
        path: str = "",
        times: int | None = 1,
        every: int = 1,
    ) -> None:
        """Let ``fault`` befall requests of this method whose path contains ``path``.

        Each ``every``-th, ``times`` times in all.
        """
        self._rules.append(_Rule(fault, method, path, times, every))

    def heal(self) -> None:
        """No more faults."""
        self._rules.clear()

    def _fault_for(self, method: str, path: str) -> Fault:
        with self._lock:
            return next((rule.fault for rule in self._rules if rule.befalls(method, path)), pass_on)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Return what answers: it spoils what it was told to, and passes all else on."""
        proxy = self

        class Handler(QuietHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or a body waits 40 ms behind its headers

            def handle_one(self) -> None:
                proxy.seen.append(
                    Seen(
                        self.command,
                        self.path,
                        {name.lower(): value for name, value in self.headers.items()},
                    )
                )
                proxy._fault_for(self.command, self.path)(Exchange(self, proxy.upstream))

            # http.server's names
            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_one  # noqa: N815

        return Handler


@contextmanager
def faulty_front(upstream: str) -> Iterator[FaultyProxy]:
    """Provide a front for ``upstream`` in threads of this process, without faults so far."""
    proxy = FaultyProxy(upstream)
    with served_by(proxy.handler()) as proxy.port:
        yield proxy


@pytest.fixture
def faulty(seaweed: S3Server) -> Iterator[FaultyProxy]:
    """Provide a front for the S3 server, without faults so far."""
    with faulty_front(seaweed.endpoint_url) as proxy:
        yield proxy
