"""What the recorder costs beside the fetch and the reading: one process, no Scrapy, no workers.

    python bench/recording.py [--pages 100] [--rounds 3] [--profile same]

Pages of the corpora are recorded for the first time, and then again: the same bytes, an answer 304,
and as links that need no fetch. Prints processor time a page. ``--profile`` names the kind of look
whose costliest functions are printed, with the recorder's threads left out.
"""

import argparse
import asyncio
import cProfile
import pstats
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from changes_pages import Page, load

from crawler.archive import open_for_writing
from crawler.capture import Fetched, FetchStatus
from crawler.identity import new_run_id
from crawler.index import Index, open_index
from crawler.ingest import CheckLog, CheckRecorder
from crawler.ingest.cost_meter import CostMeter
from crawler.model import Capture, Exchange
from crawler.plan import Limits, PageTarget, Plan
from crawler.store.files import FileStore
from crawler.store.metered import MeteredStore
from jobs.run_report import RunReport
from tests.run.reader import _Workers, again

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
NEVER = 10**9
SHOWN = 50
"""Functions that are printed."""
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"a"'))
LOOKS = ("same", "304", "skipped")
OK = 200
LARGE = 300_000
"""Characters of pages that are left out."""


@contextmanager
def recorder(
    store: FileStore, index: Index, at: datetime, *, leaves: bool
) -> Iterator[CheckRecorder]:
    """Provide a run's recorder."""
    metered = MeteredStore(store)
    archive = open_for_writing(metered, now=at)
    plan = Plan(
        run=new_run_id(at, secrets.token_bytes(4)),
        trigger="test",
        limits=Limits(user_agent="Bench/1.0"),
        leave_known=leaves,
    )
    report = RunReport(run=plan.run, started=at)
    log = CheckLog(archive, index, plan, clock=lambda: at)
    log.open()
    gate = CheckRecorder(
        archive,
        index,
        _Workers(),
        log,
        plan,
        meter=metered,
        captures="versions",
        clock=lambda: at,
        watcher=report.add,
        full_every=NEVER,
    )
    yield gate
    gate.close()
    if gate.trouble:
        raise gate.trouble
    report.finished, report.stats = at, gate.rechecked
    log.close(report.stored())


def fetched(page: Page, at: datetime, status: int) -> Fetched:
    """Return what a fetch of the page would give."""
    body = page.markup.encode("utf-8", "replace") if status == OK else b""
    exchange = Exchange(
        url=page.url,
        fetched_at=at,
        status=status,
        request_headers=(),
        response_headers=HEADERS,
        body=body,
    )
    return Fetched(
        target=PageTarget(url=page.url, source="bench", found_in="https://page.example/feed"),
        fetch_status=FetchStatus.ANSWERED if body else FetchStatus.NOT_MODIFIED,
        fetched_at=at,
        capture=Capture(exchanges=(exchange,)),
        status=status,
        size=len(body),
    )


def look(
    gate: CheckRecorder,
    pages: list[Page],
    at: datetime,
    kind: str,
    profiler: cProfile.Profile | None = None,
) -> float:
    """Return the processor seconds that one look at all pages takes, their lines written."""
    items = [fetched(page, at, 304 if kind == "304" else OK) for page in pages]

    async def all_of() -> None:
        for item in items:
            admission = await gate.admit(item.target)
            if admission.skip is None:
                await gate.record(item, again)
            elif kind != "skipped":
                raise SystemExit(f"{item.url}: {admission.skip}")
        await gate.flush()

    if profiler is not None:
        gate._threads.do = here  # type: ignore[method-assign]  # noqa: SLF001
        profiler.enable()
    begun = time.process_time()
    asyncio.run(all_of())
    spent = time.process_time() - begun
    if profiler is not None:
        profiler.disable()
    return spent


async def here(work: Callable[[], Any], meter: CostMeter | None = None) -> Any:  # noqa: ANN401, ARG001
    """Do the work in this thread, which is the one that is looked at."""
    return work()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--profile", choices=LOOKS)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    seen = {page.url: page for page in load("report") if len(page.markup) < LARGE and page.title}
    urls = random.Random(5).sample(sorted(filter(is_http, seen)), asked.pages)
    pages = [seen[url] for url in urls]
    with tempfile.TemporaryDirectory() as folder:
        store, index = FileStore(Path(folder, "store")), open_index(f"sqlite:///{folder}/index.db")
        at = NOW
        kinds = ["first", "again", *(kind for _ in range(asked.rounds) for kind in LOOKS)]
        for kind in kinds:
            at += timedelta(minutes=1)
            profiler = cProfile.Profile() if kind == asked.profile else None
            with recorder(store, index, at, leaves=kind == "skipped") as gate:
                spent = look(gate, pages, at, kind, profiler)
            print(f"{kind:8} {1000 * spent / len(pages):7.2f} ms a page", flush=True)
            if profiler is not None:
                pstats.Stats(profiler).sort_stats("cumulative").print_stats(SHOWN)
                pstats.Stats(profiler).sort_stats("tottime").print_stats(SHOWN)
                return


def is_http(url: str) -> bool:
    """Return whether the corpus knows where the page stood."""
    return url.startswith("http")


if __name__ == "__main__":
    main()
