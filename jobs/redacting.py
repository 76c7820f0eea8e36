"""Redactions and the retention of captures, each as a run without fetches.

Its check part vouches for the removals, as a crawl's does for what it stores.
"""

import getpass
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from crawler.archive import open_for_reading, open_for_writing
from crawler.config import Config
from crawler.index import Index, KeptCapture
from crawler.plan import Trigger
from crawler.removal import Removal, RemovalKind
from crawler.removing import RedactionPlan, RemovalOrder, Remover
from crawler.store.open_store import open_store
from jobs.naming import naming_run

AT_ONCE = 500
"""Articles whose captures are removed together: so many removals share a check part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What came of a redaction."""

    plan: RedactionPlan
    unfinished: tuple[Removal, ...]
    """Earlier removals, of which something was in the store still."""
    done: tuple[Removal, ...] = ()
    """What was carried out. Empty for a trial."""


class RemovalRun:
    """One run of removals: opens the archive for writing, and names what it stores."""

    def __init__(
        self, config: Config, index: Index, trigger: Trigger, clock: Callable[[], datetime]
    ) -> None:
        store = open_store(config.store)
        archive = open_for_writing(store, now=clock(), single_writer=config.store.single_writer)
        self._clock = clock
        self._naming = naming_run(config, archive, index, trigger, clock=clock)
        self.remover = Remover(store, archive, index, lambda: self._naming.flush(least=1))

    def order(
        self, kind: RemovalKind, reason: str, *, order_id: str | None, by: str
    ) -> RemovalOrder:
        """Return an order that is carried out now, by this run."""
        return RemovalOrder(
            kind=kind,
            at=self._clock(),
            by=by,
            reason=reason,
            order_id=order_id,
            run=self._naming.run,
        )

    def close(self) -> None:
        """End the run."""
        self._naming.close()


def redact(
    config: Config,
    index: Index,
    article: str,
    numbers: Collection[int] | None,
    *,
    reason: str,
    order_id: str,
    by: str | None,
    carry_out: bool,
    clock: Callable[[], datetime],
) -> Redacted:
    """Take texts and captures of these versions, or of all, out of the archive.

    With them go the quotations in the records that stay.

    Where not ``carry_out``, say what would go. What an earlier call left is finished too. Raises
    ``DamagedRecord``, and the errors of store and index.
    """
    if not carry_out:
        store = open_store(config.store)
        trial = Remover(store, open_for_reading(store), index, lambda: None)
        plan = trial.redaction_of(article, numbers)
        return Redacted(plan=plan, unfinished=tuple(trial.left(article)))
    run = RemovalRun(config, index, Trigger.REDACT, clock)
    order = run.order(RemovalKind.REDACTION, reason, order_id=order_id, by=by or getpass.getuser())
    unfinished = (*run.remover.begun(article, order), *run.remover.left(article))
    if unfinished:
        run.remover.carry_out(unfinished)
    plan = run.remover.redaction_of(article, numbers)
    done = list(unfinished)
    if not plan.is_empty:
        removal = run.remover.record(
            article,
            order,
            versions=plan.versions,
            objects=plan.objects,
            shortened=plan.shortened,
        )
        run.remover.carry_out([removal])
        done.append(removal)
    run.close()
    return Redacted(plan=plan, unfinished=unfinished, done=tuple(done))


def lift(
    config: Config,
    index: Index,
    article: str,
    *,
    reason: str,
    order_id: str,
    by: str | None,
    clock: Callable[[], datetime],
) -> Removal:
    """Allow a redacted article to be archived again. What was removed stays removed."""
    run = RemovalRun(config, index, Trigger.REDACT, clock)
    order = run.order(RemovalKind.LIFT, reason, order_id=order_id, by=by or getpass.getuser())
    removal = run.remover.record(article, order)
    run.remover.carry_out([removal])
    run.close()
    return removal


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """Captures whose time is over, by class."""

    articles: int = 0
    versions: int = 0
    daily: int = 0
    suspects: int = 0
    bytes: int | None = None
    """What their removal saved. None for a trial, which asks for no sizes."""


def expire(
    config: Config, index: Index, *, carry_out: bool, clock: Callable[[], datetime]
) -> Expiry:
    """Remove the captures whose time by ``retention`` is over; or only count them.

    Raises the errors of store and index.
    """
    due = list(_due(config, index, clock()))
    total = Expiry(
        articles=len({one.article for one in due}),
        versions=sum(one.is_version for one in due),
        daily=sum(one.is_sure and not one.is_version for one in due),
        suspects=sum(not one.is_sure for one in due),
    )
    if not carry_out or not due:
        return total
    run = RemovalRun(config, index, Trigger.RETENTION, clock)
    order = run.order(
        RemovalKind.RETENTION, f"retention: {_said(config)}", order_id=None, by="retention"
    )
    saved, waiting = 0, []
    for article, captures in groupby(due, key=lambda one: one.article):
        objects = run.remover.objects([one.key for one in captures])
        if objects:
            waiting.append(run.remover.record(article, order, objects=objects))
        if len(waiting) >= AT_ONCE:
            saved += _carried_out(run, waiting)
    saved += _carried_out(run, waiting)
    run.close()
    return replace(total, bytes=saved)


def _carried_out(run: RemovalRun, waiting: list[Removal]) -> int:
    saved = sum(one.bytes for one in waiting)
    if waiting:
        run.remover.carry_out(waiting)
    waiting.clear()
    return saved


def _times(config: Config) -> Sequence[tuple[str, timedelta | None]]:
    kept = config.retention
    return (("versions", kept.versions), ("daily", kept.daily), ("suspects", kept.suspects))


def _said(config: Config) -> str:
    return ", ".join(f"{name} {time}" for name, time in _times(config) if time is not None)


def _due(config: Config, index: Index, now: datetime) -> Sequence[KeptCapture]:
    """Return the captures whose time is over. Those that may yet make a version stay."""
    times = dict(_times(config))
    shortest = min((time for time in times.values() if time is not None), default=None)
    if shortest is None:
        return []
    pending = {check.capture for check in index.unsettled()}
    due = []
    for one in index.kept_captures(now - shortest):
        kind = "versions" if one.is_version else "daily" if one.is_sure else "suspects"
        time = times[kind]
        if time is not None and one.at < now - time and one.key not in pending:
            due.append(one)
    return due
