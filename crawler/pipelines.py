"""The end of Scrapy's part: every fetch goes to the run's recorder."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.capture import Fetched, ListFetched, Recorder
from crawler.middlewares.crawl_context import CrawlContext, context_of
from crawler.middlewares.interruption import interrupt
from crawler.middlewares.requests import refetch
from crawler.processes import Stopped

Item = Fetched | ListFetched


class RecorderPipeline:
    """Hands every item to the recorder.

    When the archive fails, the crawl ends: from there on nothing could be kept.
    """

    def __init__(self, crawler: Crawler, context: CrawlContext, recorder: Recorder) -> None:
        self._crawler, self._context, self._recorder = crawler, context, recorder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of a crawl whose gate records."""
        context = context_of(crawler)
        if not isinstance(context.gate, Recorder):
            raise NotConfigured("the crawl's gate records nothing")
        return cls(crawler, context, context.gate)

    async def process_item(self, item: Item) -> Item:
        """Have the item recorded; leave its page where the run was stopped before that."""
        try:
            await self._recorder.record(item, self._refetch)
        except Stopped:
            if isinstance(item, Fetched):
                self._context.leave(item.target)
        if self._recorder.trouble is not None:
            interrupt(self._crawler, 0)
        return item

    async def _refetch(self, fetched: Fetched) -> Fetched:
        again = await refetch(self._crawler, fetched)
        if again is None:
            raise Stopped
        return again
