"""Further processes that answer at the same address: one alone keeps but one processor busy."""

import asyncio
import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from typing import Self

from crawler.processes import ctrl_c_held_back

log = logging.getLogger("palimpsest")

LOOK_SECONDS = 1.0
"""Between two looks at whether they live."""

END_SECONDS = 5.0
"""That one is given to end before it is killed."""


class SideProcesses:
    """Runs ``work`` in so many processes, and again where one ends by itself.

    A context manager: it ends them. ``work`` is a function that a new interpreter can import, or a
    ``functools.partial`` of one; it goes on until SIGTERM or ``parent_gone``.
    """

    def __init__(self, count: int, work: Callable[[], None]) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._work, self._ending = work, threading.Event()
        self._running = [self._started() for _ in range(count)]
        self._watching = threading.Thread(target=self._watch, name="side processes", daemon=True)

    def __enter__(self) -> Self:
        if self._running:
            self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        if self._watching.is_alive():
            self._watching.join()
        for one in self._running:
            one.terminate()
        for one in self._running:
            one.join(END_SECONDS)
            if one.is_alive():
                one.kill()
                one.join()

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the numbers of the processes that run."""
        return tuple(one.pid for one in self._running if one.pid is not None and one.is_alive())

    def _started(self) -> SpawnProcess:
        process = self._context.Process(target=self._work, daemon=True)
        with ctrl_c_held_back():  # and for good: whoever started it ends it
            process.start()
        return process

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            for at, one in enumerate(self._running):
                if not one.is_alive():
                    log.warning("a serving process ended (status %s): another begins", one.exitcode)
                    self._running[at] = self._started()


async def parent_gone() -> None:
    """Wait until the process that started this one has ended; for ever in one that none started."""
    parent = multiprocessing.parent_process()
    gone = asyncio.Event()
    if parent is not None:
        asyncio.get_running_loop().add_reader(parent.sentinel, gone.set)
    await gone.wait()
