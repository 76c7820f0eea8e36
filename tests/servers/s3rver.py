"""s3rver: an S3 server for tests of web programs, which leaves folders out of its listings.

It is fetched by the slow tests that want it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.process import HOST, free_ports, running, throwaway
from tests.servers.programs import installed_by_npm
from tests.servers.s3 import S3Server

RELEASE = "s3rver@3.7.1"


@pytest.fixture(scope="session")
def s3rver_program(pytestconfig: pytest.Config) -> Path:
    """Provide the program, fetched once."""
    return installed_by_npm(pytestconfig, "s3rver", RELEASE) / "node_modules" / ".bin" / "s3rver"


@pytest.fixture(scope="session")
def s3rver(s3rver_program: Path) -> Iterator[S3Server]:
    """Provide the server. It knows one pair of keys, which are its own."""
    with throwaway("s3rver") as folder:
        (port,) = free_ports(1)
        server = S3Server(f"http://{HOST}:{port}", "S3RVER", "S3RVER")
        command: list[str | Path] = [s3rver_program, "-d", folder / "data", "-a", HOST]
        command += ["-p", str(port), "--silent"]
        (folder / "data").mkdir()
        with running(command, folder / "log", server.answers):
            yield server
