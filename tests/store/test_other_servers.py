"""Other S3 servers, each as ``docs/run/operations.md`` tells of it.

Fit, fit for one writer, or refused.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.errors import StoreBroken, StoreTooWeak
from crawler.store.s3 import S3Store
from tests.servers.juicefs import juicefs_gateway
from tests.servers.s3 import S3Server
from tests.store.contract import OneWriterContract, StoreContract
from tests.store.on_server import OnServer
from tests.store.racing import bytes_of, race_in_threads

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


@pytest.mark.slow
class TestMoto(OnServer, StoreContract):
    """moto holds to the whole contract."""

    @pytest.fixture
    def server(self, moto: S3Server) -> S3Server:
        """Provide moto's server."""
        return moto


def test_moto_is_fit(moto: S3Server, s3_environ: None) -> None:  # noqa: ARG001
    """An archive is made there for many writers, and of racing ones one wins."""
    store = moto.store()
    assert open_for_writing(store, now=NOW).is_new
    (winners,) = race_in_threads(store, ["race"], range(8)).values()
    assert len(winners) == 1


@pytest.mark.parametrize("settings", [{}, {"object_lock_days": 30}], ids=["versions", "lock"])
def test_moto_removes_all_versions(
    moto: S3Server,
    s3_environ: None,  # noqa: ARG001
    settings: dict[str, int],
) -> None:
    """In a bucket with versioning, also under a governance lock, nothing is left of the object."""
    bucket = moto.new_bucket(object_lock=bool(settings))
    versioning = {"Bucket": bucket, "VersioningConfiguration": {"Status": "Enabled"}}
    moto.client.put_bucket_versioning(**versioning)  # type: ignore[arg-type]
    store = moto.store(f"s3://{bucket}", **settings)
    for key in ("a", "ab"):
        store.create(key, b"first")
        moto.client.put_object(Bucket=bucket, Key=key, Body=b"by others")
    moto.client.delete_object(Bucket=bucket, Key="a")
    store.remove("a")
    left = moto.client.list_object_versions(Bucket=bucket)
    assert [found["Key"] for found in left.get("Versions", [])] == ["ab", "ab"]
    assert not left.get("DeleteMarkers")


@pytest.mark.slow
class TestRclone(OnServer, OneWriterContract):
    """rclone holds to it where one writer is declared."""

    @pytest.fixture
    def server(self, rclone: S3Server) -> S3Server:
        """Provide rclone's server."""
        return rclone


@pytest.mark.slow
class TestJuiceFS(OnServer, OneWriterContract):
    """A JuiceFS gateway that keeps ETags does, too."""

    @pytest.fixture
    def server(self, juicefs: S3Server) -> S3Server:
        """Provide the gateway."""
        return juicefs

    def test_it_is_weak(self, store: S3Store) -> None:
        """Several racing writers of one key all win, so it is refused unless one is declared."""
        (winners,) = race_in_threads(store, ["race"], range(8)).values()
        assert len(winners) > 1
        assert all(bytes_of(writer) for writer in winners)

    def test_it_is_refused_to_many_writers(self, server: S3Server) -> None:
        """Nothing is written but what it was tried with, and an archive is made for one writer."""
        store = server.store()
        with pytest.raises(StoreTooWeak, match="If-None-Match") as caught:
            open_for_writing(store, now=NOW)
        assert "single_writer" in str(caught.value.hint)
        assert [key.split("/")[1] for key in store.list()] == ["probe"]
        assert open_for_writing(store, now=NOW, single_writer=True).is_new


@pytest.mark.slow
def test_juicefs_without_etags(juicefs_program: Path, s3_environ: None) -> None:  # noqa: ARG001
    """A gateway that keeps no ETags is refused to one writer as well, with the option it lacks."""
    with juicefs_gateway(juicefs_program) as server:
        store = server.store()
        with pytest.raises(StoreBroken, match="no ETag") as caught:
            open_for_writing(store, now=NOW, single_writer=True)
        assert "--keep-etag" in str(caught.value.hint)
        assert [key.split("/")[1] for key in store.list()] == ["probe"]


@pytest.mark.slow
def test_s3rver(s3rver: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that leaves folders out of its listings is refused to one writer as well."""
    for name, value in s3rver.environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreTooWeak, match="leaves objects out of its listings"):
        open_for_writing(s3rver.store(), now=NOW, single_writer=True)
