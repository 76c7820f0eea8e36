"""An archive in a store: its header, its versions, its captures, its aliases.

Everything is written once under a name that cannot collide; "latest" is found by listing. So there
is no lock here and no pointer: two archives open on one store, in one process or in fifty, never
harm each other.
"""

from crawler.archive.archive import Archive, VersionTaken
from crawler.archive.open_archive import find_stranger, open_for_reading, open_for_writing
from crawler.archive.values import Alias, AliasReason, Derivation
from crawler.header import ARCHIVE_HEADER_KEY, ArchiveHeader

__all__ = [
    "ARCHIVE_HEADER_KEY",
    "Alias",
    "AliasReason",
    "Archive",
    "ArchiveHeader",
    "Derivation",
    "VersionTaken",
    "find_stranger",
    "open_for_reading",
    "open_for_writing",
]
