"""Says that a server is being waited for, until it has answered for the first time.

A server that is down is asked several times, which takes longer than people wait for a word.
"""

import logging
from threading import Timer

from botocore.hooks import BaseEventHooks

WAITING = logging.getLogger("palimpsest.waiting")
"""Is told at level INFO, for who sits before a terminal."""

AFTER_SECONDS = 2.0


class FirstAnswer:
    """Listens to the requests of one client."""

    def __init__(self, events: BaseEventHooks, place: str) -> None:
        self._place = place
        self._timer: Timer | None = None
        self._events = events
        events.register("before-call.s3", self._asks)
        events.register("after-call.s3", self._answered)
        events.register("after-call-error.s3", self._failed)

    def _asks(self, **_: object) -> None:
        if self._timer is None:
            self._timer = Timer(AFTER_SECONDS, self._tell)
            self._timer.name = "first answer"
            self._timer.daemon = True
            self._timer.start()

    def _tell(self) -> None:
        WAITING.info("waiting for the store: %s has not answered yet", self._place)

    def _answered(self, **_: object) -> None:
        self._failed()
        self._events.unregister("before-call.s3", self._asks)

    def _failed(self, **_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
