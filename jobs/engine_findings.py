"""What ``doctor`` finds about the engine: the queue that many machines crawl from."""

import asyncio
from collections.abc import Iterator

from crawler.config import Config, EngineConfig
from crawler.errors import PalimpsestError
from jobs.index_findings import Diagnosis, wrong
from jobs.job_queue import JobStatus, QueueOverview
from jobs.job_queue.job_values import TablesState
from jobs.job_queue.open_queue import looked_at
from jobs.wording import counted

NOBODY = "Crawls wait in the queue until `palimpsest worker` is started on some machine."


def engine_findings(config: Config) -> Iterator[Diagnosis]:
    """Yield whether the engine can be used, and whether somebody works. Without one: nothing."""
    engine = config.engine
    if engine.url is None:
        return
    try:
        tables, overview = asyncio.run(looked_at(engine))
    except PalimpsestError as error:
        yield wrong("engine", error)
        return
    yield _tables(engine, tables)
    if overview is not None:
        yield _workers(engine, overview)


def _tables(engine: EngineConfig, tables: TablesState) -> Diagnosis:
    where = f"{engine.shown_url}, schema {engine.namespace}"
    if tables.made_for is None:
        detail = f"{where}: no tables yet; they will be made on first use"
        return Diagnosis(about="engine", state="note", detail=detail)
    made = f"{where}: tables of procrastinate {tables.made_for}"
    if tables.is_behind:
        detail = f"{made}; the next command that uses them makes them those of {tables.installed}"
        return Diagnosis(about="engine", state="note", detail=detail)
    return Diagnosis(about="engine", state="ok", detail=f"{made}; {tables.installed} is installed")


def _workers(engine: EngineConfig, overview: QueueOverview) -> Diagnosis:
    alive = [one for one in overview.workers if one.silent_for < engine.silence]
    waiting = counted(overview.counts.get(JobStatus.TODO, 0), "job")
    if not alive:
        detail = f"none runs; {waiting} in the queue"
        return Diagnosis(about="workers", state="note", detail=detail, hint=NOBODY)
    places, hosts = sum(one.places for one in alive), len({one.host for one in alive})
    detail = (
        f"{counted(len(alive), 'worker')} on {counted(hosts, 'machine')} with "
        f"{counted(places, 'place')}; {waiting} in the queue"
    )
    return Diagnosis(about="workers", state="ok", detail=detail)
