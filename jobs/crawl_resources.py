"""What the crawls of one process share, one after another.

To make these ready takes as long as some ten pages.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime

from crawler.capture_reader import workers_for
from crawler.config import Config
from crawler.index import Index
from crawler.reindex import open_current
from crawler.spiders.scrapy_process import stop_reactor
from crawler.store.base import ObjectStore
from crawler.store.open_store import open_store
from crawler.workers import Workers


class CrawlResources(ExitStack):
    """The store's client, the index and the worker processes of one configuration.

    ``with`` ends the worker processes and the reactor. The index ends with the process.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.callback(stop_reactor)
        self.config = config
        self._store: ObjectStore | None = None
        self._index: Index | None = None
        self._workers: Workers | None = None

    def store(self) -> ObjectStore:
        """Return the store. Raises ``ConfigError`` and ``StoreDenied``."""
        if self._store is None:
            self._store = open_store(self.config.store)
        return self._store

    def index(self, store: ObjectStore, *, clock: Callable[[], datetime]) -> Index:
        """Return the index, caught up with the store. Raises as ``open_current`` does.

        It is opened anew for each crawl: it may have been deleted meanwhile.
        """
        if self._index is not None:
            self._index.close()
        self._index = open_current(self.config.index.url, store)
        self._index.clock = clock
        return self._index

    def workers(self, *, preload: Sequence[str]) -> Workers:
        """Return the worker processes. ``preload``: see ``Workers``; the first crawl's counts."""
        if self._workers is None:
            self._workers = self.enter_context(workers_for(self.config, preload=preload))
        return self._workers

    def abandon(self) -> None:
        """Drop what the worker processes do, and have them do no more: a crawl has failed."""
        if self._workers is not None:
            self._workers.stop()
