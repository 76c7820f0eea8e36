"""The queue of jobs in PostgreSQL, for an archive that several machines crawl.

Procrastinate keeps jobs, locks and heartbeats. Only this package knows it, and only
``open_queue`` loads it, for configurations that name an engine.
"""

from jobs.job_queue.job_values import (
    Attempt,
    AttemptResult,
    Enqueued,
    GivenUp,
    JobState,
    JobStatus,
    PutBack,
    QueuedJob,
    QueueOverview,
    TakenJob,
    WorkerState,
    backoff,
)
from jobs.job_queue.open_queue import JobQueue, open_queue
from jobs.job_queue.site_plans import SitePlan, by_site, crawl_jobs

__all__ = [
    "Attempt",
    "AttemptResult",
    "Enqueued",
    "GivenUp",
    "JobQueue",
    "JobState",
    "JobStatus",
    "PutBack",
    "QueueOverview",
    "QueuedJob",
    "SitePlan",
    "TakenJob",
    "WorkerState",
    "backoff",
    "by_site",
    "crawl_jobs",
    "open_queue",
]
