"""Texts derived again, and the run that names them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from crawler.archive import open_for_writing
from crawler.capture_reader import workers_for
from crawler.config import Config
from crawler.index import Index
from crawler.plan import Trigger
from crawler.reextract import Reextraction, reextract
from crawler.reindex import open_current
from crawler.store.open_store import open_store
from jobs.naming import naming_run


def derive_again(
    config: Config,
    articles: Sequence[str] | None,
    *,
    clock: Callable[[], datetime],
    index: Index | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reextraction:
    """Derive these articles again, or all. What is stored is named by a run of its own."""
    store = open_store(config.store)
    archive = open_for_writing(store, now=clock(), single_writer=config.store.single_writer)
    index = index or open_current(config.index.url, store)
    run = naming_run(config, archive, index, Trigger.REEXTRACT, clock=clock)

    def done(number: int) -> None:
        progress(number)
        run.flush()

    with workers_for(config, by_processor=True) as workers:
        result = reextract(archive, index, workers, articles=articles, progress=done)
    run.close()
    return result
