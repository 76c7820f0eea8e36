"""One connection to the service, bounded: in number, in time, in the length of a request's head.

uvicorn has a limit for idle connections after an answer, and none for a head that never ends; its
``limit_concurrency`` answers whole requests with 503, so those who say nothing would lock out those
who ask. Here the oldest that is not being answered makes room.
"""

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from jobs.observe import logs

MAX_CONNECTIONS = 256
"""At once: more than pages are made and wait for, so that who comes too much is told so by status
503, and not cut. A browser holds up to six.
"""

SHARE = 8
"""Connections take one in so many of the file descriptors that the process may have: the rest is
for the archive, and to start crawls.
"""

ACCEPTED_AT_ONCE = 16
"""New connections between two looks at how many there are: asyncio takes as many as its backlog
says before it does anything else.
"""

WAITING = 256
"""Connections that the system holds until they are taken."""

HEAD_SECONDS = 10.0
"""For a request's head to be whole, from the connection's begin or from the last answer."""

ANSWER_SECONDS = 30.0
"""For an answer to be taken, or ``MIN_TAKEN`` bytes more of it."""

MIN_TAKEN = 16_384
"""Bytes: whoever takes fewer in ``ANSWER_SECONDS`` holds a connection for its own sake."""

MAX_ANSWER_SECONDS = 900.0
"""For an answer to be taken, however steadily."""

KEEP_ALIVE_SECONDS = 5
"""Without a word after an answer."""

MAX_HEAD = 16_384
"""Bytes of a request's head."""


def most_connections() -> int:
    """Return how many connections there may be, by what files this process may open now."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        MAX_CONNECTIONS
        if soft == resource.RLIM_INFINITY
        else max(ACCEPTED_AT_ONCE, min(MAX_CONNECTIONS, soft // SHARE))
    )


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, with limits."""

    _deadline: asyncio.TimerHandle | None = None
    since = 0.0
    """When it began, or was last answered, by the event loop's clock."""
    _untaken = 0
    """Bytes of an answer that its reader had not taken when the time was set last."""
    _has_taken = False
    """Whether the reader has taken a good part of an answer since then."""

    @property
    def is_asking(self) -> bool:
        """Return whether a request of it is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    # as uvicorn does
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, and make room."""
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)
        if len(self.connections) > most_connections():
            others = (
                one
                for one in self.connections
                if isinstance(one, BoundedProtocol) and one is not self
            )
            oldest = min(others, key=lambda one: (one.is_asking, one.since))
            logs.logger().warning(
                "too many connections: the oldest is closed", most=most_connections()
            )
            oldest.abort()

    def data_received(self, data: bytes) -> None:
        """Read on; with a request's head whole, its time is over and the answer's begins."""
        was_asking = self.is_asking
        super().data_received(data)
        if self.is_asking and not was_asking:
            self._wait(ANSWER_SECONDS)

    def on_response_complete(self) -> None:
        """Wait for the next request. One that came with the last is read within."""
        self._wait(HEAD_SECONDS)
        super().on_response_complete()
        if self.is_asking:
            self._wait(ANSWER_SECONDS)

    def resume_writing(self) -> None:
        """Go on with an answer whose last piece was taken."""
        self._has_taken = True
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._stop_waiting()
        super().connection_lost(exc)

    def abort(self) -> None:
        """Close it at once. Its descriptor is free after the event loop's next round."""
        self.connections.discard(self)
        self._stop_waiting()
        self.transport.abort()

    def _wait(self, seconds: float) -> None:
        self.since = self.loop.time()
        self._set_deadline(seconds)

    def _set_deadline(self, seconds: float) -> None:
        self._stop_waiting()
        self._has_taken, self._untaken = False, self.transport.get_write_buffer_size()
        self._deadline = self.loop.call_later(seconds, self._time_is_over)

    def _time_is_over(self) -> None:
        """Close it.

        Unless its reader is still taking an answer, and at a pace, or waits for its next piece.
        """
        left = self.transport.get_write_buffer_size()
        takes = left > 0 and (self._has_taken or left <= self._untaken - MIN_TAKEN)
        waits = left == 0 and self.is_asking and self.cycle.response_started
        if (takes or waits) and self.loop.time() - self.since < MAX_ANSWER_SECONDS:
            self._set_deadline(ANSWER_SECONDS)
        else:
            self.abort()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


LIMITS: dict[str, Any] = {
    "http": BoundedProtocol,
    "ws": "none",
    "backlog": ACCEPTED_AT_ONCE,
    "timeout_keep_alive": KEEP_ALIVE_SECONDS,
    "h11_max_incomplete_event_size": MAX_HEAD,
}
"""uvicorn's settings."""
