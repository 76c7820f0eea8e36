"""The service's own view of the archive.

Opened when the store lets it, kept up with what crawls write, and what was the matter last.
"""

import threading
from collections.abc import Callable
from datetime import datetime

from crawler.archive import Archive, open_for_writing
from crawler.checkpoint.checkpoint_chain import parse
from crawler.config import Config
from crawler.errors import (
    BadRecord,
    IndexOutdated,
    IndexUnusable,
    PalimpsestError,
    StoreError,
    StoreMissing,
)
from crawler.header import identify
from crawler.index import Index
from crawler.reindex import catch_up, open_current
from crawler.store.open_store import open_store
from jobs.observe import logs


class ArchiveHandle:
    """Archive and index. Blocking, and safe to call from several threads."""

    def __init__(self, config: Config, *, clock: Callable[[], datetime]) -> None:
        self._config, self._clock = config, clock
        self._refreshing = threading.Lock()
        self._archive: Archive | None = None
        self._index: Index | None = None
        self.trouble: PalimpsestError | None = None
        """Why archive or index could not be used at the last try; None where they could."""

    @property
    def archive(self) -> Archive:
        """Return the archive, as the last ``refresh`` left it.

        Raises ``IndexUnusable`` where none has gone well yet.
        """
        if self._archive is None:
            raise IndexUnusable("the archive is not open yet")
        return self._archive

    @property
    def index(self) -> Index:
        """Return the index, as the last ``refresh`` left it."""
        if self._index is None:
            raise IndexUnusable("the index is not open yet")
        return self._index

    def refresh(self) -> bool:
        """Open what is not open, and learn what others have stored.

        Returns whether all can be used; ``trouble`` says why not.
        """
        try:
            with self._refreshing:
                self._refresh()
        except (StoreError, IndexUnusable) as error:
            self.trouble = error
            if isinstance(error, IndexUnusable):
                self._close()  # its file may be another by now
            return False
        self.trouble = None
        return True

    def require(self) -> None:
        """Refresh. Raises the errors of store and index, where not all can be used."""
        if not self.refresh() and self.trouble is not None:
            raise self.trouble

    def _refresh(self) -> None:
        config = self._config
        if self._archive is not None and not self._is_still_there(
            self._archive
        ):  # whoever comes first makes it anew
            self._archive = None
            self._close()
        if self._archive is None:
            store = open_store(config.store)
            self._archive = open_for_writing(
                store, now=self._clock(), single_writer=config.store.single_writer
            )
            if self._archive.is_new:
                logs.logger().warning("made a new archive", store=store.url)
        if self._index is not None:
            try:
                catch_up(self._index, self._archive.store)
            except IndexOutdated:  # damaged, or deleted under us
                self._close()
        if self._index is None:
            self._index = open_current(config.index.url, self._archive.store)
            self._index.clock = self._clock

    @staticmethod
    def _is_still_there(archive: Archive) -> bool:
        """Return whether the store still holds the archive.

        It may be emptied or replaced under us.
        """
        try:
            known = identify(archive.store)
        except StoreMissing:
            return False
        return known is not None and known.id == archive.id

    def last_checkpoint(self) -> datetime | None:
        """Return when the newest checkpoint was made; None where none can be read.

        Raises the ``StoreError`` family.
        """
        store = self.archive.store
        newest = max(store.list("checkpoints/"), default=None)
        if newest is None:
            return None
        try:
            return parse(store.read(newest), newest).at
        except BadRecord:
            return None

    def _close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def close(self) -> None:
        """Close the index."""
        self._close()
