"""The archive as the pages read it: opened once, kept up with what crawls write, and read only."""

import asyncio
import logging
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from crawler.archive import Archive, open_for_reading
from crawler.attest import CACHED_BYTES, CheckedReader, RecordCache, reader_threads
from crawler.config import Config
from crawler.errors import (
    IndexOutdated,
    IndexUnusable,
    PalimpsestError,
    StoreDenied,
    StoreMissing,
)
from crawler.header import identify
from crawler.index import THROWAWAY, Index
from crawler.reindex import catch_up, open_current
from crawler.store.base import ObjectStore
from crawler.store.open_store import open_store
from crawler.store.wrapped import WrappedStore
from jobs.reading.opened import CaptureReaders
from jobs.web.shared_pages import SeenState
from jobs.web.work_pool import Deadline

log = logging.getLogger("palimpsest")

STATE_SECONDS = 1.0
"""For so long nobody asks the index whether something was written to it."""

FRESH_SECONDS = 3.0
"""For so long nobody looks whether more was stored."""

STALE_SECONDS = 30.0
"""What was seen longer ago is not shown before another look, as far as that takes no longer than
``PATIENCE_SECONDS``.
"""

PATIENCE_SECONDS = 2.0


_MAKE_ONE = (
    "`palimpsest crawl URL` archives a first page and makes the archive. `palimpsest demo --keep "
    "FOLDER` makes one to look at. Then load this page again."
)


class NotOpenYet(PalimpsestError):
    """The archive is being opened, and its index made."""


class ReadingStore(WrappedStore):
    """The store as one request may use it: read only, and no longer than its deadline."""

    def __init__(self, store: ObjectStore, deadline: Deadline) -> None:
        super().__init__(store)
        self._deadline = deadline

    def create(self, key: str, data: bytes) -> bool:  # noqa: ARG002  # the store's contract
        """Refuse: pages write nothing."""
        raise StoreDenied(f"{key}: pages only read")

    def read(self, key: str) -> bytes:
        """Return the object's bytes."""
        self._deadline.check()
        return super().read(key)

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """Yield keys in order."""
        for key in super().list(prefix, start_after=start_after):
            self._deadline.check()
            yield key

    def size(self, key: str) -> int:
        """Return the object's size."""
        self._deadline.check()
        return super().size(key)


@dataclass(frozen=True, kw_only=True)
class RequestedArchive:
    """The opened archive for one request: what it reads, it reads and checks anew."""

    config: Config
    archive: Archive
    index: Index
    captures: CaptureReaders
    records: RecordCache
    """What all requests have parsed."""
    threads: Executor
    at: datetime
    """When the question is asked."""

    @cached_property
    def reader(self) -> CheckedReader:
        """Return what reads versions and captures for showing."""
        store, index = self.archive.store, self.index
        return CheckedReader(store, index, self.records, threads=self.threads)

    def open_captures(self) -> Any:  # noqa: ANN401  # as CaptureReaders
        """Return what reads captures again."""
        return self.captures(self.config, self.archive)


class LiveArchive:
    """Opens the archive when it is there, and follows it. Belongs to one event loop."""

    def __init__(self, config: Config, captures: CaptureReaders) -> None:
        self._config, self._captures = config, captures
        self._threads = reader_threads()
        self._opened: tuple[Archive, Index] | None = None
        self._records = RecordCache(CACHED_BYTES)
        self._seen = -STALE_SECONDS
        self._state: SeenState | None = None
        self._asking: asyncio.Task[SeenState] | None = None
        self._looking: asyncio.Task[None] | None = None
        self.trouble: PalimpsestError | None = None
        """Why archive or index could not be used at the last look; None where they could."""

    async def current(self, deadline: Deadline) -> RequestedArchive:
        """Return the archive for one request.

        Raises ``NotOpenYet`` while it is being opened, and what keeps it from being opened.
        """
        age = time.monotonic() - self._seen
        if age > FRESH_SECONDS and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(asyncio.to_thread(self._look))
        if self._looking is not None and (self._opened is None or age > STALE_SECONDS):
            await asyncio.wait({self._looking}, timeout=min(PATIENCE_SECONDS, deadline.left()))
        return self._for(deadline)

    async def state(self, deadline: Deadline) -> SeenState:
        """Return the state that the index was in within the last ``STATE_SECONDS``.

        Raises as ``current`` does, and ``IndexUnusable``.
        """
        opened = await self.current(deadline)
        known = self._state
        if (
            known is not None
            and known.archive == opened.archive.id
            and time.monotonic() - known.at < STATE_SECONDS
        ):
            return known
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(asyncio.to_thread(_state_of, opened))
        self._state = await asyncio.shield(self._asking)
        return self._state

    def _for(self, deadline: Deadline) -> RequestedArchive:
        if self._opened is None:
            raise self.trouble or NotOpenYet(
                "the archive is being opened",
                hint="A large archive's index takes some minutes to make the first time.",
            )
        archive, index = self._opened
        return RequestedArchive(
            config=self._config,
            archive=Archive(ReadingStore(archive.store, deadline), archive.id),
            index=index,
            captures=self._captures,
            records=self._records,
            threads=self._threads,
            at=datetime.now(UTC),
        )

    def reconfigure(self, config: Config) -> None:
        """Take over a changed configuration; another archive is opened at the next request."""
        same = (config.store, config.index) == (self._config.store, self._config.index)
        self._config = config
        if not same:
            self._opened, self._seen = None, -STALE_SECONDS

    def close(self) -> None:
        """Close the index."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None

    def _look(self) -> None:
        """Open what is not open, and learn what others have stored. Blocking."""
        config = self._config
        try:
            opened = self._followed(config)
            self.trouble = None
        except StoreMissing as error:
            opened = None
            self.trouble = StoreMissing(f"there is no archive yet: {error.message}", hint=_MAKE_ONE)
        except PalimpsestError as error:
            opened = None
            self.trouble = error
        if config is self._config:
            old, self._opened = self._opened, opened
            self._seen = time.monotonic()
            if old is not None and (opened is None or opened[1] is not old[1]):
                old[1].close()

    def _followed(self, config: Config) -> tuple[Archive, Index]:
        archive = self._opened[0] if self._opened else open_for_reading(open_store(config.store))
        known = identify(archive.store)
        if known is None or known.id != archive.id:  # emptied or replaced under us
            archive = open_for_reading(open_store(config.store))
            return archive, _index_of(config, archive)
        if self._opened is None:
            return archive, _index_of(config, archive)
        index = self._opened[1]
        try:
            catch_up(index, archive.store)
        except IndexOutdated:
            index = _index_of(config, archive)
        return archive, index


def _state_of(opened: RequestedArchive) -> SeenState:
    at = time.monotonic()
    return SeenState(opened.archive.id, opened.index.state(), at)


def _index_of(config: Config, archive: Archive) -> Index:
    """Return the index, caught up; where its place cannot be written, one in a temporary folder."""
    try:
        index = open_current(config.index.url, archive.store)
    except IndexUnusable as error:
        log.warning("%s; reading the whole archive into a temporary index instead", error.message)
        index = open_current(THROWAWAY, archive.store)
    index.clock = lambda: datetime.now(UTC)  # nothing of the future is believed
    return index
