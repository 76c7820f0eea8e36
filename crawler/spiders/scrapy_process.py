"""Scrapy in this process: one reactor, in which one crawl is run after another.

Twisted's reactor cannot be started twice. It is started for the first crawl, and its event loop
runs as long as one is under way.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, AsyncCrawlerRunner
from scrapy.utils.misc import load_object
from scrapy.utils.reactor import is_reactor_installed


def quiet_runner(settings: Mapping[str, Any]) -> AsyncCrawlerRunner:
    """Return what starts a crawl with these settings, and logs its own errors only.

    What there is to say of a page is in its fetch status.

    ``LOG_LEVEL`` would not do: Scrapy sets its loggers' levels when a process is made, and greets
    at once.
    """
    if is_reactor_installed():  # the process is set up; to do it again would log all twice
        return AsyncCrawlerRunner(dict(settings))
    logging.disable(logging.INFO)
    try:
        runner = AsyncCrawlerProcess(dict(settings))
    finally:
        logging.disable(logging.NOTSET)
    for name in ("scrapy", "twisted", "protego"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return runner


def run_reactor(runner: AsyncCrawlerRunner, crawling: "asyncio.Task[None]") -> None:
    """Run the reactor until a crawl has ended, however that is. Addresses are guarded as it asks.

    What ``AsyncCrawlerProcess.start`` does, but for the end, which is ``stop_reactor``.
    """
    # Twisted installs a reactor where this is imported
    from twisted.internet import reactor  # noqa: PLC0415

    resolver = load_object(runner.settings["TWISTED_DNS_RESOLVER"])
    resolver.from_crawler(runner, reactor).install_on_reactor()
    reactor.suggestThreadPoolSize(runner.settings.getint("REACTOR_THREADPOOL_MAXSIZE"))
    if not reactor.running:
        reactor.startRunning(installSignalHandlers=False)
    finish({crawling})


def stop_reactor() -> None:
    """Stop the reactor and its threads: no crawl follows in this process."""
    from twisted.internet import reactor  # noqa: PLC0415  # as above

    if reactor.running:
        reactor.stop()  # type: ignore[misc]  # its interface is declared without self
        asyncio.get_event_loop().run_forever()  # the reactor stops it


def finish(tasks: "set[asyncio.Task[Any]]") -> None:
    """Run the event loop until the tasks have ended."""
    if tasks:
        asyncio.get_event_loop().run_until_complete(asyncio.wait(tasks))
