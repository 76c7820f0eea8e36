"""How the pages of an archive are read.

With the configuration's settings for a site, and with what the archive has learned of it.
"""

from collections.abc import Sequence
from functools import cache

from crawler.archive import Archive
from crawler.config import Config
from crawler.extract import SiteOptions
from crawler.identity import host_of
from crawler.ingest.profiles import newest_profile
from crawler.model import Capture, Extraction, PageBlock
from crawler.workers import PRELOADED, Workers, extraction_of, page_of


def options_for(config: Config, host: str) -> SiteOptions | None:
    """Return the configuration's settings for the pages of a host, or None where it has none."""
    site = config.site(host)
    return SiteOptions(drop=site.drop, keep=site.keep) if site else None


def workers_for(
    config: Config, *, by_processor: bool = False, preload: Sequence[str] = PRELOADED
) -> Workers:
    """Return the extraction processes that the configuration asks for, with its sites' settings.

    ``by_processor``: what comes of a page is kept for good, and nobody waits for the next one. So
    it may not depend on what else the machine has to do. ``preload``: see ``Workers``.
    """
    crawl = config.crawl
    memory = crawl.extract_memory
    return Workers(
        crawl.workers,
        crawl.extract_timeout,
        crawl.max_page_bytes,
        memory=memory,
        options=lambda host: options_for(config, host),
        by_processor=by_processor,
        preload=preload,
    )


class ArchiveReader:
    """Reads single captures again, in this process, as a crawl would read their pages now."""

    def __init__(self, config: Config, archive: Archive) -> None:
        self._config = config
        self._most = config.crawl.max_page_bytes
        self._profile = cache(lambda host: newest_profile(archive, host))

    def extraction(self, capture: Capture) -> Extraction:
        """Return the article in a capture. Never raises on a page."""
        host = host_of(capture.url)
        return extraction_of(
            capture, self._most, self._profile(host), options_for(self._config, host)
        )

    def page(self, capture: Capture) -> tuple[PageBlock, ...] | None:
        """Return all the text on the captured page, story or not, and where it stands.

        None where its body cannot be decoded.
        """
        return page_of(capture, self._most)
