"""The archive's header.

``palimpsest.json``, and the id by which a store and an index know that they belong together.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from crawler import identity
from crawler.codec import decode, decode_sealed, sha256
from crawler.errors import BadRecord, FutureFormat, ObjectMissing
from crawler.model import FORMAT
from crawler.store.base import ObjectStore

ARCHIVE_HEADER_KEY = identity.ARCHIVE_HEADER_KEY
ID_KEY = identity.ARCHIVE_ID
_ID = re.compile(r"[0-9a-f]{32}")


def new_archive_id() -> str:
    """Return a name that no other archive has: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def _require_id(archive: str | None) -> None:
    if archive is not None and not _ID.fullmatch(archive):
        raise ValueError("an archive id has 32 hexadecimal digits")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveHeader:
    """What ``palimpsest.json`` holds.

    The archive's id and format, the number of the identity rules, and when it was made.
    """

    born: datetime
    format: int = FORMAT
    identity_rules: int = identity.RULES
    archive: str | None = None
    """The archive's id. None in archives of early releases, which ``archives/id.json`` names."""

    def __post_init__(self) -> None:
        _require_id(self.archive)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenId:
    """What ``archives/id.json`` holds.

    The id of an archive whose ``palimpsest.json`` names none. Written once.
    """

    archive: str
    given: datetime
    format: int = FORMAT

    def __post_init__(self) -> None:
        _require_id(self.archive)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveIdentity:
    """Which archive a store holds.

    Two are the same if their ids are, or, where one has none yet, their ``palimpsest.json`` is.
    """

    id: str | None
    header: str
    """SHA-256 of the bytes of ``palimpsest.json``."""

    @property
    def name(self) -> str:
        """Return what an index notes: the id, or the header's hash where there is no id."""
        return self.id or self.header

    def fits(self, name: str | None) -> bool:
        """Return whether a noted name is this archive's."""
        return name is not None and name in {self.id, self.header}


def identify(store: ObjectStore) -> ArchiveIdentity | None:
    """Return which archive the store holds, or None where it holds none.

    Where header or id are damaged, there is no id.

    Raises ``FutureFormat``.
    """
    try:
        data = store.read(ARCHIVE_HEADER_KEY)
    except ObjectMissing:
        return None
    try:
        stated = _parsed(store, data).archive
    except BadRecord:
        return ArchiveIdentity(id=None, header=sha256(data))
    return ArchiveIdentity(id=stated or _given(store), header=sha256(data))


def _given(store: ObjectStore) -> str | None:
    try:
        return decode_sealed(GivenId, store.read(ID_KEY), what=ID_KEY).archive
    except (ObjectMissing, BadRecord):
        return None


def read_header(store: ObjectStore) -> ArchiveHeader | None:
    """Return the header, or None where there is none. Raises ``FutureFormat`` and ``BadRecord``."""
    try:
        data = store.read(ARCHIVE_HEADER_KEY)
    except ObjectMissing:
        return None
    return _parsed(store, data)


def _parsed(store: ObjectStore, data: bytes) -> ArchiveHeader:
    header = decode(ArchiveHeader, data, what=ARCHIVE_HEADER_KEY)
    for name, theirs, ours in (
        ("format", header.format, FORMAT),
        ("identity rules", header.identity_rules, identity.RULES),
    ):
        if theirs > ours:
            raise FutureFormat(
                f"{store.url} is an archive of {name} {theirs}; this release knows {ours}",
                hint="Upgrade Palimpsest: `pip install --upgrade palimpsest-archive`.",
            )
    return header
