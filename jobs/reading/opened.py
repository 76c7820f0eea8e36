"""What every question is asked of: an archive that is open, for one call or one request."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from crawler.archive import Archive
from crawler.attest import CheckedReader, Damage
from crawler.codec import as_json
from crawler.config import Config
from crawler.index import Index

if TYPE_CHECKING:  # it brings what compares texts, which most questions do without
    from crawler.comparable_texts import CaptureReader


CaptureReaders = Callable[[Config, Archive], Any]
"""Makes what reads the captures of an archive again: ``crawler.capture_reader.ArchiveReader``.

Handed to whoever opens an archive, because few questions need one and it is slow to import.
"""


class OpenedArchive(Protocol):
    """An archive with its index, as one call of a command or one request of a page has it open.

    ``jobs.context.Context`` is one. A server may share the index and the archive between requests.
    The reader is each request's own, because it knows what that request found damaged.
    """

    @property
    def config(self) -> Config:
        """Return the configuration."""
        ...

    @property
    def archive(self) -> Archive:
        """Return the archive, for reading."""
        ...

    @property
    def index(self) -> Index:
        """Return the index, caught up with the store."""
        ...

    @property
    def reader(self) -> CheckedReader:
        """Return what reads versions and captures for showing. It is of this call alone."""
        ...

    @property
    def at(self) -> datetime:
        """Return when the question is asked. Whatever depends on the time goes by this one."""
        ...

    def open_captures(self) -> "CaptureReader":
        """Return what reads captures again. Few questions need it, and it is slow to import."""
        ...


def with_damage(document: dict[str, Any], damage: Sequence[Damage]) -> dict[str, Any]:
    """Return a JSON document that tells what was found damaged on the way to it, if anything."""
    return {**document, "damaged": [as_json(one) for one in damage]} if damage else document
