"""What each store around another one has in common."""

from collections.abc import Iterator

from crawler.store.base import ObjectStore


class WrappedStore:
    """Another store, asked through this one. Subclasses say what they add.

    It passes no ``remove`` on: see ``RemovingStore``.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @property
    def url(self) -> str:
        """See ``ObjectStore.url``."""
        return self._store.url

    @property
    def at_once(self) -> int:
        """See ``ObjectStore.at_once``."""
        return self._store.at_once

    @property
    def is_server(self) -> bool:
        """See ``ObjectStore.is_server``."""
        return self._store.is_server

    def create(self, key: str, data: bytes) -> bool:
        """See ``ObjectStore.create``."""
        return self._store.create(key, data)

    def read(self, key: str) -> bytes:
        """See ``ObjectStore.read``."""
        return self._store.read(key)

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """See ``ObjectStore.list``."""
        return self._store.list(prefix, start_after=start_after)

    def size(self, key: str) -> int:
        """See ``ObjectStore.size``."""
        return self._store.size(key)
