"""Worker processes: limits of processor time, which only the work itself can use up; Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.processes import Processes, TooMuch
from tests.run.palimpsest import PATIENCE, until
from tests.slow_imports import FORKED, SERVER, has_come, may_go

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


@pytest.mark.parametrize(
    ("whose", "halts"),
    [("workers", (SERVER, FORKED)), ("children", (SERVER, FORKED)), ("sides", (FORKED,))],
)
def test_ctrl_c_spares_what_still_imports(
    whose: str, halts: tuple[str, ...], tmp_path: Path
) -> None:
    """Ctrl-C reaches all processes of a terminal, and none dies of it that is not begun yet: not
    what others are forked from, and not what was forked.
    """
    (tmp_path / "config.yaml").write_text(f'{{"store": {{"url": "file:{tmp_path}/store"}}}}')
    command = subprocess.Popen(
        [sys.executable, "-m", "tests.slow_imports", tmp_path, whose],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for halt in halts:
        _wait_for(has_come(tmp_path, halt), command)
        with suppress(ProcessLookupError):  # what it said tells why it has ended
            os.killpg(command.pid, signal.SIGINT)
        may_go(tmp_path, halt).touch()
    answer, errors = command.communicate(timeout=PATIENCE)
    assert (answer, "KeyboardInterrupt" in errors) == ("done\n", False), errors


def _wait_for(file: Path, command: "subprocess.Popen[str]") -> None:
    until(lambda: file.exists() or command.poll() is not None, f"{file.name}, or an end")
