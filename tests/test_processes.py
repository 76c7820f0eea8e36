"""A limit of processor time, which only the work itself can use up."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from crawler.processes import Processes, TooMuch

LIMIT = 0.3


def frozen() -> str:
    """Stand still for longer than the limit, as a work does when others have the machine."""
    here = os.getpid()
    threading.Timer(0.05, os.kill, (here, signal.SIGSTOP)).start()
    waker = f"sleep {2 * LIMIT}; kill -CONT {here}"
    os.posix_spawn("/bin/sh", ["sh", "-c", waker], os.environ)
    time.sleep(0.2)
    return "done"


def endless() -> None:
    """Use the processor for ever."""
    while True:
        pass


@pytest.fixture
def one() -> Iterator[Processes]:
    """Provide a process whose works are limited by the processor time that they take."""
    processes = Processes(1, LIMIT, 500_000_000, preload=[__name__], by_processor=True)
    yield processes
    processes.end(kindly=False)


def test_a_work_that_stood_still_is_done(one: Processes) -> None:
    """Time in which the machine did something else is not the work's; what it used itself is."""
    assert one.do(frozen) == "done"
    with pytest.raises(TooMuch, match=f"^took longer than {LIMIT} s$"):
        one.do(endless)
    assert one.do(frozen) == "done"
