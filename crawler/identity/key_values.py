"""What object keys say, as values."""

from datetime import datetime
from typing import NamedTuple


class ArchiveHeaderKey(NamedTuple):
    """``palimpsest.json``."""


class ArchiveIdKey(NamedTuple):
    """``archives/id.json``."""


class ProbeKey(NamedTuple):
    """The object that a server is tried with."""


class CaptureKey(NamedTuple):
    """A capture of ``article``, whose file has this SHA-256.

    ``fetched_at`` is in UTC, in whole seconds.
    """

    article: str
    fetched_at: datetime
    sha256: str


class VersionKey(NamedTuple):
    """Version ``version`` of ``article``."""

    article: str
    version: int


class DerivationKey(NamedTuple):
    """A later extraction of a version's capture.

    ``extractor`` is the digest of the extractor's identity, 32 hex digits.
    """

    article: str
    version: int
    extractor: str


class RedactionKey(NamedTuple):
    """Removal ``number`` of ``article``, counted from 1: what was taken out, and on whose order."""

    article: str
    number: int


class RemainderKey(NamedTuple):
    """What is left of the record of a version whose quotations were removed.

    ``sha256`` is that of its bytes.
    """

    article: str
    version: int
    sha256: str


class AliasKey(NamedTuple):
    """The alias of the URL whose ``article_of`` is ``url_id``.

    ``number`` counts the decisions on that URL from 1; the highest holds.
    """

    url_id: str
    number: int = 1


class ProfileKey(NamedTuple):
    """A profile of the site at ``host``, named by a digest of its content."""

    host: str
    digest: str


class CheckKey(NamedTuple):
    """Part ``part`` of a run's check lines, counted from 1."""

    run: str
    part: int


class CheckpointKey(NamedTuple):
    """Checkpoint ``number`` of the archive, counted from 1."""

    number: int


class NoteKey(NamedTuple):
    """The signed note of checkpoint ``number``, as an entry of the archive's log."""

    number: int


class AlertKey(NamedTuple):
    """Cursor ``number`` of the alert called ``name``, counted from 1."""

    name: str
    number: int


Key = (
    ArchiveHeaderKey
    | ArchiveIdKey
    | ProbeKey
    | CaptureKey
    | VersionKey
    | DerivationKey
    | RedactionKey
    | RemainderKey
    | AliasKey
    | ProfileKey
    | CheckKey
    | CheckpointKey
    | NoteKey
    | AlertKey
)
