"""The end of Scrapy's part.

Every fetch goes to the spider's recorder, which makes a recorded check of it.
"""

import logging
from collections.abc import Callable
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.capture import Fetched, ListFetched
from crawler.errors import PalimpsestError
from crawler.ingest import CheckRecorder
from crawler.middlewares.interruption import interrupt
from crawler.middlewares.requests import refetch
from crawler.model import Check
from crawler.plan import PageTarget
from crawler.processes import Stopped

log = logging.getLogger(__name__)

TRIES = 8
"""How often a page is fetched again because another writer recorded a state of it first. Each lost
race is another's success.
"""

Item = Fetched | ListFetched


class ArchivePipeline:
    """Makes a recorded check of every item.

    When the archive fails, the crawl ends: from there on nothing could be kept.
    """

    def __init__(
        self, crawler: Crawler, gate: CheckRecorder, leave: Callable[[PageTarget], None]
    ) -> None:
        self._crawler, self._gate, self._leave = crawler, gate, leave

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that serves the spider's recorder."""
        spider: Any = crawler.spider
        return cls(crawler, spider.gate, spider.leave)

    async def process_item(self, item: Item) -> Item:
        """Record what an item proves.

        Once the archive has failed, nothing is: it could be kept without its check line.
        """
        with self._gate.trying():
            if self._gate.trouble is None:
                check = (
                    self._gate.take_list(item)
                    if isinstance(item, ListFetched)
                    else await self._surely(item)
                )
                if check is not None:
                    await self._gate.record(check)
        if self._gate.trouble is not None:
            interrupt(self._crawler, 0)
        return item

    async def _surely(self, fetched: Fetched) -> Check | None:
        """Return the check, or one that names our own bug.

        A page that trips over one must not vanish from the record.
        """
        try:
            return await self._judged(fetched)
        except PalimpsestError:
            raise
        except Exception as error:
            log.exception("a bug, met at %s", fetched.url)
            return self._gate.give_up(fetched, f"internal error: {type(error).__name__}: {error}")

    async def _judged(self, fetched: Fetched) -> Check | None:
        """Return the check, or None where the run was stopped before the page could be fetched
        again.
        """
        for _ in range(TRIES):
            try:
                check = await self._gate.take(fetched)
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
        return self._gate.give_up(fetched, f"other writers were faster {TRIES} times")


class CollectingPipeline:
    """Hands every item to the recorder as it is: for looks that archive nothing."""

    def __init__(self, items: list[Item]) -> None:
        self._items = items

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that fills the spider's recorder."""
        spider: Any = crawler.spider
        return cls(spider.gate.items)

    def process_item(self, item: Item) -> Item:
        """Keep the item."""
        self._items.append(item)
        return item
