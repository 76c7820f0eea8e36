"""The storage contract: four verbs over immutable objects, and one that ends them.

Files and S3 implement it; one test suite holds both to it.

A key is ASCII, at most 512 characters, made of segments joined by ``/``. A segment starts with a
letter, digit, ``_`` or ``-`` and goes on with those and ``.``, ``:``, ``+``, ``=``, ``@``, ``~``,
``%``, ``[``, ``]``; it never ends in a dot. So a key is a safe relative path and an S3 key that
needs no escaping in logs. Keys are checked going in and coming out. No key may be the folder of
another one (``a`` beside ``a/b``): files and some S3 servers cannot hold both.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from crawler.errors import BadKey

_SEGMENT = r"[A-Za-z0-9_\-\[](?:[A-Za-z0-9_.:+=@~%\-\[\]]*[A-Za-z0-9_:+=@~%\-\[\]])?"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
MAX_KEY_LENGTH = 512


class ObjectStore(Protocol):
    """Immutable objects under keys.

    Every method may raise the ``StoreError`` family and nothing else of a vendor's.
    """

    @property
    def url(self) -> str:
        """The store's own name, for people: ``file:/path`` or ``s3://bucket/prefix``.

        Holds no secret.
        """

    @property
    def at_once(self) -> int:
        """How many objects are best asked for at once: 1 where nothing is to be waited for."""

    @property
    def is_server(self) -> bool:
        """Whether a server keeps the objects, whose promises are tried before an archive is made.

        There are many kinds.
        """

    def create(self, key: str, data: bytes) -> bool:
        """Write a new object whole and durably, or not at all.

        Returns True when this call wrote it. False: the key is taken and nothing was touched. A
        retry after a lost answer may get False for its own write, so a caller that gets False reads
        the object: equal bytes mean success.
        """

    def read(self, key: str) -> bytes:
        """Return the object's bytes. Raises ``ObjectMissing`` where there is none."""

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """Yield the keys that start with ``prefix`` and sort after ``start_after``.

        In the order of their bytes. Sees every finished create.

        Objects under names that are no keys, which only others can have put there, are neither
        hidden nor in the way: all keys come first, then ``BadKey`` names the strange ones in its
        ``keys``. Names that lie in a folder of the first two levels may be beginnings of each other
        on every server; deeper ones may not on servers that list by folders (``StoreBroken``).
        """

    def size(self, key: str) -> int:
        """Return the object's length in bytes. Raises ``ObjectMissing`` where there is none."""


class RemovingStore(ObjectStore, Protocol):
    """A store as it was opened, which can also remove. Only ``crawler.removing`` does.

    What wraps a store, to count or to compare, gives nobody this verb.
    """

    def remove(self, key: str) -> None:
        """Remove every version of the object under exactly this key, for good.

        Overrides a retention that its own ``object_lock_days`` set. No object there is success, so
        that an interrupted removal is repeated. When it returns, nothing can be read there. Raises
        ``StoreDenied`` where the credentials, or a stronger lock, keep something.
        """


def check_key(key: str) -> str:
    """Return ``key``, or raise ``BadKey`` when it is not one that every store can hold."""
    if len(key) > MAX_KEY_LENGTH or not _KEY.fullmatch(key):
        raise BadKey(
            f"{key[:120]!r} is no key: segments of plain ASCII joined by '/', "
            f"{MAX_KEY_LENGTH} characters at most"
        )
    return key
