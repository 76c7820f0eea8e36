"""The composition root of one crawl: a plan is carried out, and what comes back is its report.

Twisted's reactor cannot start twice in a process. ``CrawlResources`` keep it between two crawls.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from crawler.archive import Archive, open_for_writing
from crawler.capture import Fetched, ListFetched, OpenGate, Refetch
from crawler.capture_reader import workers_for
from crawler.config import Config
from crawler.errors import IndexUnusable, LeaseLost, PalimpsestError, StoreError
from crawler.handing_on import Lease
from crawler.ingest import CheckLog, CheckRecorder
from crawler.model import Check
from crawler.plan import Plan
from crawler.rendering.availability import demand
from crawler.store.metered import MeteredStore
from crawler.workers import COMPARING, PRELOADED, READING
from jobs.crawl_resources import CrawlResources
from jobs.hiding import hide_in_logs
from jobs.process import this_process
from jobs.run_report import RunReport
from jobs.scrapy_crawl import Crawl

FEW = 8
"""Pages for which it does not pay that worker processes are made ready for changes."""

RENEWAL_PATIENCE = 60.0
"""Seconds for which a crawl whose lease is over waits for its renewal, to write what it has."""

Watcher = Callable[[Check, int], None]
"""Told of every finished check, and of how many pages the run knows by then."""


def carry_out(
    plan: Plan,
    config: Config,
    *,
    clock: Callable[[], datetime],
    watcher: Watcher,
    opened: Callable[[Archive], None] = lambda _: None,
    lease: Lease | None = None,
) -> RunReport:
    """Carry out a plan: fetch, judge, archive.

    Returns the report, which the store then holds too. ``opened`` is told of the archive first. A
    lease bounds site and time. No other crawl can follow in this process.

    Raises the ``StoreError`` family, ``IndexUnusable`` and ``LeaseLost``; what was recorded before
    stays recorded. Raises ``UsageError`` where pages are to be rendered and this machine cannot.
    """
    with CrawlResources(config) as resources:
        return carry_out_with(
            resources, plan, clock=clock, watcher=watcher, opened=opened, lease=lease
        )


def carry_out_with(
    resources: CrawlResources,
    plan: Plan,
    *,
    clock: Callable[[], datetime],
    watcher: Watcher,
    opened: Callable[[Archive], None] = lambda _: None,
    lease: Lease | None = None,
) -> RunReport:
    """Carry out a plan as ``carry_out`` does.

    Another one may follow with the same resources, unless this one was interrupted or has raised
    something.
    """
    config = resources.config
    demand(plan, os.environ)
    hide_in_logs(_secret_variables(config))
    store = MeteredStore(resources.store())
    archive = open_for_writing(store, now=clock(), single_writer=config.store.single_writer)
    index = resources.index(store, clock=clock)
    report = RunReport(run=plan.run, started=clock())
    report.new_archive = archive.store.url if archive.is_new else None
    opened(archive)
    check_log = CheckLog(archive, index, plan, clock=clock)
    check_log.open(this_process())
    crawl = Crawl(plan, lease)

    def seen(check: Check) -> None:
        report.add(check)
        watcher(check, crawl.known)

    workers = resources.workers(preload=_preloaded(plan))
    gate = CheckRecorder(
        *(archive, index, workers, check_log, plan),
        meter=store,
        captures=config.captures,
        clock=clock,
        watcher=seen,
    )
    crawl.run(gate, workers, flush=gate.flush, last=False)
    _require_renewed(lease)
    gate.note_overlaps(crawl.overlaps)
    gate.close()
    if not crawl.interrupted:
        workers.finish()
    report.finished = clock()
    _tell(report, crawl, gate, store)
    return _closed(check_log, report, gate.trouble)


def _preloaded(plan: Plan) -> Sequence[str]:
    """Return what a plan's worker processes import before they begin."""
    if plan.lists:
        return PRELOADED
    return READING if len(plan.targets) <= FEW else (*READING, *COMPARING)


def _tell(report: RunReport, crawl: Crawl, gate: CheckRecorder, store: MeteredStore) -> None:
    """Say in the report what a crawl came to."""
    report.damaged, report.list_pages = gate.damage, frozenset(gate.list_pages)
    report.interrupted, report.left = crawl.interrupted, crawl.left
    report.costs = crawl.costs | {"store": store.totals}
    report.stats = crawl.stats | gate.rechecked
    report.elsewhere, report.delay = crawl.elsewhere, crawl.delay


def _require_renewed(lease: Lease | None) -> None:
    """Raise ``LeaseLost`` where a lease is over, and is not renewed: nothing more is written.

    Somebody else may have given the run an end.
    """
    if lease is not None and not lease.fence.wait(RENEWAL_PATIENCE):
        raise LeaseLost(f"the lease of {lease.site} is over, and was not renewed")


def _closed(check_log: CheckLog, report: RunReport, trouble: PalimpsestError | None) -> RunReport:
    """Return the report, written as the run's last part. Raises the trouble that ended the run."""
    if trouble is not None:
        with suppress(
            StoreError, IndexUnusable
        ):  # it was one of these that ended the run; the other may still do
            check_log.flush()
        raise trouble
    check_log.close(report.stored())
    return report


def _secret_variables(config: Config) -> set[str]:
    """Return the variables that a configuration takes secrets from."""
    sources = [
        name
        for source in config.sources
        for name in (*source.headers_env.values(), source.cookies_env)
        if name
    ]
    return {*sources, *(notice.targets_env for notice in config.alerts)}


class CollectingRecorder(OpenGate):
    """Admits everything, and archives nothing of what came."""

    trouble: PalimpsestError | None = None

    def __init__(self, watcher: Callable[[ListFetched], None] | None = None) -> None:
        self.items: list[Fetched | ListFetched] = []
        self._watcher = watcher

    async def record(self, item: Fetched | ListFetched, refetch: Refetch) -> None:  # noqa: ARG002
        """Keep the item as it is."""
        self.items.append(item)
        if self._watcher is not None and isinstance(item, ListFetched):
            self._watcher(item)


def fetch_only(plan: Plan, config: Config) -> list[Fetched | ListFetched]:
    """Carry out a plan's fetches and return what came, archiving nothing.

    Raises ``KeyboardInterrupt`` when it was stopped.
    """
    demand(plan, os.environ)
    gate = CollectingRecorder()
    crawl = Crawl(plan)
    with workers_for(config) as workers:
        crawl.run(gate, workers)
    if crawl.interrupted:
        raise KeyboardInterrupt
    return gate.items
