"""What a child process is told, and what it answers: one pickled value in, one JSON line out."""

import os
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crawler.config import Config
from crawler.handing_on import Begun
from crawler.lease import ClockReading
from crawler.plan import Plan

Job = Literal[
    "crawl", "learn", "checkpoint", "retention", "verify", "reextract", "reindex", "import"
]
_LENGTH = struct.Struct(">Q")
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

    def encode(self) -> bytes:
        """Return the bytes that ``read_task`` reads."""
        data = pickle.dumps(self)
        return _LENGTH.pack(len(data)) + data


def read_task(descriptor: int) -> Task:
    """Return the task that the parent process writes to a pipe.

    Raises ``EOFError`` where it ends before it has written all.
    """
    head = _exactly(descriptor, _LENGTH.size)
    data = _exactly(descriptor, _LENGTH.unpack(head)[0]) if head else head
    if not data:
        raise EOFError("the service ended before it had said what to do")
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
    """Return the bytes that tell a child of a renewal, which ``read_renewal`` reads."""
    return _BEAT.pack(moment.monotonic, moment.boot)


def read_renewal(descriptor: int) -> ClockReading | None:
    """Return the next renewal that the parent process writes to a pipe; None at its end."""
    data = _exactly(descriptor, _BEAT.size)
    return ClockReading(*_BEAT.unpack(data)) if data else None
