"""How long the head of a plain answer is that goes through the relay.

Browsers bound one head, and not the interim ones before it.
"""

import re

from crawler.middlewares.wire.heads import MAX_HEAD

_END = re.compile(rb"\r?\n\r?\n")
_MAX_END_LENGTH = 4
_INTERIM = re.compile(rb"HTTP/\S+ +1(?!01)\d\d\b")
"""101 is an answer: what follows it is another protocol."""


class HeadGauge:
    """Watches the blocks of one answer until its last head is whole."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._passed = self._searched = 0
        self._over = False

    def fits(self, block: bytes) -> bool:
        """Return whether all heads up to and with this block are within the limit."""
        if not self._over:
            self._head += block
            self._take_interim()
        return self._over or self._passed + len(self._head) <= MAX_HEAD

    def _take_interim(self) -> None:
        while (end := _END.search(self._head, self._searched)) is not None:
            if self._passed + end.end() > MAX_HEAD:
                return
            if not _INTERIM.match(self._head):
                self._over = True
                self._head.clear()
                return
            self._passed += end.end()
            del self._head[: end.end()]
            self._searched = 0
        self._searched = max(0, len(self._head) - _MAX_END_LENGTH)
