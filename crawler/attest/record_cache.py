"""Records that were read before, parsed: for processes that show many of them again and again."""

import threading
from collections import OrderedDict

from crawler.model import Version
from crawler.record_checks import read_version, read_vouched_for

CACHED_BYTES = 16_000_000
"""Of stored records whose parsed form a process that serves pages holds: some 2,500 records."""


class RecordCache:
    """Parses each record once, as long as the same bytes stand under its key.

    The bytes are read and hashed whenever a record is shown; only what follows from them alone is
    remembered. Safe to share between threads. What is damaged is judged anew each time.
    """

    def __init__(self, max_bytes: int = 0) -> None:
        """Hold the records of so many stored bytes. With 0, none."""
        self._max_bytes = max_bytes
        self._known: OrderedDict[tuple[str, str], tuple[Version, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def read(self, key: str, digest: str, data: bytes, *, is_vouched_for: bool = False) -> Version:
        """Return the record in ``data``, whose SHA-256 is ``digest``.

        ``is_vouched_for``: check lines give it this hash, and no other. So it is, to the byte, what
        a crawl wrote, and need not be asked whether it contradicts itself: ``verify`` does.

        Raises ``BadRecord`` as ``read_version`` does.
        """
        name = (key, digest)
        with self._lock:
            found = self._known.get(name)
            if found is not None:
                self._known.move_to_end(name)
                return found[0]
        record = (read_vouched_for if is_vouched_for else read_version)(key, data)
        if self._max_bytes:
            self._keep(name, record, len(data))
        return record

    def _keep(self, name: tuple[str, str], record: Version, size: int) -> None:
        with self._lock:
            if name not in self._known:
                self._known[name] = record, size
                self._bytes += size
            while self._bytes > self._max_bytes:
                _, (_, least) = self._known.popitem(last=False)
                self._bytes -= least


UNCACHED = RecordCache()
"""Remembers nothing."""
