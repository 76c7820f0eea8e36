"""The one way to read what is shown.

A stored object, checked against itself, its neighbours and check lines as it is read.

What fails comes back as ``Damage`` and never as content. ``verify`` says more of it, and of the
archive as a whole.
"""

from crawler.attest.aliases import AliasStanding, standing_of
from crawler.attest.damage import Damage, DamagedRecord, Redaction, Withheld
from crawler.attest.read_result import Read
from crawler.attest.reader import CheckedReader, reader_threads
from crawler.attest.record_cache import CACHED_BYTES, RecordCache

__all__ = [
    "CACHED_BYTES",
    "AliasStanding",
    "CheckedReader",
    "Damage",
    "DamagedRecord",
    "Read",
    "RecordCache",
    "Redaction",
    "Withheld",
    "reader_threads",
    "standing_of",
]
