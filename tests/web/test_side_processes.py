"""Several processes answer at one address, and end together."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from crawler.errors import UsageError
from crawler.store.files import FileStore
from jobs.web import SideProcesses, parent_gone, shareable_port
from tests.archives import build_archive

PATIENCE = 60


def until(holds: Callable[[], bool]) -> None:
    """Wait until this holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def work(folder: Path) -> None:
    """Leave a file under the process's number, and go on until the parent is gone."""
    (folder / str(os.getpid())).touch()
    asyncio.run(parent_gone())


def numbers(folder: Path) -> set[int]:
    """Return the processes that have begun."""
    return {int(path.name) for path in folder.iterdir()}


def test_a_process_that_ends_is_replaced_and_all_end_together(tmp_path: Path) -> None:
    """As many run as were asked for, and none when the parent has left."""
    with SideProcesses(2, partial(work, tmp_path)) as beside:
        until(lambda: len(numbers(tmp_path)) == 2)
        first = numbers(tmp_path)
        os.kill(min(first), signal.SIGKILL)
        until(lambda: len(numbers(tmp_path)) == 3 and len(beside.pids) == 2)
        assert set(beside.pids) == numbers(tmp_path) - {min(first)}
    assert not any(psutil.pid_exists(number) for number in numbers(tmp_path))


@pytest.mark.slow
def test_none_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    """A parent that could not end its processes leaves none behind."""
    script = (
        "from functools import partial; from pathlib import Path; import sys, time\n"
        "from jobs.web import SideProcesses; from tests.web.test_side_processes import work\n"
        "if __name__ == '__main__':\n"
        "    SideProcesses(1, partial(work, Path(sys.argv[1]))); time.sleep(600)\n"
    )
    parent = tmp_path / "parent.py"
    parent.write_text(script)
    started = tmp_path / "started"
    started.mkdir()
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, str(parent), str(started)], env=os.environ | {"PYTHONPATH": root}
    ) as process:
        until(lambda: len(numbers(started)) == 1)
        process.kill()
    until(lambda: not psutil.pid_exists(numbers(started).pop()))


def test_an_address_that_another_shares_is_taken() -> None:
    """Two archives never answer at one address in turn."""
    with (
        socket.create_server(("127.0.0.1", 0), reuse_port=True) as other,
        pytest.raises(UsageError, match="Address already in use"),
    ):
        shareable_port("127.0.0.1", other.getsockname()[1], section="web")


@pytest.mark.slow
def test_pages_come_from_every_process(tmp_path: Path) -> None:
    """Each connection is one process's; Ctrl-C ends them all with status 0."""
    build_archive(FileStore(tmp_path / "store"))
    (tmp_path / "config.yaml").write_text(
        'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\nweb: {processes: 2}\n'
    )
    call = [sys.executable, "-m", "jobs.cli", "web", "--port", "0", "--json"]
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, env=environ) as process:
        assert process.stdout is not None
        told = iter(process.stdout.readline, b"}\n")
        address = json.loads(b"".join(told) + b"}")["address"]
        served = psutil.Process(process.pid)
        port = int(address.rstrip("/").rpartition(":")[2])

        def listening() -> bool:
            family = [served, *served.children(recursive=True)]
            found = [one for each in family for one in each.net_connections("tcp")]
            return sum(one.status == "LISTEN" and one.laddr.port == port for one in found) == 2

        until(listening)
        for _ in range(20):
            with urllib.request.urlopen(f"{address}healthz", timeout=PATIENCE) as answer:
                assert answer.status == 200
        children = served.children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        until(lambda: not any(child.is_running() for child in children))
