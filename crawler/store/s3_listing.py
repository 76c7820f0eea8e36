"""Listing a bucket in byte order, whatever order the server has.

S3 lists in byte order. Servers that keep objects as files (SeaweedFS, say) list folder by folder:
``news.com/x`` before ``news.com.au/x``, although ``.`` sorts before ``/``. Both orders agree unless
a name among siblings is the beginning of another one. In an archive only the names of hosts are:
they stand at the second level. So the first two levels are looked at by name, which costs one more
request for each thousand names there, and deeper listings stay one request for each thousand keys.
Were a deeper level out of order, ``only_keys`` would say so.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from crawler.errors import StoreBroken
from crawler.store.s3_errors import PROXY, translated

_LEVELS_BY_NAME = 2


class BucketListing:
    """The names in one bucket below ``lead``, the store's own prefix, which is cut off."""

    def __init__(
        self, ask: Callable[..., Mapping[str, Any]], bucket: str, lead: str, url: str
    ) -> None:
        self._ask = ask  # ListObjectsV2
        self._bucket = bucket
        self._lead = lead
        self._url = url

    def names(self, prefix: str, start_after: str) -> Iterator[str]:
        """Return names that start with ``prefix`` and sort after ``start_after``, in byte order."""
        level = prefix.count("/")
        if level >= _LEVELS_BY_NAME:
            return self._flat(prefix, start_after)
        if level == _LEVELS_BY_NAME - 1:
            return self._mended(prefix, start_after)
        return self._by_level(prefix, start_after)

    def _by_level(self, prefix: str, start_after: str) -> Iterator[str]:
        """Yield one level's objects and, in their place, what its folders hold."""
        for name in sorted(self._level(prefix)):
            if not name.endswith("/"):
                if name > start_after:
                    yield name
            elif name > start_after or start_after.startswith(name):
                yield from self.names(name, start_after)

    def _mended(self, prefix: str, start_after: str) -> Iterator[str]:
        """Yield a flat listing in the right order.

        Folders whose name begins another's are listed apart and merged in.
        """
        apart = _beginnings(chain(self._level(prefix), [_at_level(start_after, prefix)]))
        main = (
            name for name in self._flat(prefix, start_after) if _at_level(name, prefix) not in apart
        )
        return heapq.merge(
            main, chain.from_iterable(self._flat(folder, start_after) for folder in sorted(apart))
        )

    def _flat(self, prefix: str, start_after: str) -> Iterator[str]:
        """Yield the server's own listing.

        ``start_after`` is sent only where it can cut something off, and checked here again.
        """
        if start_after > prefix and not start_after.startswith(prefix):
            return
        after = start_after if start_after.startswith(prefix) else ""
        start = {"StartAfter": self._lead + after} if after else {}
        for page in self._turned(Prefix=self._lead + prefix, **start):
            names = (entry["Key"].removeprefix(self._lead) for entry in page.get("Contents", ()))
            yield from (name for name in names if name > start_after)

    def _level(self, prefix: str) -> Iterator[str]:
        """Objects and folders, these with their closing slash, of one level."""
        for page in self._turned(Prefix=self._lead + prefix, Delimiter="/"):
            yield from (entry["Key"].removeprefix(self._lead) for entry in page.get("Contents", ()))
            yield from (
                entry["Prefix"].removeprefix(self._lead) for entry in page.get("CommonPrefixes", ())
            )

    def _turned(self, **request: str) -> Iterator[Mapping[str, Any]]:
        """Page after page of the answer."""
        while True:
            with translated(self._url):
                page = self._ask(Bucket=self._bucket, **request)
            if "IsTruncated" not in page:
                raise StoreBroken(f"{self._url}: the server's answer is no listing", hint=PROXY)
            yield page
            if not page["IsTruncated"]:
                return
            token = page.get("NextContinuationToken")
            if not token or token == request.get("ContinuationToken"):
                raise StoreBroken(
                    f"{self._url}: the server says that its listing goes on, but not where"
                )
            request["ContinuationToken"] = token


def _at_level(name: str, prefix: str) -> str:
    """Return the object or folder (with its slash) of the prefix's level that ``name`` lies in.

    Empty where it lies elsewhere.
    """
    start = prefix.rfind("/") + 1
    if not name.startswith(prefix[:start]):
        return ""
    end = name.find("/", start)
    return name if end < 0 else name[: end + 1]


def _beginnings(names: Iterable[str]) -> set[str]:
    """Return the folders among ``names`` whose own name begins another's.

    The names are of one level; the next character sorts before ``/``.
    """
    found = set(names)
    starts = {name[:end] + "/" for name in found for end in range(1, len(name)) if name[end] < "/"}
    return starts & found
