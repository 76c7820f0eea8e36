#!/usr/bin/env bash
# uvicorn 0.54.0 on CPython's asyncio: whether accepted connections send at once depends on how the
# listening socket was made. One of `socket.create_server` has protocol number 0, accepted sockets
# inherit it, and asyncio sets TCP_NODELAY only where the number is that of TCP.
# Guess from memory: asyncio sets TCP_NODELAY on every TCP connection (since Python 3.6).
# Seen on 2026-11-27 with Python 3.11.7:
#   create_server: nodelay 0
#   protocol named: nodelay 1
# An answer in two writes then waits about 40 ms for the reader's acknowledgement.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check uvicorn==0.54.0
cat >"$folder/ask.py" <<'PY'
import asyncio
import socket

import uvicorn

SEEN = []


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"."})


async def ask(listening):
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    transport = next(iter(server.server_state.connections)).transport
    found = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    writer.close()
    server.should_exit = True
    await serving
    return int(bool(found))


made = socket.create_server(("127.0.0.1", 0))
named = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
named.bind(("127.0.0.1", 0))
named.listen()
print("create_server: nodelay", asyncio.run(ask(made)))
print("protocol named: nodelay", asyncio.run(ask(named)))
PY
seen=$("$folder/venv/bin/python" "$folder/ask.py")
echo "$seen"
[ "$seen" = $'create_server: nodelay 0\nprotocol named: nodelay 1' ]
