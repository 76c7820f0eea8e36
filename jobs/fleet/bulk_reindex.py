"""The index rebuilt by workers: each decodes ranges of the store, and adds their rows."""

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from crawler.codec import as_json, from_json
from crawler.config import Config
from crawler.errors import IndexForeign, IndexUnusable, UsageError
from crawler.header import ArchiveIdentity, identify
from crawler.index import Index, discard, is_file, open_index
from crawler.reindex import FedRange, fill, stored_ranges
from crawler.store.base import ObjectStore
from jobs.fleet.bulk_jobs import BulkWatcher, call_of, done_by_workers
from jobs.fleet.bulk_ranges import SHARES
from jobs.job_queue.open_queue import require_usable


def require_shared(config: Config) -> None:
    """Raise ``UsageError`` unless the index is one that workers can write to."""
    if is_file(config.index.url):
        raise UsageError(
            "--jobs engine needs the index in PostgreSQL: workers cannot write to a file of "
            "this machine",
            hint="Set index.url to postgresql+psycopg://user@host/database, or leave --jobs out.",
        )


def reindexed_by_workers(config: Config, store: ObjectStore, watcher: BulkWatcher) -> Index:
    """Have workers make the index anew, or go on where a call was killed. Returns it, whole.

    Raises as ``done_by_workers`` does, and the errors of store and index.
    """
    asyncio.run(require_usable(config.engine))  # before the index is thrown away
    index, filling = _begun(config.index.url, store)

    def fed(keys: Mapping[str, Sequence[str]]) -> Iterator[FedRange]:
        def bodies(most: int) -> list[Mapping[str, Any]]:
            some = max(1, most // len(keys))
            return [
                {"range": as_json(one), "filling": filling}
                for prefix in keys
                for one in stored_ranges(prefix, keys[prefix], some)
            ]

        call = call_of(config, "reindex", {"filling": filling})
        for one in done_by_workers(
            config, "reindex", bodies, call=call, a_place=SHARES, watcher=watcher
        ):
            yield from_json(FedRange, one["reindexed"], what="the answer of a job")

    fill(index, store, fed)
    index.note_filling(None)
    return index


def _begun(url: str, store: ObjectStore) -> tuple[Index, str]:
    """Return the index, and the name of the call that fills it: one that was killed, or this one.

    Only an index that was begun by such a call is gone on with: all others are thrown away.
    """
    known = identify(store)
    begun = _half_filled(url, known, store)
    if begun is not None:
        index, filling = begun
    else:
        discard(url)
        index, filling = open_index(url), secrets.token_hex(8)
        index.note_filling(filling)
    if known is not None:
        index.adopt(known, store.url)
    return index, filling


def _half_filled(
    url: str, known: ArchiveIdentity | None, store: ObjectStore
) -> tuple[Index, str] | None:
    """Return the index of this archive that a call has begun to fill, and that call's name."""
    try:
        index = open_index(url)
    except IndexUnusable:  # of another release: where it is one that is away, ``discard`` says so
        return None
    with ExitStack() as closing:
        closing.callback(index.close)
        try:
            if known is not None:
                index.require_fit(known, store.url)
        except IndexForeign:
            return None
        filling = None if index.complete else index.filled_by()
        if filling is None:
            return None
        closing.pop_all()
    return index, filling
