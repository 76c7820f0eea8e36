#!/usr/bin/env bash
# Scrapy 2.19.0: Crawler.stop_async, called while the spider opens, stops nothing. It only notes that
# the crawl has ended; the crawl goes on to its end, and a later stop_async does nothing at all.
# Guess from memory: the crawl ends before its first request, or at the latest at the second call.
# Seen on 2026-11-28, with a spider of three pages that is told to stop as it opens and again at
# each page:
#   pages: 3, reason: finished
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scrapy==2.19.0
seen=$("$folder/venv/bin/python" - 2>/dev/null <<'PY'
import os

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess


class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [f"data:text/html,<p>{number}" for number in range(3)]
    custom_settings = {"CONCURRENT_REQUESTS": 1, "DOWNLOAD_DELAY": 0.5, "LOG_ENABLED": False}
    seen = 0

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.opened, signal=signals.spider_opened)
        crawler.signals.connect(spider.closed_for, signal=signals.spider_closed)
        return spider

    async def opened(self):
        await self.crawler.stop_async()

    async def parse(self, response):
        self.seen += 1
        await self.crawler.stop_async()

    def closed_for(self, reason):
        print(f"pages: {self.seen}, reason: {reason}", flush=True)
        os._exit(0)


process = AsyncCrawlerProcess()
process.crawl(Pages)
process.start()
PY
)
echo "$seen"
[ "$seen" = 'pages: 3, reason: finished' ]
