"""Serving HTTP in threads of this very process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.process import HOST

POLL_SECONDS = 0.01
"""So long the end of a server is waited for at most, when nobody asks it anything."""


class QuietHandler(BaseHTTPRequestHandler):
    """Answers requests, and prints none of them."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served_by(
    handler: type[BaseHTTPRequestHandler],
    server: type[ThreadingHTTPServer] = ThreadingHTTPServer,
) -> Iterator[int]:
    """Provide the port at which the handler answers, as long as the block runs."""
    with server((HOST, 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(POLL_SECONDS,), daemon=True)
        thread.start()
        try:
            yield running.server_port
        finally:
            running.shutdown()
            thread.join()
