"""The queue as a JSON document."""

from typing import Any

from crawler.codec import format_utc
from jobs.job_queue.job_values import JobState, QueueOverview, WorkerState


def document(overview: QueueOverview) -> dict[str, Any]:
    """Return what ``report --workers --json`` prints."""
    return {
        "jobs": dict(overview.counts),
        "oldest_seconds": (
            round(overview.oldest.total_seconds()) if overview.oldest is not None else None
        ),
        "workers": [_worker(one) for one in overview.workers],
        "retried": [_job(one) for one in overview.retried],
        "failed": [_job(one) for one in overview.failed],
    }


def _worker(one: WorkerState) -> dict[str, Any]:
    return {
        "id": one.id,
        "host": one.host,
        "pid": one.pid,
        "release": one.release,
        "places": one.places,
        "since": format_utc(one.since),
        "silent_seconds": round(one.silent_for.total_seconds()),
        "doing": [{"entry": entry, "site": site} for entry, site in one.doing],
    }


def _job(one: JobState) -> dict[str, Any]:
    return {
        "id": one.id,
        "entry": one.entry,
        "site": one.site,
        "status": one.status.value,
        "attempts": [
            {
                "number": tried.number,
                "run": tried.run,
                "worker": tried.worker,
                "started": format_utc(tried.started),
                "ended": format_utc(tried.ended) if tried.ended is not None else None,
                "result": tried.result.value if tried.result is not None else None,
                "reason": tried.reason,
            }
            for tried in one.attempts
        ],
    }
