"""Site profiles as a job: every site's boilerplate, learned anew where it has grown.

Crawls learn that of the sites they read.
"""

from collections.abc import Callable
from datetime import datetime

from crawler.archive import open_for_writing
from crawler.config import Config
from crawler.ingest import ProfileCache
from crawler.plan import Trigger
from crawler.reindex import open_current
from crawler.store.open_store import open_store
from jobs.naming import naming_run


def learn_all(config: Config, *, clock: Callable[[], datetime]) -> int:
    """Store a new profile of each site that has one to teach, and return how many.

    Raises the errors of store and index.
    """
    store = open_store(config.store)
    archive = open_for_writing(store, now=clock(), single_writer=config.store.single_writer)
    index = open_current(config.index.url, store)
    run = naming_run(config, archive, index, Trigger.LEARN, clock=clock)
    learned = ProfileCache(archive, index).learn(index.hosts(), clock)
    run.close()
    return learned
