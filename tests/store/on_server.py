"""The fixtures of the store's contract, on an S3 server."""

import functools

import pytest

from crawler.store.s3 import S3Store
from tests.servers.s3 import S3Server
from tests.store.contract import PutBehind
from tests.store.racing import Reopen


class OnServer:
    """Fresh prefixes of the fixture ``server``, which subclasses give."""

    @pytest.fixture(autouse=True)
    def _environ(self, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """All rights on the server, through the environment as in production."""
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)

    @pytest.fixture
    def url(self, server: S3Server) -> str:
        """Provide a fresh prefix."""
        return server.url()

    @pytest.fixture
    def store(self, server: S3Server, url: str) -> S3Store:
        """Provide an empty store."""
        return server.store(url)

    @pytest.fixture
    def reopen(self, server: S3Server, url: str) -> Reopen:
        """Opens the same store."""
        return functools.partial(S3Store, url, endpoint_url=server.endpoint_url, addressing="path")

    @pytest.fixture
    def put_behind(self, server: S3Server, url: str) -> PutBehind:
        """Puts an object below the store's prefix with a client of its own."""
        bucket, _, prefix = url.removeprefix("s3://").partition("/")

        def put(name: str, data: bytes) -> None:
            server.client.put_object(Bucket=bucket, Key=f"{prefix}/{name}", Body=data)

        return put
