"""Archives to crawl into, in files and in a real S3 server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from tests.run.palimpsest import Place
from tests.servers.faulty import FaultyProxy, faulty_front
from tests.servers.s3 import S3Server


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Provide an archive in files."""
    return file_place(tmp_path).configure()


def file_place(folder: Path) -> Place:
    """Return an archive in files below the folder.

    The store's own folder is there, as a bucket would be.
    """
    (folder / "store").mkdir(parents=True)
    return Place(folder, FileStore(folder / "store"), {"url": f"file:{folder}/store"})


def s3_place(folder: Path, server: S3Server, *, through: str | None = None) -> Place:
    """Return an archive in a fresh prefix of the server, whose commands reach it by another
    endpoint, if one is given.
    """
    url = server.url()
    settings = {"url": url, "endpoint_url": through or server.endpoint_url, "addressing": "path"}
    return Place(folder, server.store(url), settings, server.environ)


@pytest.fixture(scope="module")
def module_environ(seaweed: S3Server) -> Iterator[None]:
    """As ``s3_environ``, for a whole module."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in seaweed.environ.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def front(seaweed: S3Server) -> Iterator[FaultyProxy]:
    """Provide a front for the S3 server that counts what comes by, for a whole module."""
    with faulty_front(seaweed.endpoint_url) as proxy:
        yield proxy
