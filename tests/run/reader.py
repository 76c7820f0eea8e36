"""Runs without Scrapy, for what thousands of fetches or other times than now are needed.

Plain HTTP, and from there on the real recorder.

A reactor runs once in a process; a ``Reader`` runs as often as it is asked to. Whatever it stores,
the project's own ingest stores.
"""

import asyncio
import http.client
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from crawler.archive import open_for_writing
from crawler.capture import Admission, Fetched, FetchStatus
from crawler.identity import new_run_id
from crawler.index import Index
from crawler.ingest import CheckLog, CheckRecorder
from crawler.ingest.rechecks import FULL_EVERY
from crawler.model import Capture, Check, Exchange
from crawler.plan import Limits, PageTarget, Plan
from crawler.reindex import catch_up
from crawler.store.base import ObjectStore
from crawler.store.metered import MeteredStore
from crawler.workers import Workers
from jobs.run_report import RunReport

_LIMIT = 10_000_000


class _Here:
    """Worker processes that are none: the work is done at once, in this one."""

    def do(self, work: Callable[..., Any], *args: Any) -> Any:
        """Return the work's result."""
        return work(*args)


class _Workers(Workers):
    """Extraction in this very process: the same work, without the cost of others."""

    def __init__(self) -> None:
        super().__init__(1, 1.0, _LIMIT)
        self._processes = _Here()  # type: ignore[assignment]  # as much of them as is asked for


class Reader:
    """Looks at pages of one archive."""

    def __init__(
        self,
        store: ObjectStore,
        index: Index,
        *,
        captures: str = "versions",
        full_every: int = FULL_EVERY,
    ) -> None:
        self._store, self._index, self._captures = store, index, captures
        self._full_every = full_every

    def look(
        self,
        url: str,
        at: datetime | None = None,
        *,
        times: int = 1,
        until: Callable[[], bool] = lambda: False,
    ) -> list[Check]:
        """Return the checks of one run that looks at the page so many times, or until it is told to
        stop. All times say ``at``, if it is given.
        """
        with self.running(url, at) as (gate, report):
            asyncio.run(_looks(gate, PageTarget(url=url), at, times, until))
        return report.checks

    @contextmanager
    def running(
        self, url: str, at: datetime | None = None
    ) -> Iterator[tuple[CheckRecorder, RunReport]]:
        """Provide a run in which the caller does the pipeline's work.

        It ends well, or raises what was the matter with the archive.
        """

        def clock() -> datetime:
            return at or datetime.now(UTC)

        store = MeteredStore(self._store)
        archive = open_for_writing(store, now=clock())
        catch_up(self._index, self._store)
        limits = Limits(user_agent="PalimpsestTest/1.0")
        plan = Plan(
            run=new_run_id(clock(), secrets.token_bytes(4)),
            trigger="test",
            limits=limits,
            targets=(PageTarget(url=url),),
        )
        report = RunReport(run=plan.run, started=clock())
        ledger = CheckLog(archive, self._index, plan, clock=clock)
        ledger.open()
        gate = CheckRecorder(
            archive,
            self._index,
            _Workers(),
            ledger,
            plan,
            meter=store,
            captures=self._captures,
            clock=clock,
            watcher=report.add,
            full_every=self._full_every,
        )
        yield gate, report
        gate.close()
        if gate.trouble:
            raise gate.trouble
        report.finished, report.stats = clock(), gate.rechecked
        ledger.close(report.stored())


async def _looks(
    gate: CheckRecorder,
    target: PageTarget,
    at: datetime | None,
    times: int,
    until: Callable[[], bool],
) -> None:
    for _ in range(times):
        if gate.trouble or until():
            return
        with gate.trying():
            fetched = await asyncio.to_thread(fetch, target, await gate.admit(target), at)
            await gate.record(fetched, partial(again, at=at))
            await gate.flush()


async def again(fetched: Fetched, at: datetime | None = None) -> Fetched:
    """Fetch a page anew, unconditionally."""
    return await asyncio.to_thread(fetch, fetched.target, Admission(), at)


def fetch(target: PageTarget, admission: Admission, at: datetime | None = None) -> Fetched:
    """Fetch a page as a browser of 1997 would, and say that it was at that time."""
    sent_at, parts = at or datetime.now(UTC), urlsplit(target.url)
    conditions = (("If-None-Match", admission.etag), ("If-Modified-Since", admission.last_modified))
    headers = tuple((name, value) for name, value in conditions if value)
    line = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        line.request("GET", parts.path, headers=dict(headers))
        answer = line.getresponse()
        exchange = Exchange(
            url=target.url,
            fetched_at=sent_at,
            status=answer.status,
            request_headers=headers,
            response_headers=tuple(answer.getheaders()),
            body=answer.read(),
        )
    finally:
        line.close()
    ending = (
        FetchStatus.NOT_MODIFIED
        if answer.status == http.client.NOT_MODIFIED
        else FetchStatus.ANSWERED
    )
    return Fetched(
        target=target,
        fetch_status=ending,
        fetched_at=sent_at,
        capture=Capture(exchanges=(exchange,)),
        status=answer.status,
    )
