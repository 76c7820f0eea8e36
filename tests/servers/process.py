"""Starting a server program on free ports, waiting until it answers, and ending it."""

import os
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

HOST = "127.0.0.1"
PATIENCE = 30.0
"""Seconds that a server may take to answer: far more than it needs, on a busy machine too."""


def program(name: str) -> Path:
    """Return a program that came in a wheel, beside the interpreter that runs the tests."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: install the project with its test extra")
    return path


def free_ports(count: int) -> list[int]:
    """Different ports that nothing listens on.

    They are held together while they are picked, so no two are equal.
    """
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


@contextmanager
def throwaway(name: str) -> Iterator[Path]:
    """Provide an empty folder, which is removed at the end with what the server left in it."""
    with TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def running(
    command: Sequence[str | Path],
    log: Path,
    answers: Callable[[], bool],
    *,
    environ: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Provide the program, running and answering.

    It is killed at the end: its data is thrown away anyhow. ``environ`` is added to this process's
    own environment.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environ or {})},
        )
    try:
        _wait(process, log, answers)
        yield
    finally:
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", log: Path, answers: Callable[[], bool]) -> None:
    """Poll until the server answers; fail with its log when it ended or took too long."""
    deadline = time.monotonic() + PATIENCE
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                f"{process.args!r} did not come up:\n{log.read_text(errors='replace')[-4000:]}"
            )
        time.sleep(0.05)


def connects(port: int) -> bool:
    """Return whether something accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
