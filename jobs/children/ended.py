"""How a child process ended: what it answered, and what its parent saw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crawler.errors import PalimpsestError
from crawler.handing_on import Onward


class EndedBy(StrEnum):
    """What brought a child process to its end."""

    ITSELF = "itself"
    """It did its task, or stopped in order because it was told to; its answer says which."""
    ERROR = "error"
    """Its answer is an error."""
    STOPPED = "stopped"
    """It was told to stop, and ended without an answer, or not in time."""
    MEMORY = "memory"
    TIME = "time"
    LEASE = "lease"
    """Its lease was over: somebody else may carry its plan out by now."""
    SIGNAL = "signal"
    """From elsewhere: the kernel's for want of memory, or somebody's."""
    EXIT_STATUS = "exit_status"
    """It ended without an answer."""


class JobResult(StrEnum):
    """What a job came to, as metrics and logs name it."""

    OK = "ok"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """It stopped because it was told to. The next run goes on where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildAnswer:
    """What a child says at its end, in one line of JSON."""

    error: str | None = None
    """Why it did not do its task."""
    hint: str | None = None
    """How to mend that."""
    exit_code: int = 0
    """The exit status with which the same job ends as a command."""
    list_pages: tuple[str, ...] = ()
    """Of a crawl: the pages of its plan that list articles and are none."""
    interrupted: bool = False
    """Of a crawl: whether it was told to stop before it was done."""
    lapsed: bool = False
    """Of a crawl under a lease: whether that was over, and the end of the run is not written."""
    damaged: tuple[tuple[str, str], ...] = ()
    """Of a crawl: key and problem of each stored object that could not be believed."""
    delay_ms: int | None = None
    """Of a crawl: what it kept between two requests to one host."""
    onward: Onward = field(default_factory=Onward)
    """Of a crawl under a lease: what it leaves to the crawls of other sites."""
    profiles: int | None = None
    """Of ``learn``: how many profiles it stored."""
    removed: int | None = None
    """Of ``retention``: how many bytes of captures it removed. None where none was due."""
    verified: Mapping[str, Any] | None = None
    """Of ``verify``: what came of its range of keys, a ``VerifiedRange`` as JSON."""
    reextracted: Mapping[str, Any] | None = None
    """Of ``reextract``: what came of its articles, a ``Reextraction`` as JSON."""
    reindexed: Mapping[str, Any] | None = None
    """Of ``reindex``: what came of feeding its range of keys, a ``FedRange`` as JSON."""
    pages_read: str | None = None
    """Of ``import``: what came of its pages, packed."""
    checkpoint: str | None = None
    """Of ``checkpoint``: the key of the one that it signed."""


class JobFailed(PalimpsestError):
    """A child did not do its task. Ends a command with the exit status of the child's own error."""

    def __init__(self, message: str, *, hint: str | None = None, exit_code: int = 1) -> None:
        super().__init__(message, hint=hint)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a child process ended."""

    by: EndedBy
    reason: str | None
    """For people: why it did not end by itself with all done; None where it did."""
    killed: bool = False
    """Whether it was told to stop and did not in time."""
    seconds: float
    memory: int
    """Bytes that it took with its processes at most, as far as was seen."""
    answer: ChildAnswer | None
    """What it said at its end; None where it came to none."""

    @property
    def failure(self) -> JobFailed | None:
        """Why the task was not done; None where it was, or where the child was told to stop."""
        if self.result is not JobResult.FAILED:
            return None
        answer = self.answer or ChildAnswer()
        return JobFailed(
            answer.error or self.reason or "the job failed",
            hint=answer.hint,
            exit_code=answer.exit_code or JobFailed.exit_code,
        )

    @property
    def result(self) -> JobResult:
        """What the job came to. One that had to be killed has failed, whoever told it to stop."""
        if self.by is EndedBy.ITSELF:
            interrupted = self.answer is not None and self.answer.interrupted
            return JobResult.INTERRUPTED if interrupted else JobResult.OK
        if self.by is EndedBy.LEASE or (self.by is EndedBy.STOPPED and not self.killed):
            return JobResult.INTERRUPTED
        return JobResult.FAILED
