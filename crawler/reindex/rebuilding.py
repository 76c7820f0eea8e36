"""All of a store fed to the index: made ready in several processes, written by one."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TypeVar

from crawler.errors import BadKey, ObjectMissing
from crawler.hands import Hands
from crawler.index import Index
from crawler.index.prepared import PreparedVersions
from crawler.index.writes import StoredPart
from crawler.reindex import handfuls
from crawler.reindex.fed import Fed
from crawler.reindex.fed_ranges import ARTICLES, CHECKS, FedRange, StoredRange
from crawler.reindex.feeder import RECORDS_AT_ONCE, Feeder
from crawler.reindex.handfuls import (
    MAX_PROCESSES,
    Handful,
    Item,
    ReadyParts,
    ready_parts,
    ready_versions,
)
from crawler.reindex.stored import (
    aliases_made,
    attested_by,
    part_of,
    removals_named,
    version_of,
    warn_of_line,
)
from crawler.store.base import ObjectStore

log = logging.getLogger("palimpsest")
T = TypeVar("T")

VERSIONS = "/versions/"
_PARTS_READ, _PARTS_AT_ONCE, _PART_BYTES = 16, 256, 500_000
"""Parts that are read together; and those that are fed together: so many, or so many bytes of
them. A part takes up to 10 MB, most take 1 kB.
"""


class Rebuilding(Feeder):
    """Feeds everything. A context manager, as a ``Feeder`` is."""

    def __init__(
        self,
        index: Index,
        store: ObjectStore,
        progress: Callable[[int], None],
        *,
        processes: int = MAX_PROCESSES,
    ) -> None:
        super().__init__(index, store, progress)
        self._hands = Hands(processes, preload=handfuls.__name__)
        self._removals: dict[str, str] = {}
        self._aliases: dict[str, str] = {}

    def everything(self) -> Fed:
        """Feed all that the store holds.

        The rows of Articles are made last, each once.
        """
        with self._hands:
            versions = self._feed_versions(self._listed(self._store.list(ARTICLES)))
            self._index.join_words()
            parts = self._feed_parts(self._listed(self._store.list(CHECKS)))
        return self._whole(versions, parts)

    def range_of(self, within: StoredRange) -> FedRange:
        """Feed the objects of a range. Names that are no keys are for others to tell."""
        feed = self._feed_parts if within.prefix == CHECKS else self._feed_versions
        with self._hands:
            fed = feed(_good(within.of(self._store.list(within.prefix, start_after=within.after))))
        return FedRange(
            prefix=within.prefix,
            fed=fed,
            damaged=tuple(self._damaged),
            missing=tuple(self._missing),
            removals=tuple(self._removals.items()),
            aliases=tuple(self._aliases.items()),
        )

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that are to be fed. Names that are no keys are left out of the index."""
        listed = self._listed(self._store.list(prefix))
        return [key for key in listed if prefix == CHECKS or VERSIONS in key]

    def gathered(self, ranges: Iterable[FedRange]) -> Fed:
        """Make the index whole, once all ranges are fed."""
        fed = {ARTICLES: 0, CHECKS: 0}
        for one in ranges:
            fed[one.prefix] += one.fed
            self._damaged += one.damaged
            self._missing += one.missing
            self._removals.update(one.removals)
            self._aliases.update(one.aliases)
        self._index.join_words()
        return self._whole(fed[ARTICLES], fed[CHECKS])

    def _whole(self, versions: int, parts: int) -> Fed:
        self._index.sum_up_all()
        self._feed_removals(self._removals)
        aliases = self._feed(
            self._listed(self._store.list("aliases/")),
            RECORDS_AT_ONCE,
            attested_by(self._index.attests, self._aliases),
            self._index.add_aliases,
        )
        self._settle_missing()
        return Fed(versions=versions, aliases=aliases, parts=parts, damaged=tuple(self._damaged))

    def _feed_parts(self, keys: Iterable[str]) -> int:
        return self._feed_ready(self._filled(keys), ready_parts, self._add_parts)

    def _feed_versions(self, listed: Iterable[str]) -> int:
        keys = (key for key in listed if VERSIONS in key)
        if self._index.holds_redactions():  # then each record is to be compared with them
            return self._feed(keys, RECORDS_AT_ONCE, version_of, self._index.add_versions)
        work = partial(ready_versions, searched=self._index.can_search)
        return self._feed_ready(self._handfuls(keys, RECORDS_AT_ONCE), work, self._add_versions)

    def _add_versions(self, handful: Handful[PreparedVersions]) -> int:
        self._index.add_prepared_versions(handful.ready, sum_up=False)
        again = self._feed(handful.unused, RECORDS_AT_ONCE, version_of, self._index.add_versions)
        return len(handful.ready.versions) + again

    def _add_parts(self, handful: Handful[ReadyParts]) -> int:
        ready = handful.ready
        for line in ready.warnings:
            warn_of_line(*line)
        self._removals.update(ready.removals)
        self._aliases.update(ready.aliases)
        self._index.add_prepared_parts(ready.rows, sum_up=False)
        again = self._feed(handful.unused, _PARTS_READ, part_of, self._add_parsed)
        return len(ready.rows.parts) + again

    def _add_parsed(self, stored: Sequence[StoredPart]) -> None:
        for _, _, part in stored:
            self._aliases.update(aliases_made(part))
        self._removals.update(removals_named(stored))
        self._index.add_parts(stored)

    def _feed_ready(
        self,
        handfuls: Iterable[Sequence[Item]],
        work: Callable[[Sequence[Item]], Handful[T]],
        add: Callable[[Handful[T]], int],
    ) -> int:
        """Have handfuls made ready, as many at once as there are processes, and add them in order.

        Returns how many objects went in. The first handful is made here: most archives have no
        second, and to start processes for it takes longer than the work.
        """
        total = 0
        waiting: deque[tuple[int, Future[Handful[T]]]] = deque()
        for number, items in enumerate(handfuls):
            begun = self._hands.begin(work, items, at_once=number == 0)
            waiting.append((len(items), begun))
            if len(waiting) > self._hands.count:
                total += self._add_next(waiting, add)
        while waiting:
            total += self._add_next(waiting, add)
        return total

    def _add_next(
        self,
        waiting: deque[tuple[int, Future[Handful[T]]]],
        add: Callable[[Handful[T]], int],
    ) -> int:
        number, begun = waiting.popleft()
        handful = begun.result()
        added = add(handful)
        self._progress(number - len(handful.unused))  # these were counted as they were read again
        return added

    def _handfuls(self, keys: Iterable[str], at_once: int) -> Iterator[list[Item]]:
        """Yield the objects that are there."""
        rest = iter(keys)
        while handful := list(islice(rest, at_once)):
            found = zip(handful, self._pool.map(self._bytes, handful), strict=True)
            yield [(key, data) for key, data in found if data is not None]

    def _filled(self, keys: Iterable[str]) -> Iterator[list[Item]]:
        """Yield the parts, of small ones many together."""
        held: list[Item] = []
        for items in self._handfuls(keys, _PARTS_READ):
            held += items
            if len(held) >= _PARTS_AT_ONCE or sum(len(data) for _, data in held) >= _PART_BYTES:
                yield held
                held = []
        if held:
            yield held

    def _bytes(self, key: str) -> bytes | None:
        try:
            return self._store.read(key)
        except ObjectMissing:
            self._missing.append(key)
            return None


def _good(keys: Iterable[str]) -> Iterator[str]:
    """Yield the keys without the error at a listing's end, which names those that are none."""
    with suppress(BadKey):
        yield from keys
