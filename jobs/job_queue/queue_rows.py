"""From the database's rows to the queue's values."""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Any

from jobs.job_queue.job_values import Attempt, AttemptResult, JobState, JobStatus, WorkerState

KEEP_HOURS = 24
"""For so long jobs that went well are remembered, with what was retried of them."""

KEEP_FAILED_HOURS = 24 * 30
"""For so long jobs that were given up are remembered."""

HANDED_ON = "handed_on"
"""Key, in an attempt's answer, of the jobs that it handed on."""


def attempt(row: Mapping[str, Any]) -> Attempt:
    """Return an attempt."""
    return Attempt(
        job=row["id"],
        number=row["number"],
        run=row["run"],
        worker=row["worker"],
        started=row["started"],
        ended=row["ended"],
        result=AttemptResult(row["result"]) if row["result"] is not None else None,
        reason=row["reason"],
        answer=row["answer"],
    )


def job_states(found: Iterable[Mapping[str, Any]]) -> tuple[JobState, ...]:
    """Return jobs with their attempts, from rows that come in the order of both."""
    states = []
    for number, group in groupby(found, key=lambda row: row["id"]):
        rows = list(group)
        states.append(
            JobState(
                id=number,
                status=JobStatus(rows[0]["status"]),
                entry=rows[0]["entry"],
                site=rows[0]["lock"],
                attempts=tuple(attempt(row) for row in rows if row["number"] is not None),
            )
        )
    return tuple(states)


def worker_states(found: Iterable[Mapping[str, Any]]) -> tuple[WorkerState, ...]:
    """Return workers with their jobs, from rows that come in the order of the former."""
    states = []
    for number, group in groupby(found, key=lambda row: row["id"]):
        rows = list(group)
        first = rows[0]
        states.append(
            WorkerState(
                id=number,
                **{name: first[name] for name in ("host", "pid", "release", "places", "since")},
                silent_for=first["silent_for"],
                doing=tuple(
                    (row["entry"], row["lock"]) for row in rows if row["entry"] is not None
                ),
            )
        )
    return tuple(states)


def handed_on(states: Iterable[JobState], known: Collection[int]) -> list[int]:
    """Return the jobs that the attempts of these handed on, but for those that are known."""
    found = (
        int(number)
        for state in states
        for one in state.attempts
        if one.answer is not None
        for number in one.answer.get(HANDED_ON, ())
    )
    return [number for number in dict.fromkeys(found) if number not in known]
