"""s3rver: an S3 server for tests of web programs, which leaves folders out of its listings.

It is fetched by the slow tests that want it.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.process import HOST, free_ports, running
from tests.servers.s3 import S3Server

RELEASE = "s3rver@3.7.1"


@pytest.fixture(scope="session")
def s3rver_program(pytestconfig: pytest.Config) -> Path:
    """Provide the program, fetched once."""
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("s3rver")
    program = folder / "node_modules" / ".bin" / "s3rver"
    if shutil.which("npm") is None:
        pytest.skip(f"install {RELEASE}: there is no npm")
    if not program.exists():
        fetch = ("npm", "install", "--no-audit", "--no-fund", "--prefix", folder, RELEASE)
        if subprocess.run(fetch, check=False, capture_output=True).returncode:
            pytest.skip(f"install {RELEASE}: the registry does not answer")
    return program


@pytest.fixture(scope="session")
def s3rver(s3rver_program: Path) -> Iterator[S3Server]:
    """Provide the server. It knows one pair of keys, which are its own."""
    folder = Path(tempfile.mkdtemp(prefix="s3rver-"))
    (port,) = free_ports(1)
    server = S3Server(f"http://{HOST}:{port}", "S3RVER", "S3RVER")
    command: list[str | Path] = [
        s3rver_program,
        "-d",
        folder / "data",
        "-a",
        HOST,
        "-p",
        str(port),
        "--silent",
    ]
    (folder / "data").mkdir()
    try:
        with running(command, folder / "log", server.answers):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
