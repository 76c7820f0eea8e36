#!/usr/bin/env bash
# Twisted 26.10.0: one header line whose name holds a blank or a letter outside ASCII makes its
# HTTP client throw the whole answer away.
#
# Guess from memory: the line is kept as it came, as Twisted 24.7.0 does (25.5.0 no longer). Seen
# on 2026-11-27: status 200 with a body, and "X Odd: 1" among its headers, ends in ResponseFailed
# for InvalidHeaderName; so does a name in UTF-8. A crawler that stands on it cannot read such a
# site at all, and the reason names no status, since none gets through.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'twisted==26.10.0'
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import socket
import threading

import twisted
from twisted.internet import reactor
from twisted.internet.defer import ensureDeferred
from twisted.web.client import Agent, ResponseFailed, readBody


def serve(line: bytes) -> int:
    """Answer one request with this header line among sound ones. Return the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        peer, _ = listener.accept()
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\n" + line + b"Content-Length: 2\r\n\r\nok")
        peer.close()

    threading.Thread(target=answer, daemon=True).start()
    return listener.getsockname()[1]


async def ask(line: bytes) -> str:
    try:
        response = await Agent(reactor).request(b"GET", b"http://127.0.0.1:%d/" % serve(line))
        return f"{response.code} {(await readBody(response)).decode()}"
    except ResponseFailed as error:
        return ", ".join(type(reason.value).__name__ for reason in error.reasons)


async def main() -> None:
    for line in (b"X-Odd: 1\r\n", b"X Odd: 1\r\n", "X-Größe: 1\r\n".encode()):
        seen.append(await ask(line))
        print(f"Twisted {twisted.__version__}: {line!r}: {seen[-1]}")
    reactor.stop()


seen: list[str] = []
reactor.callWhenRunning(lambda: ensureDeferred(main()))
reactor.run()
if seen != ["200 ok", "InvalidHeaderName", "InvalidHeaderName"]:
    raise SystemExit("changed: this is no longer what was found")
PYTHON
