"""Whether a store keeps the one promise that everything hangs on.

A key that is taken stays as it is.
"""

from crawler.errors import StoreTooWeak
from crawler.store.base import ObjectStore


def refuse_weak(store: ObjectStore, key: str, data: bytes) -> None:
    """Create an existing object again with its own bytes, which harms nobody.

    Raise ``StoreTooWeak`` if the store says that it did.

    ``key`` must be there and hold ``data``. Some S3-compatible servers ignore ``If-None-Match``
    silently.
    """
    if store.create(key, data):
        message = (
            f"{store.url} writes over objects that exist (it ignores If-None-Match): two "
            "crawls at once could lose versions"
        )
        hint = (
            "Use another server; or, if never more than one crawl runs at a time, set "
            "`store.single_writer: true`."
        )
        raise StoreTooWeak(message, hint=hint)
