"""The child process: ``python -m jobs.children.child``.

It reads its task, does it, answers in one line.

It stops when its parent ends.
"""

import os
import signal
import sys
import threading
from typing import Any

from crawler.codec import encode, format_utc
from crawler.errors import PalimpsestError
from crawler.model import Check
from crawler.reindex import open_current
from crawler.store.open_store import open_store
from jobs.checkpoint_signing import KEY_VARIABLE, Sealed, key_file, sign, sign_after
from jobs.children.ended import ChildAnswer
from jobs.children.task import Task, read_task
from jobs.context import now
from jobs.observe import logs
from jobs.profile_learning import learn_all
from jobs.redacting import expire
from jobs.run import carry_out


def main() -> int:
    """Do one task. Returns the exit status, as commands have it."""
    task = read_task(sys.stdin.buffer)
    logs.set_up(plain=task.plain_logs, quiet=task.quiet)
    threading.Thread(target=_stop_with_the_parent, daemon=True).start()
    try:
        answer = _do(task)
        status = 0
    except PalimpsestError as error:
        status = error.exit_code
        answer = ChildAnswer(error=error.message, hint=error.hint, exit_code=status)
        if not task.quiet:
            logs.logger().error(
                "the job failed", job=task.job, error=error.message, hint=error.hint
            )
    sys.stdout.buffer.write(encode(answer))
    sys.stdout.buffer.flush()
    return status


def _stop_with_the_parent() -> None:
    """Wait for the end of standard input, which is the parent's end, and stop as on SIGTERM.

    What was fetched is stored.
    """
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _do(task: Task) -> ChildAnswer:
    if task.plan is not None:
        return _crawl(task)
    if task.job == "learn":
        return ChildAnswer(profiles=learn_all(task.config, clock=now))
    if task.job == "retention":
        index = open_current(task.config.index.url, open_store(task.config.store))
        return ChildAnswer(removed=expire(task.config, index, carry_out=True, clock=now).bytes)
    sealed = sign(task.config, key_file(None, os.environ), clock=now)
    _warn_unstamped(sealed)
    return ChildAnswer(checkpoint=sealed.key)


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


def _crawl(task: Task) -> ChildAnswer:
    if task.plan is None:
        raise TypeError("a crawl needs a plan")
    log = logs.logger(run=task.plan.run)

    def saw(check: Check, _: int) -> None:
        if check.outcome.is_notable or check.kind == "source":
            log.info("check", **_told(check))

    report = carry_out(task.plan, task.config, clock=now, watcher=saw)
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
    )


def _told(check: Check) -> dict[str, Any]:
    names = ("kind", "source", "url", "article", "version", "status", "reason", "found")
    return {"outcome": check.outcome.value} | {
        name: value for name in names if (value := getattr(check, name)) is not None
    }


if __name__ == "__main__":
    sys.exit(main())
