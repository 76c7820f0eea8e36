"""Removing every version of one object in a bucket, also under a governance lock.

A plain DELETE in a bucket with versioning hides the object and keeps its bytes.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from crawler.errors import StoreDenied
from crawler.store.s3_errors import code_of

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_LOCKED = frozenset({"AccessDenied", "403", "InvalidRequest", "ObjectLocked"})
_RIGHTS = (
    "To remove, the credentials need s3:ListBucketVersions, s3:DeleteObject, "
    "s3:DeleteObjectVersion and, under object lock, s3:BypassGovernanceRetention. "
    "A lock of mode COMPLIANCE or a legal hold lets nobody remove the object before its time."
)
_NO_VERSIONS = frozenset({"NotImplemented", "501", "MethodNotAllowed"})


def remove_versions(client: "S3Client", bucket: str, name: str) -> None:
    """Remove all versions and delete markers of exactly this name.

    Raises ``StoreDenied`` with the rights that are needed, else the vendor's errors.
    """
    for version in list(_versions(client, bucket, name)):
        try:
            _remove(client, bucket, name, version)
        except ClientError as error:
            if code_of(error) not in _LOCKED:
                raise
            raise StoreDenied(
                f"s3://{bucket}/{name} could not be removed: {error}", hint=_RIGHTS
            ) from error


def _remove(client: "S3Client", bucket: str, name: str, version: str | None) -> None:
    """Remove one version. A lock is overridden only where it is in the way.

    Servers refuse the override in buckets that have no lock.
    """
    if version is None:
        client.delete_object(Bucket=bucket, Key=name)
        return
    try:
        client.delete_object(Bucket=bucket, Key=name, VersionId=version)
    except ClientError as error:
        if code_of(error) not in _LOCKED:
            raise
        client.delete_object(
            Bucket=bucket, Key=name, VersionId=version, BypassGovernanceRetention=True
        )


def _versions(client: "S3Client", bucket: str, name: str) -> Iterator[str | None]:
    """Yield the ids of all versions and markers. None: the server knows no versions."""
    try:
        pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=name)
        for page in pages:
            for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if found["Key"] == name:
                    yield found["VersionId"]
    except ClientError as error:
        if code_of(error) not in _NO_VERSIONS:
            raise
        yield None
