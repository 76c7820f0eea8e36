"""The end of Scrapy's part: every fetch goes to the spider's desk, which makes a recorded check of it."""

import logging
from collections.abc import Callable
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.capture import Fetched, ListFetched
from crawler.errors import PalimpsestError
from crawler.ingest import ArchiveDesk
from crawler.middlewares.interruption import interrupt
from crawler.middlewares.requests import refetch
from crawler.model import Check
from crawler.plan import Target
from crawler.processes import Stopped

log = logging.getLogger(__name__)

TRIES = 8
"""How often a page is fetched again because another writer recorded a state of it first. Each lost race is another's success."""

Item = Fetched | ListFetched


class ArchivePipeline:
    """Makes a recorded check of every item. When the archive fails, the crawl ends: from there on nothing could be kept."""

    def __init__(self, crawler: Crawler, desk: ArchiveDesk, leave: Callable[[Target], None]) -> None:
        self._crawler, self._desk, self._leave = crawler, desk, leave

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that serves the spider's desk."""
        spider: Any = crawler.spider
        return cls(crawler, spider.desk, spider.leave)

    async def process_item(self, item: Item) -> Item:
        """Record what an item proves. Once the archive has failed, nothing is: it could be kept without its check line."""
        with self._desk.trying():
            if self._desk.trouble is None:
                check = self._desk.take_list(item) if isinstance(item, ListFetched) else await self._surely(item)
                if check is not None:
                    await self._desk.record(check)
        if self._desk.trouble is not None:
            interrupt(self._crawler, 0)
        return item

    async def _surely(self, fetched: Fetched) -> Check | None:
        """Return the check, or one that names our own bug: a page that trips over one must not vanish from the record."""
        try:
            return await self._judged(fetched)
        except PalimpsestError:
            raise
        except Exception as error:
            log.exception("a bug, met at %s", fetched.url)
            return self._desk.give_up(fetched, f"internal error: {type(error).__name__}: {error}")

    async def _judged(self, fetched: Fetched) -> Check | None:
        """Return the check, or None where the run was stopped before the page could be fetched again."""
        for _ in range(TRIES):
            try:
                check = await self._desk.take(fetched)
            except Stopped:
                self._leave(fetched.target)
                return None
            if check is not None:
                return check
            again = await refetch(self._crawler, fetched)
            if again is None:
                self._leave(fetched.target)
                return None
            fetched = again
        return self._desk.give_up(fetched, f"other writers were faster {TRIES} times")


class CollectingPipeline:
    """Hands every item to the desk as it is: for looks that archive nothing."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that fills the spider's desk."""
        spider: Any = crawler.spider
        return cls(spider.desk.items)

    def process_item(self, item: Item) -> Item:
        """Keep the item."""
        self._items.append(item)
        return item
