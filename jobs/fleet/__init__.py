"""One of many machines that crawl an archive: takes jobs from the queue, in child processes.

What a command asks of an engine is imported when it is first asked for: most calls have none.
"""

from typing import TYPE_CHECKING

from crawler.lazy_names import lazy_names

if TYPE_CHECKING:
    from jobs.fleet.bulk_import import pages_by_workers
    from jobs.fleet.bulk_jobs import BulkWatcher, require_engine
    from jobs.fleet.bulk_ranges import reextracted_by_workers, verified_by_workers
    from jobs.fleet.bulk_reindex import reindexed_by_workers, require_shared
    from jobs.fleet.queued_crawl import crawl_by_workers
    from jobs.job_queue.open_queue import require_usable

__all__ = [
    "BulkWatcher",
    "crawl_by_workers",
    "pages_by_workers",
    "reextracted_by_workers",
    "reindexed_by_workers",
    "require_engine",
    "require_shared",
    "require_usable",
    "verified_by_workers",
]

__getattr__ = lazy_names(
    __name__,
    {
        "BulkWatcher": "bulk_jobs",
        "crawl_by_workers": "queued_crawl",
        "pages_by_workers": "bulk_import",
        "reextracted_by_workers": "bulk_ranges",
        "reindexed_by_workers": "bulk_reindex",
        "require_engine": "bulk_jobs",
        "require_shared": "bulk_reindex",
        "require_usable": ".job_queue.open_queue",
        "verified_by_workers": "bulk_ranges",
    },
)
