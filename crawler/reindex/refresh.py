"""Rebuilding the index, and catching up with the store.

It is noticed where the two do not belong together.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from crawler.errors import IndexForeign, IndexOutdated, StoreMissing, UsageError
from crawler.header import ArchiveIdentity, identify
from crawler.index import Index, discard, open_index
from crawler.reindex.fed import Fed
from crawler.reindex.fed_ranges import ARTICLES, CHECKS, FedRange, StoredRange
from crawler.reindex.feeder import Feeder
from crawler.store.base import ObjectStore

log = logging.getLogger("palimpsest")

FedElsewhere = Callable[[Mapping[str, Sequence[str]]], Iterable[FedRange]]
"""Given the keys that are to be fed, by prefix, has ranges fed that hold all of them."""


def rebuild(
    index: Index, store: ObjectStore, *, progress: Callable[[int], None] = lambda _: None
) -> Fed:
    """Feed everything stored to the index.

    ``progress`` is told of each handful of objects, by number, when it is in.

    Raises the ``StoreError`` family and ``IndexUnusable``. What was fed before stays; a further
    call makes it whole.
    """
    from crawler.reindex.rebuilding import Rebuilding  # most commands find a whole index

    with Rebuilding(index, store, progress) as rebuilding:
        fed = rebuilding.everything()
    index.mark_complete()
    return fed


def feed_range(
    url: str,
    store: ObjectStore,
    within: StoredRange,
    *,
    filling: str,
    progress: Callable[[int], None] = lambda _: None,
) -> FedRange:
    """Feed a range of the store to the index at ``url``, which others feed at the same time.

    It is not whole by that: see ``fill``. ``filling`` is the name of the call that fills it.

    Raises as ``rebuild`` does, and ``UsageError`` for an index that this call does not fill: each
    machine may have one of its own.
    """
    from crawler.reindex.rebuilding import Rebuilding

    index = open_index(url)
    try:
        if index.filled_by() != filling:
            raise UsageError(
                f"the index {index.url} is not the one that is to be filled",
                hint="Give the workers the same index.url as the call, and call again.",
            )
        with Rebuilding(index, store, progress, processes=1) as rebuilding:
            return rebuilding.range_of(within)
    finally:
        index.close()


def fill(index: Index, store: ObjectStore, elsewhere: FedElsewhere) -> Fed:
    """Have everything stored fed to the index by others, in ranges. Raises as ``rebuild`` does."""
    from crawler.reindex.rebuilding import Rebuilding

    with Rebuilding(index, store, lambda _: None) as rebuilding:
        ranges = elsewhere({prefix: rebuilding.keys(prefix) for prefix in (ARTICLES, CHECKS)})
        fed = rebuilding.gathered(ranges)
    index.mark_complete()
    return fed


def catch_up(
    index: Index, store: ObjectStore, *, progress: Callable[[int], None] = lambda _: None
) -> Fed:
    """Feed the index what others have stored since it was fed last.

    New check parts, and what their lines name.

    An index that never was complete is rebuilt. Raises as ``rebuild`` does, and ``IndexForeign``
    where it knows what the store lacks.
    """
    if not index.complete:
        return rebuild(index, store, progress=progress)
    with Feeder(index, store, progress) as feeder:
        return feeder.news()


def open_current(
    url: str, store: ObjectStore, *, progress: Callable[[int], None] = lambda _: None
) -> Index:
    """Return the index at ``url``, caught up with the store.

    One that is damaged, of another release or of another archive is made anew.
    """
    known = identify(store)
    try:
        index = open_index(url)
        if known is not None:
            index.adopt(known, store.url)
        catch_up(index, store, progress=progress)
    except IndexForeign as error:
        index = open_index(url)
        _start_over(index, known, store, progress)
        log.warning("%s; rebuilt from %s", error.message, store.url)
    except IndexOutdated:
        discard(url)
        index = open_index(url)
        _start_over(index, known, store, progress)
    return index


def mismatch(index: Index, store: ObjectStore) -> str | None:
    """Return why the index does not belong to this store, or None.

    Reads only. Raises the errors of store and index.
    """
    try:
        known = identify(store)
    except StoreMissing:
        known = None
    try:
        index.require_fit(known, store.url)
        with Feeder(index, store, lambda _: None) as feeder:
            feeder.unseen_parts(strict=True)
    except IndexForeign as error:
        return error.message
    return None


def _start_over(
    index: Index, known: ArchiveIdentity | None, store: ObjectStore, progress: Callable[[int], None]
) -> None:
    index.start_over()
    if known is not None:
        index.adopt(known, store.url)
    rebuild(index, store, progress=progress)
