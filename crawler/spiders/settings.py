"""Scrapy's settings for one run.

Everything that Scrapy does by default and this project does not is switched off by name.
"""

from typing import Any

from crawler.middlewares.guard.addresses import AddressRule
from crawler.middlewares.redirects import MAX_REDIRECTS
from crawler.plan import Limits

CONNECTIONS_PER_HOST = 2
"""At one host at once, where a delay between requests is wanted at all."""

MAX_DELAY = 60.0
"""Seconds: AutoThrottle slows a laboring host down to this and no further."""

HELD = 100_000_000
"""Bytes of answers that wait to be read and recorded, from which nothing more is fetched, from any
host. Scrapy's own 5 MB would let one large page that takes long stop all other hosts; what one host
may have waiting is bounded by ``crawler.turns``.
"""

_MIDDLEWARES = {
    "crawler.middlewares.foreign_sites.ForeignSites": 40,
    "crawler.rendering.middleware.RenderMiddleware": 50,
    "crawler.middlewares.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.middlewares.retries.Retries": 550,
    "crawler.middlewares.redirects.Redirects": 600,
    "crawler.middlewares.auth_headers.AuthHeaders": 700,
    "crawler.middlewares.chain_cookies.ChainCookies": 710,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "crawler.middlewares.guard.proxies.ProxiedAddresses": 760,
    "crawler.middlewares.conditional.ConditionalRequests": 800,
    "crawler.middlewares.wire.exchanges.RecordingMiddleware": 850,
}

# lxml and feedparser read what the spider gets. Codings that replay tools decode, too: none knows
# zstd, which payload() could undo.
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
}

_HANDLER = "crawler.middlewares.wire.download_handler.WireHandler"
_THROTTLE = "crawler.middlewares.throttle.Throttle"
_START = "scrapy.spidermiddlewares.start.StartSpiderMiddleware"
_SEEN_FILTER = "scrapy.dupefilters.BaseDupeFilter"

_SCRAPYS_OWN = ("scrapy.pqueues", "scrapy.squeues", "scrapy.logformatter")
"""What Scrapy's other settings name by default."""


def scrapy_settings(
    limits: Limits,
    *,
    pipelines: dict[str, int] | None = None,
    address_rule: AddressRule | None = None,
) -> dict[str, Any]:
    """Return the settings for a run with these limits.

    Nothing in them is secret; the gate, the plan and the environment go to the spider.

    ``pipelines`` is Scrapy's ``ITEM_PIPELINES``; ``address_rule`` stands for the limits' own, in
    tests.
    """
    return {
        **_QUIET,
        **_politeness(limits),
        "ITEM_PIPELINES": pipelines or {},
        "ADDRESS_RULE": address_rule
        or AddressRule(
            allow_private=limits.allow_private_networks, proxy_resolves=limits.proxy_resolves
        ),
        "TWISTED_DNS_RESOLVER": "crawler.middlewares.guard.addresses.GuardedResolver",
        "ASYNCIO_EVENT_LOOP": "crawler.spiders.lag.MeasuredLoop",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "DOWNLOAD_HANDLERS_BASE": {"http": _HANDLER, "https": _HANDLER},
        "DOWNLOADER_MIDDLEWARES_BASE": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES_BASE": {_START: 25},
        "DUPEFILTER_CLASS": _SEEN_FILTER,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": _HEADERS,
        "USER_AGENT": limits.user_agent,
        "ROBOTSTXT_OBEY": limits.obey_robots,
        "DOWNLOAD_TIMEOUT": limits.timeout,
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": HELD,
        "DOWNLOAD_MAXSIZE": limits.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": limits.retries,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
    }


def _politeness(limits: Limits) -> dict[str, Any]:
    """Return how fast.

    Without a delay there is no politeness to keep: a machine of one's own is crawled as fast as it
    goes.
    """
    delay = limits.per_host_delay_ms / 1000
    return {
        "CONCURRENT_REQUESTS": limits.concurrency,
        # of one response: Scrapy starts a task for each place. What is to be fetched next is
        # yielded before what is to be recorded, so that it waits for nothing.
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": min(CONNECTIONS_PER_HOST, limits.concurrency)
        if delay
        else limits.concurrency,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # a minimum is not varied: Scrapy would halve it at times
        "EXTENSIONS_BASE": {_THROTTLE: 0},
        "AUTOTHROTTLE_ENABLED": bool(delay),
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(MAX_DELAY, delay),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "REACTOR_THREADPOOL_MAXSIZE": 32,  # names are resolved there
    }


def component_modules() -> set[str]:
    """Return the modules that Scrapy imports when a crawl begins with these settings."""
    named = {*_MIDDLEWARES, _HANDLER, _THROTTLE, _START, _SEEN_FILTER}
    return {*_SCRAPYS_OWN, *(name.rpartition(".")[0] for name in named)}


_QUIET = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "STATS_DUMP": False,
    "LOG_ENABLED": False,
    "LOG_VERSIONS": [],  # nobody reads them, and asking every library for its own takes a while
    "LOG_INSTALL_ROOT_HANDLER": False,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
}
