"""The S3 store on a real server.

The contract, its settings, and where its credentials come from.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from crawler.errors import (
    ConfigError,
    StoreDenied,
    StoreError,
    StoreMissing,
    StoreTooWeak,
    StoreUnavailable,
)
from crawler.store.base import ObjectStore
from crawler.store.s3 import S3Store
from crawler.store.s3_facts import BucketFacts, bucket_facts
from crawler.store.server_probe import refuse_weak
from tests.servers.faulty import FaultyProxy
from tests.servers.process import HOST, free_ports
from tests.servers.s3 import S3Server, credentials
from tests.servers.seaweed import DOMAIN
from tests.store.contract import StoreContract
from tests.store.on_server import OnServer
from tests.store.racing import bytes_of, race_in_threads

pytestmark = pytest.mark.usefixtures("s3_environ")
NOW = datetime(2026, 11, 21, 10, 24, 39, tzinfo=UTC)


def verbs(store: ObjectStore) -> dict[str, Callable[[], object]]:
    """Return each verb, ready to be called on the key ``a``."""
    return {
        "create": lambda: store.create("a", b"x"),
        "read": lambda: store.read("a"),
        "size": lambda: store.size("a"),
        "list": lambda: list(store.list()),
        "list of a folder": lambda: list(store.list("a/b/c/")),
    }


VERBS = ["create", "read", "size", "list", "list of a folder"]


class TestS3Store(OnServer, StoreContract):
    """The contract, below a prefix in a bucket of a real server."""

    @pytest.fixture
    def server(self, seaweed: S3Server) -> S3Server:
        """Provide the server that the other tests use."""
        return seaweed


def test_a_whole_bucket(seaweed: S3Server) -> None:
    """A store without a prefix is the whole bucket, and its keys are the bucket's."""
    bucket = seaweed.new_bucket()
    store = seaweed.store(f"s3://{bucket}")
    store.create("a/b", b"x")
    assert store.url == f"s3://{bucket}"
    assert list(store.list()) == ["a/b"]
    assert seaweed.client.get_object(Bucket=bucket, Key="a/b")["Body"].read() == b"x"


def test_a_prefix_is_a_wall(seaweed: S3Server) -> None:
    """A store sees nothing beside its prefix, not even under a prefix that its own begins."""
    url = seaweed.url()
    one, two = seaweed.store(f"{url}/news"), seaweed.store(f"{url}/newspaper/")
    one.create("a", b"1")
    two.create("a", b"2")
    assert (one.url, two.url) == (f"{url}/news", f"{url}/newspaper")
    assert (list(one.list()), list(two.list())) == (["a"], ["a"])
    assert (one.read("a"), two.read("a")) == (b"1", b"2")


def test_the_server_checks_the_bytes(seaweed: S3Server, faulty: FaultyProxy) -> None:
    """Each PUT carries the condition and the bytes' SHA-256, for the server to hold us to."""
    seaweed.store(endpoint_url=faulty.url).create("a", b"x")
    (put,) = [seen for seen in faulty.seen if seen.method == "PUT"]
    assert put.headers["if-none-match"] == "*"
    assert put.headers["x-amz-sdk-checksum-algorithm"] == "SHA256"
    assert put.headers["x-amz-checksum-sha256"] == "LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="


def test_retention(seaweed: S3Server) -> None:
    """With ``object_lock_days`` each object gets a retention that lets nobody delete it by
    accident, counted from the clock given.
    """
    bucket = seaweed.new_bucket(object_lock=True)
    store = seaweed.store(f"s3://{bucket}", object_lock_days=30, clock=lambda: datetime.now(UTC))
    before = datetime.now(UTC)
    assert store.create("a", b"x")
    assert not store.create("a", b"y")
    client = seaweed.client
    found = client.head_object(Bucket=bucket, Key="a")
    assert found["ObjectLockMode"] == "GOVERNANCE"
    assert (
        timedelta(0)
        <= found["ObjectLockRetainUntilDate"] - before - timedelta(days=30) + timedelta(seconds=1)
        < timedelta(minutes=5)
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket=bucket, Key="a", VersionId=found["VersionId"])
    assert store.read("a") == b"x"


def test_removal_takes_all_versions_and_overrides_the_lock(seaweed: S3Server) -> None:
    """Under a governance lock, and with versions behind a delete marker, nothing is left of the
    object, and another whose name begins alike keeps all of its versions.
    """
    bucket = seaweed.new_bucket(object_lock=True)
    store = seaweed.store(f"s3://{bucket}/p", object_lock_days=30)
    for key in ("a", "ab"):
        store.create(key, b"first")
        seaweed.client.put_object(Bucket=bucket, Key=f"p/{key}", Body=b"by others")
    seaweed.client.delete_object(Bucket=bucket, Key="p/a")
    store.remove("a")
    left = seaweed.client.list_object_versions(Bucket=bucket)
    assert [found["Key"] for found in left.get("Versions", [])] == ["p/ab", "p/ab"]
    assert not left.get("DeleteMarkers")


def test_a_reader_may_not_remove(seaweed: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials without the right are refused, and told which rights a removal needs."""
    url = seaweed.url()
    seaweed.store(url).create("a", b"x")
    for name, value in credentials(*seaweed.reader).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreDenied) as caught:
        seaweed.store(url).remove("a")
    assert "s3:BypassGovernanceRetention" in str(caught.value.hint)


def test_retention_counts_from_the_clock(seaweed: S3Server, faulty: FaultyProxy) -> None:
    """The end of the retention is the given clock's now and the days, and nothing of this machine's
    time.
    """
    store = seaweed.store(endpoint_url=faulty.url, object_lock_days=7, clock=lambda: NOW)
    with pytest.raises(StoreError) as caught:  # the shared bucket has no object lock
        store.create("a", b"x")
    assert "object lock" in f"{caught.value.hint} {caught.value}".lower()
    assert faulty.seen[0].headers["x-amz-object-lock-retain-until-date"] == "2026-11-28T10:24:39Z"


@pytest.mark.parametrize(
    ("settings", "algorithm", "key"),
    [
        ({"encryption": "AES256"}, "AES256", None),
        ({"encryption": "aws:kms"}, "aws:kms", None),
        ({"encryption": "aws:kms", "kms_key_id": "alias/news"}, "aws:kms", "alias/news"),
        ({"kms_key_id": "alias/news"}, "aws:kms", "alias/news"),
        ({}, None, None),
    ],
)
def test_encryption(
    seaweed: S3Server,
    faulty: FaultyProxy,
    settings: dict[str, str],
    algorithm: str | None,
    key: str | None,
) -> None:
    """Server-side encryption is asked for with each PUT, as the settings say."""
    store = seaweed.store(endpoint_url=faulty.url, **settings)
    try:
        assert store.create("a", b"x")
        assert store.read("a") == b"x"
    except StoreError:  # the test server keeps no KMS keys
        assert algorithm == "aws:kms"
    headers = faulty.seen[0].headers
    assert headers.get("x-amz-server-side-encryption") == algorithm
    assert headers.get("x-amz-server-side-encryption-aws-kms-key-id") == key


def test_virtual_addressing(
    seaweed: S3Server, faulty: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ``virtual`` the bucket is part of the host's name, with ``path`` of the path.

    The server understands both.
    """
    monkeypatch.setenv("HTTP_PROXY", faulty.url)  # which needs no name service to reach a host
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    url = seaweed.url()
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    for addressing in ("virtual", "path"):
        store = seaweed.store(url, endpoint_url=f"http://{DOMAIN}", addressing=addressing)
        assert store.create(addressing, b"x")
        assert store.read(addressing) == b"x"
    assert list(seaweed.store(url).list()) == ["path", "virtual"]
    hosts = {
        seen.path.rpartition("/")[2]: (seen.headers["host"], seen.path) for seen in faulty.seen
    }
    assert hosts["virtual"] == (f"{bucket}.{DOMAIN}", f"http://{bucket}.{DOMAIN}/{prefix}/virtual")
    assert hosts["path"] == (DOMAIN, f"http://{DOMAIN}/{bucket}/{prefix}/path")


class TestCredentials:
    """They come through boto3's own chain, and what is wrong with them is said."""

    @pytest.fixture
    def files(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        s3_environ: None,  # noqa: ARG002
        seaweed: S3Server,
    ) -> None:  # comes first
        """No keys in the environment, but profiles in files: ``full``, ``reader`` and ``wrong``."""
        keys = {
            "full": (seaweed.access_key, seaweed.secret_key),
            "reader": seaweed.reader,
            "wrong": (seaweed.access_key, "wrong"),
        }
        text = "".join(
            f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
            for name, (key, secret) in keys.items()
        )
        (tmp_path / "credentials").write_text(text)
        (tmp_path / "config").write_text("[profile full]\nregion = eu-west-1\n")
        for name in credentials("", ""):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    @pytest.mark.usefixtures("files")
    def test_a_profile(self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """The profile that AWS_PROFILE names is used, with its region."""
        monkeypatch.setenv("AWS_PROFILE", "full")
        store = seaweed.store()
        assert store.create("a", b"x")
        assert store.client.meta.region_name == "eu-west-1"

    @pytest.mark.usefixtures("files")
    def test_a_region_in_the_settings_goes_first(
        self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """``store.region`` overrides the profile's region."""
        monkeypatch.setenv("AWS_PROFILE", "full")
        assert seaweed.store(region="eu-central-1").client.meta.region_name == "eu-central-1"

    @pytest.mark.usefixtures("files")
    def test_a_reader_may_read(self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """Credentials that lack the right to write are denied that, and read all the same.

        An auditor needs no more.
        """
        url = seaweed.url()
        monkeypatch.setenv("AWS_PROFILE", "full")
        seaweed.store(url).create("a", b"x")
        monkeypatch.setenv("AWS_PROFILE", "reader")
        store = seaweed.store(url)
        assert (store.read("a"), store.size("a"), list(store.list())) == (b"x", 1, ["a"])
        with pytest.raises(StoreDenied, match="AccessDenied") as caught:
            store.create("b", b"x")
        assert "s3:PutObject" in str(caught.value.hint)

    @pytest.mark.usefixtures("files")
    @pytest.mark.parametrize("verb", VERBS)
    def test_a_wrong_secret(
        self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch, verb: str
    ) -> None:
        """A secret that does not fit its key is ``StoreDenied``, and is not shown."""
        monkeypatch.setenv("AWS_PROFILE", "wrong")
        with pytest.raises(StoreDenied) as caught:
            verbs(seaweed.store())[verb]()
        assert isinstance(caught.value.__cause__, ClientError)
        assert caught.value.hint
        assert "wrong" not in f"{caught.value} {caught.value.hint}"

    @pytest.mark.parametrize("verb", VERBS)
    def test_an_unknown_key(
        self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch, verb: str
    ) -> None:
        """An access key that the server does not know is ``StoreDenied``."""
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "NOBODY")
        with pytest.raises(StoreDenied):
            verbs(seaweed.store())[verb]()

    @pytest.mark.usefixtures("files")
    @pytest.mark.parametrize("verb", VERBS)
    def test_none_at_all(self, seaweed: S3Server, verb: str) -> None:
        """Without any credentials every verb says how to give some."""
        with pytest.raises(StoreDenied, match="credentials") as caught:
            verbs(seaweed.store())[verb]()
        assert "AWS_ACCESS_KEY_ID" in str(caught.value.hint)

    @pytest.mark.usefixtures("files")
    def test_an_unknown_profile(self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A profile that no file has is ``StoreDenied`` when the store is opened, by its name."""
        monkeypatch.setenv("AWS_PROFILE", "nosuch")
        with pytest.raises(StoreDenied, match="nosuch"):
            seaweed.store()

    def test_half_of_them(self, seaweed: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A key without its secret is ``StoreDenied``."""
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        with pytest.raises(StoreDenied, match=r"(?i)secret"):
            seaweed.store()


@pytest.mark.parametrize("verb", VERBS)
def test_a_missing_bucket(seaweed: S3Server, verb: str) -> None:
    """Every verb tells a missing bucket from a missing object."""
    with pytest.raises(StoreMissing, match="s3://no-such-bucket") as caught:
        verbs(seaweed.store("s3://no-such-bucket"))[verb]()
    assert caught.value.hint
    assert isinstance(caught.value.__cause__, ClientError)


@pytest.mark.parametrize("verb", VERBS)
def test_a_server_that_is_down(seaweed: S3Server, verb: str) -> None:
    """Where nothing listens, every verb is ``StoreUnavailable`` and names the address."""
    (port,) = free_ports(1)
    with pytest.raises(StoreUnavailable, match=str(port)) as caught:
        verbs(seaweed.store(endpoint_url=f"http://{HOST}:{port}", attempts=1))[verb]()
    assert "endpoint_url" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://ab", "three or more"),
        ("s3://", "three or more"),
        ("s3://key:secret@bucket/x", "credentials do not belong"),
        ("s3:bucket", "s3://bucket/prefix"),
        ("s3://bucket/../x", "prefix"),
        ("s3://bucket//x", "prefix"),
    ],
)
def test_urls_that_are_no_sense(url: str, said: str) -> None:
    """A URL that can be no bucket and prefix is an error of the configuration, before anything is
    sent.
    """
    with pytest.raises(ConfigError, match=said):
        S3Store(url)


@pytest.mark.parametrize(
    "endpoint",
    ["localhost:9000", "ftp://s3.test", "http://", "https://key:secret@s3.test", "s3.test"],
)
def test_endpoints_that_are_no_sense(endpoint: str) -> None:
    """An endpoint is an http or https URL of a host, without credentials in it."""
    with pytest.raises(ConfigError, match="endpoint_url") as caught:
        S3Store("s3://bucket", endpoint_url=endpoint)
    assert "secret" not in str(caught.value)


def test_facts_of_a_bucket(seaweed: S3Server) -> None:
    """``doctor`` learns whether a bucket keeps overwritten objects and can lock them, and whether
    it is there at all.
    """
    locked, plain = seaweed.new_bucket(object_lock=True), seaweed.new_bucket()
    assert bucket_facts(seaweed.store(f"s3://{locked}")) == BucketFacts(
        versioning=True, object_lock=True
    )
    assert bucket_facts(seaweed.store(f"s3://{plain}")) == BucketFacts(
        versioning=False, object_lock=False
    )
    with pytest.raises(StoreMissing):
        bucket_facts(seaweed.store("s3://no-such-bucket"))


def test_the_probe_refuses_a_weak_server(rclone: S3Server) -> None:
    """A server that ignores ``If-None-Match`` is refused with the name of the setting that allows
    it, and its object is unharmed.
    """
    store = rclone.store()
    assert store.create("palimpsest.json", b"{}\n")
    with pytest.raises(StoreTooWeak, match="If-None-Match") as caught:
        refuse_weak(store, "palimpsest.json", b"{}\n")
    assert "store.single_writer: true" in str(caught.value.hint)
    assert store.read("palimpsest.json") == b"{}\n"


def test_the_weak_server_is_weak(rclone: S3Server) -> None:
    """What the probe is for: on such a server several racing writers of one key all win."""
    (winners,) = race_in_threads(rclone.store(), ["race"], range(8)).values()
    assert len(winners) > 1
    assert all(bytes_of(writer) for writer in winners)
