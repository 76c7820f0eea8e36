"""What a child process is told, and what it answers: one pickled value in, one JSON line out."""

import pickle
import struct
from dataclasses import dataclass
from typing import BinaryIO, Literal

from crawler.config import Config
from crawler.plan import Plan

Job = Literal["crawl", "learn", "checkpoint", "retention"]
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One job for one child process.

    The configuration travels along: the file may change while the job waits.
    """

    job: Job
    config: Config
    plan: Plan | None = None
    """Of a crawl."""
    plain_logs: bool = False
    quiet: bool = False
    """Log only what may be wrong: whoever started it tells what came of it."""

    def encode(self) -> bytes:
        """Return the bytes that ``read_task`` reads."""
        data = pickle.dumps(self)
        return _LENGTH.pack(len(data)) + data


def read_task(stream: BinaryIO) -> Task:
    """Return the task that the parent process writes.

    Raises ``EOFError`` where it ends before it has written all.
    """
    data = (
        stream.read(_LENGTH.unpack(head)[0])
        if len(head := stream.read(_LENGTH.size)) == _LENGTH.size
        else b""
    )
    if not data:
        raise EOFError("the service ended before it had said what to do")
    # from the parent process, over a pipe that nobody else has
    task = pickle.loads(data)  # noqa: S301
    if not isinstance(task, Task):
        raise TypeError(f"a Task was expected, not {type(task).__name__}")
    return task
