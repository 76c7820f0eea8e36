"""rclone: an S3 server that ignores ``If-None-Match`` silently, to be refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers.process import HOST, connects, free_ports, program, running, throwaway
from tests.servers.s3 import S3Server


@contextmanager
def rclone_server() -> Iterator[S3Server]:
    """Provide a server on a free port with a throw-away folder."""
    with throwaway("rclone") as folder:
        (port,) = free_ports(1)
        server = S3Server(f"http://{HOST}:{port}", "ADMINKEY", "admin-secret")
        data = folder / "data"
        data.mkdir()
        keys = f"{server.access_key},{server.secret_key}"
        command = [str(program("rclone")), "serve", "s3", "--config", ""]
        command += ["--addr", f"{HOST}:{port}", "--auth-key", keys, str(data)]
        with running(command, folder / "log", lambda: connects(port)):
            yield server


@pytest.fixture(scope="session")
def rclone() -> Iterator[S3Server]:
    """Provide the weak S3 server of this test process.

    It takes the same credentials as ``seaweed``.
    """
    with rclone_server() as server:
        yield server
