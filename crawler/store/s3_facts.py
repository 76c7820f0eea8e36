"""What a bucket is set to, for ``doctor``. None of it is needed to crawl."""

from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from crawler.store.s3 import S3Store
from crawler.store.s3_errors import code_of, translated

_NOT_TOLD = frozenset({"AccessDenied", "403", "NotImplemented", "MethodNotAllowed", "501", "405"})
_NO_LOCK = frozenset(
    {"ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration", "404"}
)


@dataclass(frozen=True, slots=True)
class BucketFacts:
    """Settings of a bucket; None where the server or the credentials' rights do not let us know."""

    versioning: bool | None
    """Whether overwritten or deleted objects are kept."""
    object_lock: bool | None
    """Whether objects can be given a retention, which ``object_lock_days`` needs."""


def bucket_facts(store: S3Store) -> BucketFacts:
    """Ask the server.

    Raises ``StoreMissing`` where there is no such bucket, and the ``StoreError`` family where it
    cannot be asked.
    """
    with translated(store.url):
        store.client.head_bucket(Bucket=store.bucket)
        return BucketFacts(
            versioning=_told(lambda: _versioning(store)),
            object_lock=_told(lambda: _object_lock(store)),
        )


def _versioning(store: S3Store) -> bool:
    return store.client.get_bucket_versioning(Bucket=store.bucket).get("Status") == "Enabled"


def _object_lock(store: S3Store) -> bool:
    try:
        answer = store.client.get_object_lock_configuration(Bucket=store.bucket)
    except ClientError as error:
        if code_of(error) in _NO_LOCK:
            return False
        raise
    return answer["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled"


def _told(ask: Callable[[], bool]) -> bool | None:
    try:
        return ask()
    except ClientError as error:
        if code_of(error) in _NOT_TOLD:
            return None
        raise
