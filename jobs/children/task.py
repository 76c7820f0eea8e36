"""What a child process is told, and what it answers.

Over one pipe come its tasks, one after another, and the renewals of their leases; over another one
go the answers. Each is told as the kind of what follows, its length, and its bytes.
"""

import os
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.codec import encode
from crawler.config import Config
from crawler.handing_on import Begun
from crawler.lease import ClockReading
from crawler.plan import Plan
from jobs.children.ended import ChildAnswer

Job = Literal[
    "crawl", "learn", "checkpoint", "retention", "verify", "reextract", "reindex", "import"
]
HEAD = struct.Struct(">cQ")
_TASK, _RENEWAL, _ANSWER = b"t", b"r", b"a"
_BEAT = struct.Struct(">dd")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTerms:
    """What a child that crawls under a lease is told of it.

    Renewals follow the task on the same pipe.
    """

    site: str
    seconds: float
    """How long it is good after each renewal."""
    renewed: ClockReading
    begun: Begun = field(default_factory=Begun)
    """What the crawls of other sites have handed to this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One job for one child process.

    The configuration travels along: the file may change while the job waits.
    """

    job: Job
    config: Config
    plan: Plan | None = None
    """Of a crawl."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """JSON that a job of the queue brought, for jobs that are no crawls."""
    lease: LeaseTerms | None = None
    """Of a crawl that one of many machines carries out."""
    plain_logs: bool = False
    quiet: bool = False
    """Log only what may be wrong: whoever started it tells what came of it."""
    stays: bool = False
    """Whether the child is to wait for another task after this one."""

    def encode(self) -> bytes:
        """Return the bytes that ``read_told`` reads."""
        data = pickle.dumps(self)
        return HEAD.pack(_TASK, len(data)) + data

    def leaves_child_ready(self, answer: ChildAnswer) -> bool:
        """Return whether a child that has answered so waits for another task.

        Only after a crawl in order: one that has failed, or was stopped, may have left something
        behind, and other jobs are too rare, or too long, for a start to count.
        """
        in_order = answer.error is None and not answer.interrupted
        return self.stays and self.plan is not None and in_order


def read_told(descriptor: int) -> Task | ClockReading | None:
    """Return the next task that the parent process writes to a pipe, or the next renewal.

    None at the pipe's end, and where it ends before all was written.
    """
    head = _exactly(descriptor, HEAD.size)
    kind, length = HEAD.unpack(head) if head else (b"", 0)
    data = _exactly(descriptor, length)
    if not data:
        return None
    if kind == _RENEWAL:
        return ClockReading(*_BEAT.unpack(data))
    # from the parent process, over a pipe that nobody else has
    task = pickle.loads(data)  # noqa: S301
    if not isinstance(task, Task):
        raise TypeError(f"a Task was expected, not {type(task).__name__}")
    return task


def _exactly(descriptor: int, number: int) -> bytearray:
    """Return so many bytes, and none behind them; no byte where the pipe ends before.

    Without a buffer: a thread that waits in one would hold up the end of the process.
    """
    data = bytearray(number)
    empty = memoryview(data)
    while empty:
        read = os.readv(descriptor, [empty])
        if not read:
            return bytearray()
        empty = empty[read:]
    return data


def renewal(moment: ClockReading) -> bytes:
    """Return the bytes that tell a child of a renewal, which ``read_told`` reads."""
    data = _BEAT.pack(moment.monotonic, moment.boot)
    return HEAD.pack(_RENEWAL, len(data)) + data


def told_answer(answer: ChildAnswer) -> bytes:
    """Return the bytes that tell a parent of an answer: ``HEAD``, with its length, and its JSON."""
    data = encode(answer)
    return HEAD.pack(_ANSWER, len(data)) + data
