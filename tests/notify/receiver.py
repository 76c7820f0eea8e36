"""A real HTTP server on loopback that takes what Apprise sends, refuses it, or takes it and is
silent.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.servers.here import QuietHandler, served_by


@dataclass
class Receiver:
    """What arrived.

    ``status`` is what it answers; ``refuse`` says which messages it refuses all the same.
    """

    port: int = 0
    status: int = 200
    refuse: Callable[[dict[str, Any]], bool] = lambda _: False
    accepted: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    on_accepted: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """The Apprise URL, with a password in it."""
        return f"json://reader:hunter2@127.0.0.1:{self.port}/told"

    @property
    def ids(self) -> list[str]:
        """The ids of all events that arrived in accepted messages, in order, as often
        as they came.
        """
        return [
            line.removeprefix("id: ")
            for message in self.accepted
            for line in message["message"].splitlines()
            if line.startswith("id: ")
        ]

    def take(self, message: dict[str, Any]) -> int:
        """Note a message. Returns the status to answer with."""
        if self.status != 200 or self.refuse(message):
            self.refused += 1
            return self.status if self.status != 200 else 400
        self.accepted.append(message)
        self.on_accepted()
        return 200


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Provide a receiver that listens."""
    receiver = Receiver()

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802  # http.server's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.take(json.loads(body)))
            self.send_header("Content-Length", "0")
            self.end_headers()

    with served_by(Handler) as receiver.port:
        yield receiver
