"""Ranges of stored objects, each of which another machine may feed to the same index."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from crawler.reindex.fed import Damaged

ARTICLES, CHECKS = "articles/", "checks/"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRange:
    """Keys of one prefix, behind one of them and up to another."""

    prefix: str
    after: str = ""
    """The last one before it; "" for all from the beginning."""
    upto: str | None = None
    """Its last one; None for all to the end."""

    def of(self, keys: Iterable[str]) -> Iterator[str]:
        """Return those of the keys that are in it. They come in order, from its beginning on."""
        upto = self.upto
        return iter(keys) if upto is None else takewhile(lambda key: key <= upto, keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class FedRange:
    """What came of feeding a range, as JSON holds it."""

    prefix: str
    fed: int
    damaged: tuple[Damaged, ...]
    missing: tuple[str, ...]
    removals: tuple[tuple[str, str], ...]
    aliases: tuple[tuple[str, str], ...]
    """As are ``removals``: key and SHA-256 of those that parts say were stored."""


def stored_ranges(prefix: str, keys: Sequence[str], most: int) -> Iterator[StoredRange]:
    """Yield ranges that hold all keys of a prefix, and alike many of these."""
    step = max(1, -(-len(keys) // most))
    bounds = keys[step - 1 : -1 : step]
    for after, upto in zip(["", *bounds], [*bounds, None], strict=True):
        yield StoredRange(prefix=prefix, after=after, upto=upto)
