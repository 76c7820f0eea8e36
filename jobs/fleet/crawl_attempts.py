"""What an attempt at a crawl does, from what was tried before; and what its end means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crawler import identity
from crawler.codec import as_json, canonical_json, from_json, sha256
from crawler.errors import UsageError
from crawler.handing_on import Begun, BegunFetch, Onward, Target, key_of_target, unpacked
from crawler.plan import Plan
from jobs.children import ChildAnswer, Ended, EndedBy, JobResult
from jobs.job_queue import Attempt, AttemptResult, QueuedJob, SitePlan, by_site
from jobs.job_queue.job_values import BEGUN

MAX_ATTEMPTS = 200
"""Attempts of one job at most, however they ended."""

MAX_DEPTH = 3
"""So often a list that is found on another site is handed on."""

OVERLAP = timedelta(seconds=1)

_TOLD = "its worker was told to stop"
_UNHEARD = "it stopped by itself: nothing was heard from the engine's database for too long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the end of an attempt means for its job."""

    result: AttemptResult
    reason: str | None
    is_final: bool
    failures: int = 0
    """Attempts that count by now, of a failed one: with itself."""


def plan_of(job: QueuedJob) -> Plan:
    """Return the plan of a crawl. Raises ``BadRecord``."""
    return from_json(Plan, job.body.get("plan"), what="the plan of a job")


def resumed(plan: Plan, before: Sequence[Attempt], *, now: datetime, randomness: bytes) -> Plan:
    """Return the plan of the next attempt, which skips what earlier ones have looked at.

    Every attempt is a run of its own.
    """
    if not before:
        return plan
    since = max(timedelta(), now - before[0].started) + OVERLAP
    return replace(
        plan,
        run=identity.new_run_id(now, randomness),
        since_last=max(plan.since_last or 0, round(since.total_seconds())),
    )


def verdict(
    ended: Ended, before: Sequence[Attempt], attempts: int, *, is_told: bool = True
) -> Verdict:
    """Return what the end of a child means for its job.

    ``is_told``: whether its worker was told to stop, so that a child that stopped did so for that.
    """
    if ended.by is EndedBy.LEASE or ended.result is JobResult.INTERRUPTED:
        return Verdict(
            result=AttemptResult.INTERRUPTED,
            reason=ended.reason or (_TOLD if is_told else _UNHEARD),
            is_final=len(before) + 1 >= MAX_ATTEMPTS,
        )
    if ended.result is JobResult.OK:
        return Verdict(result=AttemptResult.OK, reason=None, is_final=True)
    failed = 1 + sum(one.result is not None and one.result.counts for one in before)
    wrong = ended.answer is not None and ended.answer.exit_code == UsageError.exit_code
    return Verdict(
        result=AttemptResult.FAILED,
        reason=ended.reason,
        is_final=wrong or failed >= attempts,  # no later try mends what is wrong with the call
        failures=failed,
    )


def begun_of(job: QueuedJob) -> Begun:
    """Return what other crawls have begun of a job. Raises ``BadRecord``."""
    begun = from_json(Begun, job.body.get(BEGUN) or {}, what="what a job goes on with")
    for hops in (*(one.hops for one in begun.fetches), *(one.hops for one in begun.robots)):
        unpacked(hops)
    return begun


def further_jobs(
    job: QueuedJob, plan: Plan, answer: ChildAnswer | None, *, now: datetime, randomness: bytes
) -> list[QueuedJob]:
    """Return the jobs of other sites for what a crawl met there, or what redirects led to.

    What waits for a robots.txt of this site waits for the next attempt.
    """
    if answer is None:
        return []
    onward = answer.onward
    lists = tuple(
        one
        for one in onward.lists
        if job.depth < MAX_DEPTH or _is_under_way(onward.begun.fetch_of(one))
    )
    run = identity.new_run_id(now, randomness)
    found = replace(plan, run=run, targets=onward.pages, lists=lists)
    return [
        _further(job, one, onward.begun.of((*one.plan.targets, *one.plan.lists)))
        for one in by_site(found, now=now, begun=onward.begun)
        if one.site != job.site
    ]


def _is_under_way(fetch: BegunFetch | None) -> bool:
    return fetch is not None and fetch.under_way


def _further(job: QueuedJob, one: SitePlan, begun: Begun) -> QueuedJob:
    """Return the job of another site, whose waiting is no reason to leave out another one's."""
    targets: tuple[Target, ...] = (*one.plan.targets, *one.plan.lists)
    named = any(not _is_under_way(begun.fetch_of(target)) for target in one.plan.lists)
    watch = one.plan.watch and any(target.source is None for target in one.plan.targets)
    what = sha256(canonical_json(sorted(" ".join(map(str, key_of_target(t))) for t in targets)))
    body = {"plan": as_json(replace(one.plan, watch=watch))}
    return replace(
        job,
        site=one.site,
        once=f"{job.once} {one.site} {what[:16]}" if job.once is not None else None,
        body=body | ({BEGUN: as_json(begun)} if begun else {}),
        depth=job.depth + named,
    )


def stored_answer(answer: ChildAnswer | None) -> dict[str, Any]:
    """Return what the queue keeps of a child's answer."""
    if answer is None:
        return {}
    kept: dict[str, Any] = as_json(replace(answer, onward=Onward()))
    return kept
