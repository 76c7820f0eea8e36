"""A store that counts what is asked of it: for the report of costs."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crawler.store.base import ObjectStore
from crawler.store.wrapped import WrappedStore


@dataclass(slots=True)
class StoreUsage:
    """What one piece of work asked the store to create."""

    puts: int = 0
    objects: int = 0
    """Those that were new."""
    stored: int = 0
    """Bytes of the new ones."""


class MeteredStore(WrappedStore):
    """Another store, with its requests counted.

    A retry inside a client and the pages of one long listing count once.
    """

    def __init__(self, store: ObjectStore) -> None:
        super().__init__(store)
        self._lock = threading.Lock()
        self._here = threading.local()
        self._totals: Counter[str] = Counter()

    @property
    def totals(self) -> dict[str, int]:
        """Requests by verb, and the bytes written and read."""
        with self._lock:
            return {
                name: self._totals[name]
                for name in ("create", "read", "list", "size", "bytes_written", "bytes_read")
            }

    @contextmanager
    def usage(self) -> Iterator[StoreUsage]:
        """Count what this thread creates meanwhile."""
        usage = self._here.usage = StoreUsage()
        try:
            yield usage
        finally:
            self._here.usage = None

    def _count(self, verb: str, **more: int) -> None:
        with self._lock:
            self._totals.update({verb: 1, **more})

    def create(self, key: str, data: bytes) -> bool:
        """Create as the store does."""
        self._count("create", bytes_written=len(data))
        created = super().create(key, data)
        usage: StoreUsage | None = getattr(self._here, "usage", None)
        if usage is not None:
            usage.puts += 1
            usage.objects += created
            usage.stored += len(data) if created else 0
        return created

    def read(self, key: str) -> bytes:
        """Read as the store does."""
        data = super().read(key)
        self._count("read", bytes_read=len(data))
        return data

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """List as the store does."""
        self._count("list")
        return super().list(prefix, start_after=start_after)

    def size(self, key: str) -> int:
        """Return the size as the store does."""
        self._count("size")
        return super().size(key)
