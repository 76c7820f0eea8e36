"""moto's server: S3 acted out in memory, with versions, retention and conditional writes."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers.process import HOST, connects, free_ports, program, running, throwaway
from tests.servers.s3 import S3Server


@contextmanager
def moto_server() -> Iterator[S3Server]:
    """Provide a server on a free port. It keeps nothing, and takes any credentials."""
    (port,) = free_ports(1)
    command = (str(program("moto_server")), "-H", HOST, "-p", str(port))
    server = S3Server(f"http://{HOST}:{port}", "ADMINKEY", "admin-secret")
    with throwaway("moto") as folder, running(command, folder / "log", lambda: connects(port)):
        yield server


@pytest.fixture(scope="session")
def moto() -> Iterator[S3Server]:
    """Provide the server of this test process. It takes the same credentials as ``seaweed``."""
    with moto_server() as server:
        yield server
