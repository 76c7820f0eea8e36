"""Rebuilding the index, and catching up with the store.

It is noticed where the two do not belong together.
"""

import logging
from collections.abc import Callable

from crawler.errors import IndexForeign, IndexOutdated, StoreMissing
from crawler.header import ArchiveIdentity, identify
from crawler.index import Index, discard, open_index
from crawler.reindex.fed import Fed
from crawler.reindex.feeder import Feeder
from crawler.store.base import ObjectStore

log = logging.getLogger("palimpsest")


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
