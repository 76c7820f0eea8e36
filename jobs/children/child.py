"""The child process: it reads its tasks from standard input, does them, and answers each.

It stops when its parent ends.
"""

import asyncio
import os
import queue
import signal
import threading
from contextlib import suppress
from functools import partial
from typing import Any

from crawler.codec import as_json, format_utc, from_json
from crawler.errors import LeaseLost, PalimpsestError
from crawler.handing_on import Lease
from crawler.lease import Fence
from crawler.model import Check
from crawler.plan import Plan
from crawler.processes import drop_ctrl_c, look_seldom
from crawler.reindex import FedRange, StoredRange, feed_range, open_current
from crawler.store.open_store import open_store
from crawler.verify import KeyRange, VerifiedRange, verify_range
from jobs.checkpoint_signing import KEY_VARIABLE, Sealed, key_file, sign, sign_after
from jobs.children.ended import ChildAnswer
from jobs.children.task import LeaseTerms, Task, read_told, told_answer
from jobs.context import now
from jobs.crawl_resources import CrawlResources
from jobs.importing.share_reading import read_pages
from jobs.observe import logs
from jobs.profile_learning import learn_all
from jobs.redacting import expire
from jobs.reextracting import derive_again
from jobs.run import carry_out_with

STANDARD_INPUT = 0

_Told = tuple[Task, Lease | None] | None


def main(answers: int) -> int:
    """Do the tasks of a parent, whose configuration is the same. ``answers`` is a descriptor.

    Returns the exit status of the last one, as commands have it.
    """
    look_seldom()
    parent = _Parent()
    told = parent.next_task()
    if told is None:  # the parent has ended before it had said what to do
        return 1
    with CrawlResources(told[0].config) as resources:
        while True:
            task, lease = told
            logs.set_up(plain=task.plain_logs, quiet=task.quiet)
            answer = _answer(task, lease, resources)
            parent.note_done()
            with suppress(BrokenPipeError), open(answers, "wb", closefd=False) as out:
                out.write(told_answer(answer))  # which nobody hears where the parent has ended
            if not task.leaves_child_ready(answer):
                return answer.exit_code if answer.error is not None else 0
            _rest()
            told = parent.next_task()
            if told is None:
                return 0


def _answer(task: Task, lease: Lease | None, resources: CrawlResources) -> ChildAnswer:
    try:
        return _do(task, lease, resources)
    except PalimpsestError as error:
        resources.abandon()
        if not task.quiet:
            logs.logger().error(
                "the job failed", job=task.job, error=error.message, hint=error.hint
            )
        return ChildAnswer(
            error=error.message,
            hint=error.hint,
            exit_code=error.exit_code,
            lapsed=isinstance(error, LeaseLost),
        )


def _rest() -> None:
    """Be as at the beginning: SIGTERM ends the process at once, and Ctrl-C is the parent's."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_event_loop().remove_signal_handler(number)
    drop_ctrl_c()


def leased(terms: LeaseTerms) -> Lease:
    """Return the lease that a parent tells of."""
    fence = Fence(terms.seconds, terms.renewed)
    return Lease(site=terms.site, fence=fence, begun=terms.begun)


class _Parent:
    """What the parent process says, which a thread hears."""

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[_Told | Exception] = queue.SimpleQueue()
        self._told = self._done = 0
        threading.Thread(target=self._hear, daemon=True).start()

    def next_task(self) -> _Told:
        """Wait for the next task, and return it with its lease; None at the parent's end."""
        told = self._tasks.get()
        if isinstance(told, Exception):
            raise told
        return told

    def note_done(self) -> None:
        """Note that nothing is to be stopped until the next task comes."""
        self._done += 1

    def _hear(self) -> None:
        """Take tasks, and the renewals of the newest one's lease.

        Their end is the parent's end: what is done stops as on SIGTERM, and what was fetched is
        stored.
        """
        lease: Lease | None = None
        try:
            while (told := read_told(STANDARD_INPUT)) is not None:
                if isinstance(told, Task):
                    lease = leased(told.lease) if told.lease is not None else None
                    self._told += 1
                    self._tasks.put((told, lease))
                elif lease is not None:
                    lease.fence.renew(told)
        except Exception as error:  # noqa: BLE001  # it is the main thread's to end with
            self._tasks.put(error)
            return
        self._tasks.put(None)
        if self._told > self._done:
            os.kill(os.getpid(), signal.SIGTERM)


def _do(task: Task, lease: Lease | None, resources: CrawlResources) -> ChildAnswer:
    if task.plan is not None:
        return _crawl(task, task.plan, lease, resources)
    if task.job == "learn":
        return ChildAnswer(profiles=learn_all(task.config, clock=now))
    if task.job == "retention":
        index = open_current(task.config.index.url, open_store(task.config.store))
        return ChildAnswer(removed=expire(task.config, index, carry_out=True, clock=now).bytes)
    if task.job in {"import", "reextract", "reindex", "verify"}:
        return _share(task, lease)
    sealed = sign(task.config, key_file(None, os.environ), clock=now)
    _warn_unstamped(sealed)
    return ChildAnswer(checkpoint=sealed.key)


def _share(task: Task, lease: Lease | None) -> ChildAnswer:
    """Do a share of bulk work."""
    if task.job == "import":
        return ChildAnswer(pages_read=read_pages(task.config, task.body, clock=now))
    if task.job == "reextract":
        articles = [str(one) for one in task.body.get("articles") or ()]
        return ChildAnswer(reextracted=as_json(derive_again(task.config, articles, clock=now)))
    if task.job == "reindex":
        return ChildAnswer(reindexed=as_json(_fed(task, lease)))
    return ChildAnswer(verified=as_json(_verified(task)))


def _verified(task: Task) -> VerifiedRange:
    """Return what came of the range that a job names."""
    reopen = partial(open_store, task.config.store)
    within = KeyRange(first=task.body.get("first") or "", beyond=task.body.get("beyond"))
    trusted = [str(one) for one in task.body.get("trusted") or ()]
    return verify_range(reopen(), within, trusted=trusted, reopen=reopen)


def _fed(task: Task, lease: Lease | None) -> FedRange:
    """Return what came of feeding the range that a job names.

    Raises ``LeaseLost`` where another one may feed it by now.
    """
    within = from_json(StoredRange, task.body.get("range"), what="the range of a job")

    def fed(_: int) -> None:
        if lease is not None and not lease.fence.holds:
            raise LeaseLost("another worker feeds this range by now")

    return feed_range(
        task.config.index.url,
        open_store(task.config.store),
        within,
        filling=str(task.body.get("filling")),
        progress=fed,
    )


def _warn_unstamped(sealed: Sealed) -> None:
    if sealed.unstamped is not None:
        logs.logger().warning(
            "the checkpoint is signed, and not time-stamped",
            key=sealed.key,
            error=sealed.unstamped.message,
        )
    for one in sealed.witnesses:
        if one.problem is not None:
            logs.logger().warning(
                "the checkpoint is signed, and not cosigned",
                key=sealed.key,
                witness=one.url,
                error=one.problem,
            )


def _crawl(task: Task, plan: Plan, lease: Lease | None, resources: CrawlResources) -> ChildAnswer:
    log = logs.logger(run=plan.run)

    def saw(check: Check, _: int) -> None:
        if check.outcome.is_notable or check.kind == "source":
            log.info("check", **_told(check))

    report = carry_out_with(resources, plan, clock=now, watcher=saw, lease=lease)
    sealed = sign_after(report, task.config, os.environ, clock=now)
    if isinstance(sealed, PalimpsestError):
        log.error(
            "the run is recorded; its checkpoint was not made",
            error=sealed.message,
            variable=KEY_VARIABLE,
        )
    elif sealed is not None:
        _warn_unstamped(sealed)
    finished = format_utc(report.finished) if report.finished else None
    log.info(
        "run ended",
        finished=finished,
        interrupted=report.interrupted,
        left=report.left,
        **report.counts,
    )
    return ChildAnswer(
        interrupted=report.interrupted,
        exit_code=report.exit_code,
        list_pages=report.asked_fronts,
        damaged=tuple(sorted(report.damaged.items())),
        delay_ms=round(report.delay * 1000),
        onward=report.elsewhere,
    )


def _told(check: Check) -> dict[str, Any]:
    names = ("kind", "source", "url", "article", "version", "status", "reason", "found")
    return {"outcome": check.outcome.value} | {
        name: value for name in names if (value := getattr(check, name)) is not None
    }
