"""The child process: it reads its task from standard input, does it, answers in one line.

It stops when its parent ends.
"""

import os
import signal
import threading
from contextlib import suppress
from functools import partial
from typing import Any

from crawler.codec import as_json, encode, format_utc, from_json
from crawler.errors import LeaseLost, PalimpsestError
from crawler.handing_on import Lease
from crawler.lease import Fence
from crawler.model import Check
from crawler.plan import Plan
from crawler.reindex import FedRange, StoredRange, feed_range, open_current
from crawler.store.open_store import open_store
from crawler.verify import KeyRange, VerifiedRange, verify_range
from jobs.checkpoint_signing import KEY_VARIABLE, Sealed, key_file, sign, sign_after
from jobs.children.ended import ChildAnswer
from jobs.children.task import LeaseTerms, Task, read_renewal, read_task
from jobs.context import now
from jobs.importing.share_reading import read_pages
from jobs.observe import logs
from jobs.profile_learning import learn_all
from jobs.redacting import expire
from jobs.reextracting import derive_again
from jobs.run import carry_out

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1


def main() -> int:
    """Do one task. Returns the exit status, as commands have it."""
    try:
        task = read_task(STANDARD_INPUT)
    except EOFError:  # the parent has ended before it had said what to do
        return 1
    logs.set_up(plain=task.plain_logs, quiet=task.quiet)
    lease = leased(task.lease) if task.lease is not None else None
    threading.Thread(target=_follow_the_parent, args=(lease,), daemon=True).start()
    try:
        answer = _do(task, lease)
        status = 0
    except PalimpsestError as error:
        status, lapsed = error.exit_code, isinstance(error, LeaseLost)
        answer = ChildAnswer(error=error.message, hint=error.hint, exit_code=status, lapsed=lapsed)
        if not task.quiet:
            logs.logger().error(
                "the job failed", job=task.job, error=error.message, hint=error.hint
            )
    _answer(answer)
    return status


def _answer(answer: ChildAnswer) -> None:
    """Say what came of the task. Where the parent has ended meanwhile, nobody hears it."""
    with suppress(BrokenPipeError), open(STANDARD_OUTPUT, "wb", closefd=False) as heard:
        heard.write(encode(answer))


def leased(terms: LeaseTerms) -> Lease:
    """Return the lease that a parent tells of."""
    fence = Fence(terms.seconds, terms.renewed)
    return Lease(site=terms.site, fence=fence, begun=terms.begun)


def _follow_the_parent(lease: Lease | None) -> None:
    """Take the renewals of the lease that come on standard input.

    Its end is the parent's end: stop as on SIGTERM. What was fetched is stored.
    """
    while (renewed := read_renewal(STANDARD_INPUT)) is not None:
        if lease is not None:
            lease.fence.renew(renewed)
    os.kill(os.getpid(), signal.SIGTERM)


def _do(task: Task, lease: Lease | None) -> ChildAnswer:
    if task.plan is not None:
        return _crawl(task, task.plan, lease)
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


def _crawl(task: Task, plan: Plan, lease: Lease | None) -> ChildAnswer:
    log = logs.logger(run=plan.run)

    def saw(check: Check, _: int) -> None:
        if check.outcome.is_notable or check.kind == "source":
            log.info("check", **_told(check))

    report = carry_out(plan, task.config, clock=now, watcher=saw, lease=lease)
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
