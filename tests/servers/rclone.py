"""rclone: an S3 server that ignores ``If-None-Match`` silently, to be refused."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.process import HOST, connects, free_ports, program, running
from tests.servers.s3 import S3Server


@contextmanager
def rclone_server() -> Iterator[S3Server]:
    """Provide a server on a free port with a throw-away folder."""
    folder = Path(tempfile.mkdtemp(prefix="rclone-"))
    (port,) = free_ports(1)
    server = S3Server(f"http://{HOST}:{port}", "ADMINKEY", "admin-secret")
    data = folder / "data"
    data.mkdir()
    keys = f"{server.access_key},{server.secret_key}"
    command: list[str | Path] = [
        program("rclone"),
        "serve",
        "s3",
        "--config",
        "",
        "--addr",
        f"{HOST}:{port}",
        "--auth-key",
        keys,
        data,
    ]
    try:
        with running(command, folder / "log", lambda: connects(port)):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def rclone() -> Iterator[S3Server]:
    """Provide the weak S3 server of this test process.

    It takes the same credentials as ``seaweed``.
    """
    with rclone_server() as server:
        yield server
