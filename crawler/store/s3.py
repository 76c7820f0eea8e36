"""Objects in a bucket of any S3-compatible service that honours ``If-None-Match`` on PutObject.

Credentials come through boto3's own chain (``AWS_*`` variables, profiles, roles) and from nowhere
else.
"""

import base64
import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from crawler.errors import ObjectMissing, StoreBroken, StoreError, StoreUnavailable
from crawler.store.base import check_key
from crawler.store.listing import check_range, only_keys
from crawler.store.s3_errors import (
    CONFLICTS,
    CUT,
    LOST,
    NO_OBJECT,
    PROXY,
    TAKEN,
    code_of,
    translated,
)
from crawler.store.s3_first_answer import FirstAnswer
from crawler.store.s3_listing import BucketListing
from crawler.store.s3_removal import remove_versions
from crawler.store.s3_url import parse_endpoint, parse_url

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

ATTEMPTS = 5
CONNECT_TIMEOUT = 10.0
"""Seconds. A server that does not even accept is down."""
READ_TIMEOUT = 60.0
"""Seconds without a byte."""
_CONNECTIONS = 64
_CONFLICT_ATTEMPTS = 8


class S3Store:
    """An ``ObjectStore`` in a bucket, below a prefix if the URL has one.

    Safe to share between threads, not between processes.
    """

    at_once = 16
    """A distant server answers each request only after some 20 ms."""
    is_server = True

    def __init__(
        self,
        url: str,
        *,
        endpoint_url: str | None = None,
        region: str | None = None,
        addressing: Literal["auto", "path", "virtual"] = "auto",
        object_lock_days: int | None = None,
        encryption: str | None = None,
        kms_key_id: str | None = None,
        clock: Callable[[], datetime] | None = None,
        attempts: int = ATTEMPTS,
    ) -> None:
        self.bucket, prefix = parse_url(url)
        self._lead = f"{prefix}/" if prefix else ""
        self._attempts = attempts
        self._clock = clock or _now
        self._lock_days = object_lock_days
        self._encryption = _encryption(encryption, kms_key_id)
        config = Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            max_pool_connections=_CONNECTIONS,
            tcp_keepalive=True,
            retries={"mode": "standard", "total_max_attempts": attempts},
            s3={"addressing_style": addressing},
        )
        with translated(self.url):
            session = (
                boto3.session.Session()
            )  # of our own: boto3's default session is not safe to make in threads
            self.client: S3Client = session.client(
                "s3", endpoint_url=parse_endpoint(endpoint_url), region_name=region, config=config
            )
        self._listing = BucketListing(
            self.client.list_objects_v2, self.bucket, self._lead, self.url
        )
        FirstAnswer(self.client.meta.events, f"{self.url} at {self.client.meta.endpoint_url}")
        # the stubs forget the answer
        self.client.meta.events.register("needs-retry.s3.PutObject", _after_conflict)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """``s3://bucket/prefix``."""
        return f"s3://{self.bucket}/{self._lead}".rstrip("/")

    def create(self, key: str, data: bytes) -> bool:
        """See ``ObjectStore.create``.

        The server checks the bytes against their SHA-256 before it accepts them.
        """
        check_key(key)
        try:
            return self._put(key, data)
        except StoreUnavailable as error:
            if isinstance(error.__cause__, LOST) and self._holds(key):
                # the object exists, but all responses were lost: the caller reads it to see whose
                # write won
                return False
            raise

    def read(self, key: str) -> bytes:
        """See ``ObjectStore.read``.

        Checked against the length and the checksum, where the server gives one.
        """
        name = self._lead + check_key(key)
        with self._reading(key):
            for _ in range(self._attempts - 1):
                try:
                    return self._read_once(name, key)
                except CUT:  # botocore retries requests, but not a body that breaks off
                    continue
            return self._read_once(name, key)

    def size(self, key: str) -> int:
        """See ``ObjectStore.size``."""
        name = self._lead + check_key(key)
        with self._reading(key):
            answer = self.client.head_object(Bucket=self.bucket, Key=name)
        _require_etag(answer, self.url, key)
        return answer["ContentLength"]

    def remove(self, key: str) -> None:
        """See ``RemovingStore.remove``."""
        name = self._lead + check_key(key)
        with translated(f"{self.url}/{key}"):
            remove_versions(self.client, self.bucket, name)
        if self._holds(key):
            raise StoreBroken(f"{self.url}/{key} is still there after it was removed")

    def list(self, prefix: str = "", *, start_after: str = "") -> Iterator[str]:
        """See ``ObjectStore.list``.

        One request for each thousand keys, made as the listing is read.
        """
        check_range(prefix, start_after)
        return only_keys(self._listing.names(prefix, start_after), self.url)

    def _protection(self) -> dict[str, Any]:
        """Return what the settings add to every PUT: encryption, and retention from now on.

        The mode is GOVERNANCE: nobody can delete or replace the version by accident or with the
        crawler's rights, but a person who holds ``s3:BypassGovernanceRetention`` can still obey a
        court. COMPLIANCE would let nobody, not even the account's owner.
        """
        if self._lock_days is None:
            return self._encryption
        until = self._clock() + timedelta(days=self._lock_days)
        return {
            **self._encryption,
            "ObjectLockMode": "GOVERNANCE",
            "ObjectLockRetainUntilDate": until,
        }

    def _put(self, key: str, data: bytes) -> bool:
        checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
        with translated(f"{self.url}/{key}"):
            try:
                answer = self.client.put_object(
                    Bucket=self.bucket,
                    Key=self._lead + key,
                    Body=data,
                    IfNoneMatch="*",
                    ChecksumAlgorithm="SHA256",  # moto wants it said where it retains the object
                    ChecksumSHA256=checksum,
                    **self._protection(),
                )
            except ClientError as error:
                if code_of(error) in TAKEN:
                    return False
                raise
        _require_etag(answer, self.url, key)
        return True

    def _holds(self, key: str) -> bool:
        try:
            self.size(key)
        except StoreError:
            return False
        return True

    def _read_once(self, name: str, key: str) -> bytes:
        answer: GetObjectOutputTypeDef = self.client.get_object(
            Bucket=self.bucket, Key=name, ChecksumMode="ENABLED"
        )
        _require_etag(answer, self.url, key)
        with closing(
            answer["Body"]
        ) as body:  # the body's own ``with`` gives the raw stream, which checks nothing
            return body.read()

    @contextmanager
    def _reading(self, key: str) -> Iterator[None]:
        """Tell a missing object from a missing bucket.

        The answer to HEAD has no body that would.
        """
        with translated(f"{self.url}/{key}"):
            try:
                yield
            except ClientError as error:
                if code_of(error) not in NO_OBJECT:
                    raise
                if code_of(error) != "NoSuchKey":
                    self._require_bucket()
                raise ObjectMissing(f"{self.url} has no object {key}") from error

    def _require_bucket(self) -> None:
        """Raise the vendor's 404 when the bucket is missing.

        Who may not look at the bucket is not told.
        """
        try:
            self.client.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            if code_of(error) in NO_OBJECT:
                raise


def _require_etag(answer: Mapping[str, Any], url: str, key: str) -> None:
    """Raise an error without an ETag: every S3 answer about an object has one.

    An error page of something in between, sent as a 200, has none. Nor have objects of a JuiceFS
    gateway that keeps none.
    """
    if not answer.get("ETag"):
        raise StoreBroken(
            f"{url}/{key}: the server said 200, but gave no ETag, which every S3 answer about an "
            "object has",
            hint=f"{PROXY} A JuiceFS gateway gives ETags when it is started with --keep-etag.",
        )


def _after_conflict(
    attempts: int, response: tuple[object, Mapping[str, Any]] | None = None, **_: object
) -> float | None:
    """Return seconds to wait before the next attempt when two writers of one key collided.

    None in any other case. S3's own advice is to try again.
    """
    code = response[1].get("Error", {}).get("Code") if response else None
    if code not in CONFLICTS or attempts >= _CONFLICT_ATTEMPTS:
        return None
    return random.uniform(0, 0.05 * 2**attempts)  # noqa: S311  # spreads writers, guards nothing


def _encryption(algorithm: str | None, kms_key_id: str | None) -> dict[str, str]:
    if kms_key_id:
        return {"ServerSideEncryption": algorithm or "aws:kms", "SSEKMSKeyId": kms_key_id}
    return {"ServerSideEncryption": algorithm} if algorithm else {}


def _now() -> datetime:
    return datetime.now(UTC)
