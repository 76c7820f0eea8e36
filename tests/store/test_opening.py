"""From the configuration to a store."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.config import StoreConfig
from crawler.errors import ConfigError
from crawler.store.files import FileStore
from crawler.store.open_store import open_store
from crawler.store.s3 import S3Store
from tests.servers.faulty import FaultyProxy
from tests.servers.s3 import S3Server


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:archive/store", Path("archive/store")),
        ("file:/var/archive", Path("/var/archive")),
        ("file:///var/archive", Path("/var/archive")),
        ("file:a b%20c", Path("a b%20c")),
    ],
)
def test_folders(url: str, path: Path) -> None:
    """A ``file:`` URL names a folder, relative or absolute, letter for letter."""
    store = open_store(StoreConfig(url=url))
    assert isinstance(store, FileStore)
    assert store.root == path.absolute()


def test_no_store() -> None:
    """What names no store is an error of the configuration, even when it got past its
    validation.
    """
    with pytest.raises(ConfigError, match=r"store\.url"):
        open_store(StoreConfig.model_construct(url="archive"))


def test_a_store_reopens_by_its_own_url(tmp_path: Path) -> None:
    """A store's URL opens the same store."""
    store = FileStore(tmp_path / "a store")
    store.create("a", b"x")
    assert open_store(StoreConfig(url=store.url)).read("a") == b"x"


@pytest.mark.usefixtures("s3_environ")
def test_every_setting_of_s3_counts(seaweed: S3Server, faulty: FaultyProxy) -> None:
    """Endpoint, region, addressing, retention and encryption reach the server."""
    url = f"s3://{seaweed.new_bucket(object_lock=True)}/prefix"
    config = StoreConfig(
        url=url,
        endpoint_url=faulty.url,
        region="eu-north-1",
        addressing="path",
        object_lock_days=1,
        encryption="AES256",
    )
    store = open_store(config, clock=lambda: datetime(2199, 11, 21, tzinfo=UTC))
    assert isinstance(store, S3Store)
    assert (store.url, store.client.meta.region_name) == (url, "eu-north-1")
    assert store.create("a", b"x")
    (seen,) = faulty.seen
    assert seen.path == f"/{url.removeprefix('s3://')}/a"
    assert seen.headers["x-amz-object-lock-retain-until-date"] == "2199-11-22T00:00:00Z"
    assert seen.headers["x-amz-server-side-encryption"] == "AES256"
    assert "/eu-north-1/" in seen.headers["authorization"]
