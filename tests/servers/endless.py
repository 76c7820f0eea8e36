"""A raw server on loopback whose answers have no end.

It sends until the other side hangs up, or so many bytes are out.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, repeat

MAX_NUMBER = 100_000_000
"""Bytes of one answer: what a client without limits would hold."""

_BLOCK = 60_000
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"


def _many(text: bytes) -> bytes:
    return text * (_BLOCK // len(text))


ANSWERS: dict[str, tuple[bytes, bytes]] = {
    "status-line": (b"HTTP/1.1 200 ", b"x" * _BLOCK),
    "one-header": (_OK + b"X-Long: ", b"x" * _BLOCK),
    "many-headers": (_OK, _many(b"X-Short: yes\r\n")),
    "folded-header": (_OK + b"X-Folded: yes\r\n", _many(b" and more\r\n")),
    "no-colons": (_OK, _many(b"nonsense\n")),
    "interim": (b"", _many(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")),
    "bare-interim": (b"", _many(b"HTTP/1.1 100 \n\n")),
    "chunk-extension": (_CHUNKED + b"5;x=", b"x" * _BLOCK),
    "chunk-size": (_CHUNKED, b"0" * _BLOCK),
    "one-trailer": (_CHUNKED + b"5\r\nhello\r\n0\r\nX-Late: ", b"x" * _BLOCK),
    "many-trailers": (_CHUNKED + b"5\r\nhello\r\n0\r\n", _many(b"X-Late: yes\r\n")),
}
"""What each path begins with, and goes on with."""


@contextmanager
def endless(
    answers: dict[str, tuple[bytes, bytes]] = ANSWERS,
) -> Iterator[tuple[str, dict[str, int]]]:
    """Provide a server at this base address: ``/<answer>``.

    Beside it, bytes sent by answer, once the other side has hung up.
    """
    sent: dict[str, int] = {}
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        threads: list[threading.Thread] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    thread = threading.Thread(
                        target=_serve, args=(listening.accept()[0], answers, sent), daemon=True
                    )
                    thread.start()
                    threads.append(thread)

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", sent
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join(10)


def _serve(
    connection: socket.socket, answers: dict[str, tuple[bytes, bytes]], sent: dict[str, int]
) -> None:
    with connection, suppress(OSError):
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(4096) or b"\r\n\r\n"
        name = asked.split(b" ", 2)[1].decode().rpartition("/")[2]
        first, more = answers[name]
        out = 0
        try:
            for block in chain((first,), repeat(more)):
                connection.sendall(block)
                out += len(block)
                if out > MAX_NUMBER or not more:
                    break
        finally:
            sent[name] = max(sent.get(name, 0), out)
