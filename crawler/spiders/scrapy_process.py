"""Scrapy's process, without its chatter."""

import logging
from collections.abc import Mapping
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess


def quiet_process(settings: Mapping[str, Any]) -> AsyncCrawlerProcess:
    """Return a process for one crawl that logs its own errors only.

    What there is to say of a page is in its fetch status.

    ``LOG_LEVEL`` would not do: Scrapy sets its loggers' levels when a process is made, and greets
    at once.
    """
    logging.disable(logging.INFO)
    try:
        process = AsyncCrawlerProcess(dict(settings))
    finally:
        logging.disable(logging.NOTSET)
    for name in ("scrapy", "twisted", "protego"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return process
