"""From configuration to a store."""

from collections.abc import Callable
from datetime import datetime

from crawler.config import StoreConfig
from crawler.store.base import RemovingStore
from crawler.store.files import FileStore


def open_store(
    config: StoreConfig, *, clock: Callable[[], datetime] | None = None
) -> RemovingStore:
    """Return the store that ``store.url`` names.

    Nothing is asked of it yet.

    ``clock`` tells from when ``object_lock_days`` count; it defaults to the machine's. Raises
    ``ConfigError`` where the settings are no sense, and ``StoreDenied`` where boto3's own set-up is
    wrong, as with a profile that no file has.
    """
    if config.folder is not None:
        return FileStore(config.folder)
    from crawler.store.s3 import S3Store  # boto3 takes longer to import than most commands to run

    return S3Store(
        config.url,
        endpoint_url=config.endpoint_url,
        region=config.region,
        addressing=config.addressing,
        object_lock_days=config.object_lock_days,
        encryption=config.encryption,
        kms_key_id=config.kms_key_id,
        clock=clock,
    )
