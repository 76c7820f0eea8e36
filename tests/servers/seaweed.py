"""SeaweedFS: a real S3 server that honours ``If-None-Match``, checksums and object lock."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.process import HOST, free_ports, program, running, throwaway
from tests.servers.s3 import S3Server

_PORTS = (
    "s3.port",
    "s3.port.grpc",
    "s3.port.iceberg",
    "s3.port.lance",
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "admin.port",
    "admin.port.grpc",
)
DOMAIN = "s3.test"
"""The server also answers to ``bucket.s3.test``, for a client that reaches it through a proxy."""
_READER = ("READERKEY", "reader-secret")


@contextmanager
def seaweed_server() -> Iterator[S3Server]:
    """Provide a server on free ports with a throw-away folder.

    It answers within a second or two.
    """
    ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
    server = S3Server(f"http://{HOST}:{ports['s3.port']}", "ADMINKEY", "admin-secret", _READER)
    with (
        throwaway("seaweed") as folder,
        running(_command(folder, ports, server), folder / "log", server.answers),
    ):
        yield server


def _command(folder: Path, ports: dict[str, int], server: S3Server) -> list[str | Path]:
    identities = folder / "identities.json"
    identities.write_text(
        json.dumps(
            {
                "identities": [
                    _identity("admin", server.access_key, server.secret_key, "Admin"),
                    _reader(),
                ]
            }
        )
    )
    data = folder / "data"
    data.mkdir()
    return [
        program("weed"),
        "mini",
        f"-dir={data}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        *(f"-{name}={port}" for name, port in ports.items()),
        f"-s3.config={identities}",
        f"-s3.domainName={DOMAIN}",
        "-s3.autoCreateBucket=false",
        "-admin.ui=false",
        "-webdav=false",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        f"-filer.localSocket={folder}/filer.sock",
        f"-s3.localSocket={folder}/s3.sock",
    ]


def _reader() -> dict[str, object]:
    return _identity("reader", *_READER, "Read", "List")


def _identity(name: str, key: str, secret: str, *actions: str) -> dict[str, object]:
    return {
        "name": name,
        "credentials": [{"accessKey": key, "secretKey": secret}],
        "actions": list(actions),
    }


@pytest.fixture(scope="session")
def seaweed() -> Iterator[S3Server]:
    """Provide the S3 server of this test process. Take a bucket or a prefix of your own."""
    with seaweed_server() as server:
        yield server


@pytest.fixture
def s3_environ(seaweed: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """All rights on ``seaweed``, through the environment as in production."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in seaweed.environ.items():
        monkeypatch.setenv(name, value)
