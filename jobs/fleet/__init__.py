"""One of many machines that crawl an archive: takes jobs from the queue, in child processes."""

from typing import TYPE_CHECKING

from crawler.lazy_names import lazy_names

if TYPE_CHECKING:
    from jobs.fleet.queued_crawl import crawl_by_workers

__all__ = ["crawl_by_workers"]

# crawls without an engine need none of it
__getattr__ = lazy_names(__name__, {"crawl_by_workers": "queued_crawl"})
