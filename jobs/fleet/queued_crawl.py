"""A crawl that workers carry out for somebody who waits for it."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.config import Config
from crawler.index import Index
from crawler.model import Check, Outcome
from crawler.plan import Plan
from jobs.fleet.idle_watch import IdleWatch
from jobs.job_queue import JobQueue, JobState, JobStatus, crawl_jobs, open_queue
from jobs.job_queue.queue_rows import handed_on
from jobs.job_queue.site_plans import URGENT
from jobs.observe import logs
from jobs.run_report import RunReport
from jobs.schedule.archive_handle import ArchiveHandle
from jobs.stop_signal import StopSignal

Watcher = Callable[[Check, int], None]

LOOK_EVERY = 5.0
"""Seconds between two looks at what crawls have recorded, unless one has begun or ended meanwhile:
they write what they have every half minute.
"""


@dataclass(slots=True)
class QueuedCrawl:
    """What came of it."""

    report: RunReport
    """Over all runs. Of several checks of one page, the last one that looked at it counts."""
    states: Sequence[JobState] = ()
    withdrawn: int = 0
    """Jobs that nobody had begun when the call was interrupted."""

    @property
    def failed(self) -> list[JobState]:
        """Return the jobs that were given up."""
        return [one for one in self.states if one.status is JobStatus.FAILED]

    @property
    def lost(self) -> list[JobState]:
        """Return the jobs that somebody else withdrew, or that gave way to others."""
        ended = {JobStatus.ABORTED} | (set() if self.report.interrupted else {JobStatus.CANCELLED})
        return [one for one in self.states if one.status in ended]

    @property
    def exit_code(self) -> int:
        """Return the exit status as a crawl in this process would have it."""
        codes = [
            int((one.last.answer or {}).get("exit_code", 0)) or 1
            for one in self.failed
            if one.last is not None
        ]
        return max([self.report.exit_code, *codes, int(bool(self.lost))])

    def as_json(self) -> dict[str, Any]:
        """Return what ``crawl --json`` adds to the report."""
        return {
            "runs": [run for state in self.states for run in state.runs],
            "jobs": [
                {
                    "id": one.id,
                    "site": one.site,
                    "status": one.status.value,
                    "attempts": len(one.attempts),
                    "reason": one.last.reason if one.last is not None else None,
                }
                for one in self.states
            ],
        }


@dataclass(slots=True)
class _Watch:
    """Shows the checks of runs that others carry out, as they come into the index."""

    archive: ArchiveHandle
    watcher: Watcher
    known: int
    idle: IdleWatch
    shown: Counter[str] = field(default_factory=Counter)
    over: set[str] = field(default_factory=set)
    """Runs of which all is shown."""
    states: Mapping[int, JobState] = field(default_factory=dict)
    looked: float = -LOOK_EVERY

    async def saw(self, queue: JobQueue, states: Mapping[int, JobState]) -> None:
        is_other, self.states = states != self.states, states
        await self.idle.saw(queue, states)
        now = time.monotonic()
        if any(one.attempts for one in states.values()) and (
            is_other or now - self.looked >= LOOK_EVERY
        ):
            self.looked = now
            await asyncio.to_thread(self._look)

    def _look(self) -> None:
        if not self.archive.refresh():
            self.looked = -LOOK_EVERY  # again the next time
            return
        for state in self.states.values():
            for run in state.runs:
                if run not in self.over:
                    self._show(run)
                if state.status.is_final:
                    self.over.add(run)

    def _show(self, run: str) -> None:
        for check in self.archive.index.run_checks(run)[self.shown[run] :]:
            self.watcher(check, max(self.known, sum(self.shown.values()) + 1))
            self.shown[run] += 1


def crawl_by_workers(
    plan: Plan,
    config: Config,
    *,
    once: str | None,
    clock: Callable[[], datetime],
    watcher: Watcher,
    say: Callable[[str], None],
    plain_logs: bool,
) -> QueuedCrawl:
    """Have workers carry a plan out, and wait for that. ``say`` takes a sentence for people.

    Raises ``EngineUnusable`` and the errors of store and index.
    """
    logs.set_up(plain=plain_logs, quiet=True)
    archive = ArchiveHandle(config, clock=clock)
    archive.require()
    begun = clock()
    watch = _Watch(archive, watcher, len(plan.targets), IdleWatch(say))
    try:
        withdrawn = asyncio.run(_waited(plan, config, once, watch))
        archive.require()
        states = list(watch.states.values())
        report = merged(plan, archive.index, states, started=begun, finished=clock())
    finally:
        archive.close()
    if withdrawn is not None:
        report.interrupted = True
        report.left += sum(one.status is JobStatus.CANCELLED for one in states)
    return QueuedCrawl(report, states, withdrawn or 0)


async def _waited(plan: Plan, config: Config, once: str | None, watch: _Watch) -> int | None:
    """Enqueue the plan and wait. Returns how many jobs were withdrawn on a signal, else None."""
    stop = StopSignal()
    async with open_queue(config.engine) as queue:
        jobs = crawl_jobs(plan, once or "crawl", once=once, priority=URGENT)
        enqueued = await queue.enqueue(jobs)
        numbers = [one.id for one in enqueued]
        with stop.heard():
            waiting = asyncio.create_task(
                queue.wait(numbers, lambda states: watch.saw(queue, states))
            )
            while not waiting.done() and not stop.told:
                stopping = asyncio.create_task(stop.within(60.0))
                await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
            if waiting.done():
                watch.states = waiting.result()
                return None
            waiting.cancel()
            own = [one.id for one in enqueued if one.fresh]  # others wait for the rest
            withdrawn, watch.states = await withdrawn_jobs(queue, own, numbers)
            return withdrawn


async def withdrawn_jobs(
    queue: JobQueue, own: Sequence[int], asked: Sequence[int]
) -> tuple[int, dict[int, JobState]]:
    """Withdraw a call's own jobs, and those that they handed on.

    Returns how many those were, and how all that was asked for is.
    """
    withdrawn, mine = 0, list(own)
    while True:
        withdrawn += await queue.withdraw(mine)
        states = await queue.states([*dict.fromkeys([*mine, *asked])])
        new = handed_on([states[one] for one in mine if one in states], mine)
        if not new:
            return withdrawn, states
        mine += new


def merged(
    plan: Plan, index: Index, states: Iterable[JobState], *, started: datetime, finished: datetime
) -> RunReport:
    """Return one report over all runs that carried a plan out."""
    report = RunReport(run=plan.run, started=started, finished=finished)
    found: dict[tuple[str, str, str | None], Check] = {}
    costs: Counter[str] = Counter()
    stats: Counter[str] = Counter()
    pages: set[str] = set()
    for state in states:
        for run in state.runs:
            for check in index.run_checks(run):
                key = (check.kind, check.url, check.source)
                if check.outcome is not Outcome.SKIPPED or key not in found:
                    found[key] = check
            record = index.run(run)
            told = record.report if record is not None and record.report is not None else {}
            costs.update({k: v for k, v in told.get("costs", {}).items() if isinstance(v, int)})
            stats.update(told.get("stats", {}))
        answer = (state.last.answer or {}) if state.last is not None else {}
        report.damaged |= dict(answer.get("damaged", ()))
        pages |= set(answer.get("list_pages", ()))
    for check in found.values():
        report.add(check)
    report.costs, report.stats, report.list_pages = dict(costs), dict(stats), frozenset(pages)
    return report
