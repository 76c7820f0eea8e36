"""What the recorders of crawls and of imports share: the steps of one run, and the lost races."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from crawler.archive import Archive
from crawler.capture import Fetched, Refetch
from crawler.index import Index
from crawler.ingest.article_lookup import ArticleLookup
from crawler.ingest.check_line import CheckLines
from crawler.ingest.check_log import CheckLog
from crawler.ingest.decision import DecisionMaker
from crawler.ingest.extract import PageExtractor
from crawler.ingest.fresh_lines import FreshLines
from crawler.ingest.page_workers import PageWorkers
from crawler.ingest.profiles import ProfileCache
from crawler.ingest.rechecks import FULL_EVERY, Rechecks
from crawler.ingest.settle import IdentitySettler
from crawler.ingest.store_version import LostRace, VersionStore
from crawler.ingest.threads import RecorderThreads
from crawler.store.metered import MeteredStore
from crawler.workers import Workers

T = TypeVar("T")

MAX_TRIES = 8
"""How often a page is looked at because another writer recorded a state of it first. Each lost race
is another's success.
"""


class OthersFaster(Exception):
    """Other writers won every try. ``fetched`` is what was looked at last."""

    def __init__(self, fetched: Fetched) -> None:
        super().__init__(f"other writers were faster {MAX_TRIES} times")
        self.fetched = fetched


class PageRecorder:
    """Has the steps that a page goes in one run. Which of them it goes, the subclass says."""

    def __init__(
        self,
        archive: Archive,
        index: Index,
        workers: Workers,
        check_log: CheckLog,
        *,
        run: str,
        meter: MeteredStore,
        captures: str,
        clock: Callable[[], datetime],
        fresh: FreshLines | None = None,
        full_every: int = FULL_EVERY,
    ) -> None:
        """Record through these. ``fresh`` knows the lines that the index has not been told of.

        ``full_every``: one recheck in so many is made in full, see ``Rechecks``.
        """
        self._check_log = check_log
        self._threads = RecorderThreads(meter)
        self._lookup = ArticleLookup(archive, index, run=run, clock=clock)
        profiles, page_workers = ProfileCache(archive, index), PageWorkers(workers)
        self._rechecks = Rechecks(index, run=run, full_every=full_every)
        self._extractor = PageExtractor(profiles, page_workers, self._threads, self._rechecks)
        self._settler = IdentitySettler(archive, index, self._lookup, run=run)
        self._decisions = DecisionMaker(
            archive,
            index,
            self._lookup,
            profiles=profiles,
            workers=page_workers,
            lines=fresh,
        )
        self._versions = VersionStore(archive, index, run=run, captures=captures)
        self._lines = CheckLines(run)

    @property
    def damage(self) -> dict[str, str]:
        """Key of each object that could not be believed, with the reason."""
        return self._lookup.damage

    async def _looked_at(
        self, look: Callable[[Fetched], Awaitable[T]], fetched: Fetched, again: Refetch
    ) -> T:
        """Return what comes of a fetch; where another writer was faster, of what ``again`` gives.

        Raises ``OthersFaster`` at last.
        """
        for _ in range(MAX_TRIES):
            try:
                return await look(fetched)
            except LostRace:
                fetched = await again(fetched)
        raise OthersFaster(fetched)
