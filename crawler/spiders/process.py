"""One crawl in this process: Scrapy started, told to stop by signals, and ended. A reactor runs once in a process, so this does too."""

import asyncio
import logging
import signal
from collections.abc import Mapping
from functools import partial
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler.capture import Desk
from crawler.middlewares.interruption import interrupt
from crawler.plan import Plan
from crawler.spiders.articles import ArticleSpider

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def crawl(
    settings: Mapping[str, Any], *, plan: Plan, desk: Desk, environ: Mapping[str, str], partners: Mapping[str, Any] | None = None
) -> ArticleSpider:
    """Carry out the plan's fetching, and return the spider when all has passed through the pipeline.

    SIGINT and SIGTERM stop the run as ``interrupt`` does, a second one at once; the spider's ``left`` says what was not finished.
    ``partners`` are set in the crawler's settings after Scrapy has copied those, because it copies every value deeply: so pipelines
    get the very objects. Raises whatever keeps Scrapy from starting.
    """
    process = _quiet_process(settings)
    crawler = process.create_crawler(ArticleSpider)
    for name, partner in (partners or {}).items():
        crawler.settings.set(name, partner, priority="cmdline")
    crawling = process.crawl(crawler, plan=plan, desk=desk, environ=environ)
    loop = asyncio.get_event_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, partial(interrupt, crawler, plan.limits.grace))
    try:
        process.start(install_signal_handlers=False)
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
    crawling.result()
    spider = crawler.spider
    if not isinstance(spider, ArticleSpider):
        raise TypeError(f"the crawl ended without its spider: {spider!r}")
    return spider


def _quiet_process(settings: Mapping[str, Any]) -> AsyncCrawlerProcess:
    """Scrapy's process without its chatter: what it has to say of a page is in the outcomes. Errors of its own are still logged."""
    logging.disable(logging.INFO)  # it sets its own levels when it starts, and greets at once
    try:
        process = AsyncCrawlerProcess(dict(settings))
    finally:
        logging.disable(logging.NOTSET)
    for name in ("scrapy", "twisted", "protego"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return process
