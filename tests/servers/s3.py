"""What a test needs to know of an S3 server, however it was started."""

import itertools
import os
import threading
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import JSONFileLoader

from crawler.store.s3 import S3Store

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_described = cache(JSONFileLoader().load_file)
# for all clients
JSONFileLoader.load_file = lambda _, file_path: _described(file_path)  # type: ignore[method-assign,assignment]
"""botocore reads its description of S3 anew for each client, which is most of what a client costs.
The tests make hundreds of them.
"""


@dataclass(frozen=True)
class S3Server:
    """An S3 server on loopback.

    ``access_key`` may do everything; ``reader`` may only read and list.
    """

    endpoint_url: str
    access_key: str
    secret_key: str
    reader: tuple[str, str] = ("", "")
    names: "itertools.count[int]" = field(default_factory=itertools.count, repr=False)
    shared: list[str] = field(default_factory=list, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a process that may do everything here, and that sees nothing of this
        machine's own AWS set-up.
        """
        return credentials(self.access_key, self.secret_key)

    @cached_property
    def client(self) -> "S3Client":
        """A client that goes behind the store's back."""
        config = Config(
            s3={"addressing_style": "path"}, retries={"total_max_attempts": 3, "mode": "standard"}
        )
        session = boto3.session.Session(self.access_key, self.secret_key, region_name="us-east-1")
        return session.client("s3", endpoint_url=self.endpoint_url, config=config)

    def answers(self) -> bool:
        """Return whether it takes objects. A port may open before there is room for any."""
        bucket = f"ready-{os.getpid()}"
        try:
            if bucket not in [each["Name"] for each in self.client.list_buckets()["Buckets"]]:
                self.client.create_bucket(Bucket=bucket)
            self.client.put_object(Bucket=bucket, Key="ready", Body=b"ready")
        except (BotoCoreError, ClientError):
            return False
        return True

    def new_bucket(self, *, object_lock: bool = False) -> str:
        """Return the name of a fresh, empty bucket."""
        name = f"test-{os.getpid()}-{next(self.names)}"
        self.client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=object_lock)
        return name

    def url(self) -> str:
        """Return ``s3://`` URL of a fresh prefix in one bucket that all tests share.

        A bucket of its own costs half a second more.
        """
        with self.lock:
            if not self.shared:
                self.shared.append(self.new_bucket())
        return f"s3://{self.shared[0]}/t{next(self.names)}"

    def store(self, url: str | None = None, **settings: Any) -> S3Store:
        """Return a store under a fresh prefix, or at ``url``.

        Its credentials come from the environment: use the fixture ``s3_environ``.
        """
        return S3Store(
            url or self.url(),
            **{"endpoint_url": self.endpoint_url, "addressing": "path", **settings},
        )


def credentials(access_key: str, secret_key: str) -> dict[str, str]:
    """Return ``AWS_*`` variables with these keys and nothing from this machine's files or metadata
    service.
    """
    return {
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": secret_key,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
