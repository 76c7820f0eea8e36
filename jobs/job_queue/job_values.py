"""What the queue holds and tells: jobs, their attempts, workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from crawler.config import EngineConfig
from crawler.errors import BadRecord

VERSION = 2
"""The newest version of jobs that this release makes. A release that makes jobs which an older one
would misunderstand raises it: those, and no others, then wait for a newer worker.
"""

BEGUN = "begun"
"""Member of a crawl's body: what other crawls have begun. Workers of version 1 do not know it."""

QUEUES = tuple(f"palimpsest-{version}" for version in range(1, VERSION + 1))
"""The queues whose jobs this release understands: one for each version."""


MAX_BACKOFF = 3600.0
"""Seconds between two attempts at a job, at most."""


class JobStatus(StrEnum):
    """Where a job stands, in procrastinate's words."""

    TODO = "todo"
    DOING = "doing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ABORTED = "aborted"

    @property
    def is_final(self) -> bool:
        """Return whether nobody will work on it any more."""
        return self not in {JobStatus.TODO, JobStatus.DOING}


class AttemptResult(StrEnum):
    """How an attempt at a job ended."""

    OK = "ok"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its worker was told to stop, or was cut off from the database."""
    LOST = "lost"
    """Its worker fell silent."""
    SUPERSEDED = "superseded"
    """It was interrupted, and a newer job of the same entry waits already."""

    @property
    def counts(self) -> bool:
        """Return whether it is one of the attempts that a job may take at most."""
        return self in {AttemptResult.FAILED, AttemptResult.LOST}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """One job: what is to be done, as JSON that a worker on another machine reads."""

    kind: str
    """What sort of job: ``crawl``, or another that ``jobs.children`` knows."""
    entry: str
    """What it is done for, in words for logs and reports: ``crawl example-news``."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """JSON. Of a crawl: its ``plan``, and what was ``begun`` of it."""
    site: str | None = None
    """Registrable domain: of two jobs of one site, only one is done at a time."""
    once: str | None = None
    """Of jobs that share this, only one waits at a time."""
    depth: int = 0
    """How many jobs handed this one on: a list on one site named a list on another."""
    priority: int = 0

    @property
    def version(self) -> int:
        """Return the oldest version whose workers understand it."""
        return 2 if BEGUN in self.body else 1

    @property
    def queue(self) -> str:
        """Return the queue that it belongs into."""
        return QUEUES[self.version - 1]

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of procrastinate's job."""
        return {
            "version": self.version,
            "kind": self.kind,
            "entry": self.entry,
            "depth": self.depth,
            "body": dict(self.body),
        }

    @classmethod
    def of(
        cls,
        arguments: Mapping[str, Any],
        *,
        site: str | None,
        once: str | None,
        priority: int = 0,
    ) -> "QueuedJob":
        """Return the job of these arguments, of this version or an older one.

        Raises ``BadRecord``. What a newer release added within a version is left aside.
        """
        try:
            if int(arguments["version"]) > VERSION:
                raise BadRecord(f"a job of version {arguments['version']} is for a newer release")
            return cls(
                kind=str(arguments["kind"]),
                entry=str(arguments.get("entry", arguments["kind"])),
                body=dict(arguments.get("body", {})),
                depth=int(arguments.get("depth", 0)),
                site=site,
                once=once,
                priority=priority,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadRecord(f"a job in the queue makes no sense: {error!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """What came of enqueuing a job."""

    id: int
    fresh: bool
    """False: a job of the same entry waits already, and this is its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at a job."""

    job: int
    number: int
    run: str | None
    """The run that it recorded, of a crawl."""
    worker: str
    started: datetime
    ended: datetime | None = None
    result: AttemptResult | None = None
    """None while it lasts."""
    reason: str | None = None
    answer: Mapping[str, Any] | None = None
    """What came of it, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """A job of the queue, and what was tried."""

    id: int
    status: JobStatus
    entry: str
    site: str | None
    attempts: Sequence[Attempt] = ()

    @property
    def last(self) -> Attempt | None:
        """Return the newest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def runs(self) -> tuple[str, ...]:
        """Return the runs that were recorded for it."""
        return tuple(one.run for one in self.attempts if one.run is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerState:
    """A worker, as the database knows it."""

    id: int
    host: str
    pid: int
    release: str
    places: int
    """How many jobs it does at one time."""
    since: datetime
    silent_for: timedelta
    """Since its last heartbeat."""
    doing: tuple[tuple[str, str | None], ...] = ()
    """(entry, site) of its jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOverview:
    """The queue at one moment."""

    counts: Mapping[str, int]
    """Status to number of jobs."""
    oldest: timedelta | None
    """For how long the oldest job that may be done now has waited."""
    workers: tuple[WorkerState, ...]
    retried: tuple[JobState, ...]
    """Jobs of the last day that took more than one attempt, the newest first."""
    failed: tuple[JobState, ...]
    """Jobs that were given up, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesState:
    """Which release of procrastinate the queue's tables were made for."""

    made_for: str | None
    """None: there are no tables yet."""
    installed: str
    is_behind: bool
    """Whether the next process that uses them brings them up to date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenJob:
    """A job that this worker has."""

    id: int
    worker: int
    job: QueuedJob


class PutBack(Exception):
    """Raised by who does a job: it is to be done again, after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds


class GivenUp(Exception):
    """Raised by who does a job: it failed for good."""


def backoff(config: EngineConfig, failures: int) -> float:
    """Return the seconds before the next attempt, after so many that failed."""
    return float(min(MAX_BACKOFF, config.retry_after.total_seconds() * 3 ** max(0, failures - 1)))
