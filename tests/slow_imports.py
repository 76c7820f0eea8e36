"""A command whose processes halt while they import, for who sends signals meanwhile.

``python -m tests.slow_imports FOLDER workers|children|sides``. At each halt a process makes one
file in the folder, to tell that it has come there, and goes on when there is another one.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from crawler.config import load
from crawler.processes import Processes
from jobs.children import Children, Task, child_process
from jobs.web.side_processes import SideProcesses

FOLDER = "SLOW_IMPORTS"
SERVER, FORKED = "server", "forked"
"""Where they halt: the process that all are forked from, and one that was forked from it."""


def has_come(folder: Path, name: str) -> Path:
    """Return the file that tells that a process has come to a halt."""
    return folder / f"{name}.come"


def may_go(folder: Path, name: str) -> Path:
    """Return the file that lets it go on."""
    return folder / f"{name}.go"


def _halt(name: str) -> None:
    folder = Path(os.environ[FOLDER])
    has_come(folder, name).touch()
    while not may_go(folder, name).exists():
        time.sleep(0.02)


def answer() -> str:
    """Return what a work returns that was done."""
    return "done"


def _by_worker() -> str:
    processes = Processes(1, 60, 500_000_000, preload=[__spec__.name])
    try:
        return processes.do(answer)
    finally:
        processes.end(kindly=True)


async def _by_child() -> str:
    child_process.PRELOADED = __spec__.name
    config = load(Path(os.environ[FOLDER]) / "config.yaml", {})
    ended = await Children().run(Task(job="reextract", config=config, body={"articles": []}))
    return ended.reason or "done"


def _by_side(done: Path) -> str:
    with SideProcesses(1, done.touch):
        while not done.exists():
            time.sleep(0.02)
    return answer()


if __name__ == "__main__":
    os.environ[FOLDER] = sys.argv[1]
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    works: dict[str, Callable[[], str]] = {
        "workers": _by_worker,
        "children": lambda: asyncio.run(_by_child()),
        "sides": lambda: _by_side(Path(sys.argv[1]) / "done"),
    }
    print(works[sys.argv[2]]())  # noqa: T201  # the command's whole output
elif FOLDER in os.environ:
    _halt(FORKED if __name__ == "__mp_main__" else SERVER)
