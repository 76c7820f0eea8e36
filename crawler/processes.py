"""Worker processes with limits of time and memory. The one door of pebble."""

import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from queue import LifoQueue
from typing import Any, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from crawler.collection import begin_collecting

T = TypeVar("T")

TASKS_PER_PROCESS = 2000
"""A process is replaced after this many works, so that a leak in a parser cannot fill
the machine.
"""

SELDOM = 0.5
"""Seconds between two looks at each worker process, where nobody waits for the end of this one.
``pebble`` looks ten times a second, in two threads.
"""

PATIENCE = 30
"""So many times its limit a work may take by the clock, where the limit is of processor time."""

_STATUS = Path("/proc/self/status")
_CTRL_C = frozenset({signal.SIGINT})
_MB = 1_000_000


class TooMuch(Exception):
    """The work went beyond a limit, or killed its process.

    ``reason`` says which, fit to follow its subject: "took longer than 20 s".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stopped(Exception):
    """The run was told to stop, so the work was cut off or never begun.

    Nothing is known of what it would have said.
    """


class Processes:
    """Worker processes, each of which may be killed at any moment; the others go on.

    Each is in a pool of its own, because the workers of one pool share locks, and one that is
    killed with a lock in hand stops them all. ``seconds`` and ``memory`` (bytes beyond what an idle
    process has) bound each work. With ``by_processor`` the seconds are of processor time: what
    others do on the machine, or that it stood still, is then no fault of the work.
    """

    def __init__(
        self,
        count: int,
        seconds: float,
        memory: int,
        *,
        preload: Sequence[str],
        by_processor: bool = False,
    ) -> None:
        self._context = fork_context(preload)
        self._seconds, self._memory, self._by_processor = seconds, memory, by_processor
        self._ended = self._stopped = False
        self._at_work: set[Future[Any]] = set()
        self._pools: set[ProcessPool] = set()
        self._idle: LifoQueue[ProcessPool] = LifoQueue()
        for _ in range(count):
            self._idle.put(self._new())

    def _new(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=1,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_begin,
            initargs=(self._memory, os.getpgrp()),
            context=self._context,
        )
        self._pools.add(pool)
        return pool

    # whatever the work takes
    def do(self, work: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
        """Do the work in a process.

        Raises what it raises, ``TooMuch`` where it went beyond its limits, and ``Stopped``.
        """
        pool = self._idle.get()
        try:
            try:
                return self._once(pool, work, args)
            except (
                BrokenProcessPool
            ):  # its process was killed before it had begun: that was none of this work's doing
                if self._ended:
                    raise
                pool = self._instead_of(pool)
                return self._once(pool, work, args)
        except FutureTimeout as error:
            raise TooMuch(f"took longer than {self._patience:g} s") from error
        except MemoryError as error:
            pool = self._instead_of(pool)
            raise TooMuch(f"needed more than {self._memory / _MB:g} MB of memory") from error
        except ProcessExpired as error:
            pool = self._instead_of(pool)
            if self._by_processor and error.exitcode == -signal.SIGPROF:
                raise TooMuch(f"took longer than {self._seconds:g} s") from error
            raise TooMuch(f"killed its worker (exit status {error.exitcode})") from error
        except BrokenProcessPool as error:  # twice: what is to be worked on is too much to take in
            if self._ended:
                raise
            pool = self._instead_of(pool)
            raise TooMuch("killed two workers before it had begun") from error
        finally:
            self._idle.put(pool)

    @property
    def _patience(self) -> float:
        """Return how long a work may take by the clock."""
        return self._seconds * (PATIENCE if self._by_processor else 1)

    def _once(self, pool: ProcessPool, work: Callable[..., T], args: tuple[Any, ...]) -> T:
        if self._stopped:
            raise Stopped
        try:
            if self._by_processor:
                work = partial(_limited, self._seconds, work)
            task = pool.schedule(work, args=args, timeout=self._patience)
        except RuntimeError as error:
            raise BrokenProcessPool from error
        self._at_work.add(task)
        try:
            result: T = task.result()
        except CancelledError as error:
            raise Stopped from error
        finally:
            self._at_work.discard(task)
        return result

    def _instead_of(self, pool: ProcessPool) -> ProcessPool:
        self._pools.discard(pool)
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
        return self._new()

    def stop(self) -> None:
        """Cut off what is being done, and do nothing more."""
        self._stopped = True
        for task in tuple(self._at_work):
            task.cancel()

    def end(self, *, kindly: bool) -> None:
        """End the processes: when they are done, or in the midst of what they do."""
        self._ended = True
        for task in () if kindly else tuple(self._at_work):
            task.cancel()
        for pool in tuple(self._pools):
            (pool.close if kindly else pool.stop)()  # type: ignore[no-untyped-call]
            pool.join()


@contextmanager
def ctrl_c_held_back() -> Iterator[None]:
    """Hold Ctrl-C back in processes that are started meanwhile, until they decide otherwise.

    It reaches all processes of a terminal, and one that still imports would die of it.
    """
    resource_tracker.ensure_running()  # which would let it through where it starts its process
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _CTRL_C)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _ForkedProcess(ForkServerProcess):
    """A process in which Ctrl-C is held back from its first moment on."""

    def start(self) -> None:
        """Start it, and before it the server that it is forked from, whose mask it inherits."""
        with ctrl_c_held_back():
            forkserver._forkserver.ensure_running()  # noqa: SLF001  # see ``share_fork_server``
        super().start()


class _ForkContext(ForkServerContext):
    """Multiprocessing's own, but for the processes."""

    Process = _ForkedProcess


def fork_context(preload: Sequence[str]) -> ForkServerContext:
    """Return what forks processes from a server that has imported these modules.

    Such a process calls ``drop_ctrl_c`` and ``begin_collecting`` when it begins.
    """
    context = _ForkContext()
    context.set_forkserver_preload(["crawler.preloading", *preload])
    return context


def drop_ctrl_c() -> None:
    """Leave Ctrl-C to the parent, what came of it so far too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _CTRL_C)


def look_seldom() -> None:
    """Look less often at worker processes: what has ended, or takes too long, is seen later."""
    CONSTS.sleep_unit = SELDOM


def share_fork_server() -> None:
    """Have this process's workers forked by the server that it was forked by itself.

    The server has imported what they need, where a new one takes half a second of a processor.
    ``multiprocessing`` says of ``ensure_running`` that a child reuses its parent's server, and
    starts another one all the same (CPython 3.11 to 3.13). Later ones want a key, and go that way.
    """
    if sys.version_info < (3, 14) and forkserver.get_inherited_fds() is not None:
        forkserver._forkserver.ensure_running = _nothing  # type: ignore[method-assign]  # noqa: SLF001


def _nothing() -> None:
    """Do nothing."""


def _begin(memory: int, group: int) -> None:
    """Leave Ctrl-C to the parent, which lets running works finish.

    Die of SIGTERM at once, even within C; bound what may be taken; and be killed with the parent's
    process group, whoever forked this process.
    """
    with suppress(OSError):  # of another session: whoever shares a server there has none to kill
        os.setpgid(0, group)
    begin_collecting()
    drop_ctrl_c()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(OSError, ValueError):  # where the system knows no such limit, the others must do
        limit = _data() + memory
        resource.setrlimit(
            resource.RLIMIT_DATA, (limit, resource.getrlimit(resource.RLIMIT_DATA)[1])
        )


# whatever the work takes
def _limited(seconds: float, work: Callable[..., T], *args: Any) -> T:  # noqa: ANN401
    """Do the work, and die of SIGPROF at once, even within C, after so much processor time."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work(*args)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _data() -> int:
    """Return the bytes that count against the limit already."""
    for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0
