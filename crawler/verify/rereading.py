"""A second read decides.

Damage is in the store, and shows again; what a bad line or a faulty disk did is gone, or another.

Without it every flipped bit on the way from a store would be called damage, and verification is
believed when it says so.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Self

from crawler.codec import sha256
from crawler.errors import BadKey, ObjectMissing, StoreBroken, StoreDenied, StoreUnsteady
from crawler.store.base import ObjectStore
from crawler.store.wrapped import WrappedStore
from crawler.verify.findings import VerifyResult

_HINT = (
    "Nothing was said of the archive. Look for a bad line, proxy, memory or disk "
    "between here and the store, "
    "or somebody who changes it right now; then verify again."
)


class Again:
    """The store as opened a second time, once somebody needs it.

    What it reads comes over connections of its own.
    """

    def __init__(self, store: ObjectStore, reopen: Callable[[], ObjectStore] | None) -> None:
        self._store, self._reopen = store, reopen
        self._lock = threading.Lock()

    @property
    def store(self) -> ObjectStore:
        """Return the store, opened anew at the first call."""
        with self._lock:
            if self._reopen is not None:
                self._store, self._reopen = self._reopen(), None
            return self._store


class RememberedReads(WrappedStore):
    """An ``ObjectStore`` that remembers by hash what each read gave.

    Safe to use from several threads.
    """

    def __init__(self, store: ObjectStore, again: Again) -> None:
        super().__init__(store)
        self._again = again
        self._gave: dict[str, str] = {}
        """Key to the SHA-256 of the bytes; else to what the store said instead."""

    def afresh(self) -> Self:
        """Return the same store with nothing remembered."""
        return type(self)(self._store, self._again)

    def read(self, key: str) -> bytes:
        """See ``ObjectStore.read``.

        Raises ``StoreUnsteady`` too, where it was read before and was another.
        """
        try:
            data = super().read(key)
        except (ObjectMissing, StoreBroken, StoreDenied, BadKey) as error:
            self._gave.setdefault(key, error.message)
            raise
        self._compare(key, self._gave.setdefault(key, sha256(data)), sha256(data))
        return data

    def require_same(self, keys: Iterable[str]) -> None:
        """Read those of these objects that were read once more.

        Raises ``StoreUnsteady`` for one that is another now.
        """
        for key in keys:
            if key in self._gave:
                self._compare(key, self._gave[key], self._second(key))

    def settle(self, result: VerifyResult, listed: Iterable[str]) -> None:
        """Read all of one Article again where anything of it is damaged.

        ``listed`` are the keys that the store's listing showed.

        All of it, because a garbled record can accuse its neighbour.
        """
        if not result.damages:
            return
        self.require_same(list(self._gave))
        for key in listed:
            if key in result.damages and not self._is_listed(key):
                raise StoreUnsteady(f"the store listed {key} once, and not again", hint=_HINT)

    def _is_listed(self, key: str) -> bool:
        with suppress(BadKey):  # a listing's last word, about names that are no keys
            return key in self._again.store.list(key)
        return False

    def _second(self, key: str) -> str:
        try:
            return sha256(self._again.store.read(key))
        except (ObjectMissing, StoreBroken, StoreDenied, BadKey) as error:
            return error.message

    def _compare(self, key: str, first: str, second: str) -> None:
        if first != second:
            raise StoreUnsteady(
                f"the store gives different bytes for one key: {key}: first {first}, then {second}",
                hint=_HINT,
            )
