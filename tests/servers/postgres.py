"""A PostgreSQL server of the tests' own, on a free port, in a temporary folder, as nobody.

It refuses to run as root.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NOBODY: dict[str, Any] = (
    {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
)


def _tool(name: str) -> str | None:
    """Return a program of the server: on the path, or where Debian keeps those of each release."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(kept[-1]) if kept else None)


def _call(folder: Path, *command: str) -> None:
    # The server keeps the output open, so it goes to a file and not into a pipe that would never
    # end.
    with (folder / "output").open("ab") as output:
        subprocess.run(command, check=True, cwd=folder, stdout=output, stderr=output, **NOBODY)


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs, and can be stopped and started again at the same port."""

    folder: Path
    control: str
    port: int

    @property
    def url(self) -> str:
        """The URL of a database on it."""
        return f"postgresql+psycopg://archive@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -F"
        _call(self.folder, self.control, "-D", self._data, "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, by default as a crash would."""
        _call(self.folder, self.control, "-D", self._data, "-w", "-m", mode, "stop")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")


@contextmanager
def running() -> Iterator[str]:
    """Run a server.

    Gives the URL of a database on it, and skips the test where there is none to be had.
    """
    with serving() as server:
        yield server.url


@contextmanager
def serving() -> Iterator[PostgresServer]:
    """Run a server. Skips the test where there is none to be had."""
    pytest.importorskip("psycopg", reason="install the PostgreSQL driver: psycopg[binary]")
    initdb, control = _tool("initdb"), _tool("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("install PostgreSQL, for its initdb and pg_ctl")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    if NOBODY:
        os.chown(folder, NOBODY["user"], NOBODY["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    _call(folder, initdb, "-D", data, "-A", "trust", "-U", "archive", "--no-sync", "-E", "UTF8")
    server = PostgresServer(folder, control, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Provide the URL of a database on a server of this session's own. Each test empties it."""
    with running() as url:
        yield url
