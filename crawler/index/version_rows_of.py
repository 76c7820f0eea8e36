"""The rows that a version record makes in the tables of versions and kinds."""

from collections.abc import Iterable
from typing import Any

from crawler.codec import encode
from crawler.index.packed_types import compressed
from crawler.model import Version

StoredVersion = tuple[str, Version, str]
"""Key, record, and the SHA-256 of the stored bytes."""


def version_row(record: Version, sha256: str, data: bytes | None = None) -> dict[str, Any]:
    """Return the row of ``versions`` for a record.

    ``data``: its stored bytes, where they are at hand.
    """
    return {
        "article": record.article,
        "version": record.version,
        "host": record.article.partition("/")[0],
        "sha256": sha256,
        "url": record.url,
        "state": record.state.value,
        "captured_at": record.captured_at,
        "confirmed_at": record.confirmed_at,
        "fingerprint": record.fingerprint,
        "title": record.extraction.title if record.extraction else None,
        "silence": record.change.silence.value if record.change.silence else None,
        "record": compressed(data or encode(record)),
    }


def kind_rows(record: Version) -> Iterable[dict[str, Any]]:
    """Return the rows of ``kinds`` for a record."""
    return (
        {
            "article": record.article,
            "version": record.version,
            "kind": kind,
            "confirmed_at": record.confirmed_at,
        }
        for kind in dict.fromkeys(record.change.kinds)
    )
