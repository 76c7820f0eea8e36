"""Taking quotations out of records that stay when a version that they quote is redacted."""

from collections.abc import Sequence
from dataclasses import replace

from crawler import identity
from crawler.archive import Archive
from crawler.attest import Read
from crawler.codec import sha256
from crawler.errors import BadRecord, ObjectMissing, StoreBroken
from crawler.index import Index
from crawler.record_checks import read_version
from crawler.removal import (
    Removal,
    RemovedRecord,
    ShortenedRecord,
    quoted_by,
    read_remainder,
    remainder_of,
    without_quotations,
)


class Shortener:
    """Makes remainders in one archive, and says whether they are there."""

    def __init__(self, archive: Archive, index: Index) -> None:
        self._archive, self._index = archive, index

    def without_quotations(self, read: Read) -> RemovedRecord | None:
        """Return a record without its quotations; None where it is stored so, or has none."""
        key = identity.version_key(read.article, read.number)
        try:
            data = self._archive.store.read(key)
        except ObjectMissing:
            return None
        if read.record is None or sha256(data) != read.sha256:
            return None
        change = read_version(key, data).change
        rest = without_quotations(change)
        return (
            None
            if change == rest
            else RemovedRecord(sha256=sha256(data), record=replace(read.record, change=rest))
        )

    def store(self, one: RemovedRecord) -> ShortenedRecord:
        """Store what stays of a record that is to go."""
        key, data = remainder_of(one.record)
        if not self._archive.put(key, data):
            raise StoreBroken(
                f"{key} holds other bytes than its name says", hint="Run `palimpsest verify`."
            )
        return ShortenedRecord(version=one.record.version, sha256=one.sha256, remainder=key)

    def require(self, removal: Removal) -> None:
        """Raise ``StoreBroken`` unless all that is to stand for records can be read."""
        redacted = self._index.redacted_of([removal.article])[removal.article]
        for one in removal.shortened:
            if one.version not in redacted:  # those went with it
                try:
                    read_remainder(removal.article, one, self._archive.store.read(one.remainder))
                except (BadRecord, ObjectMissing) as error:
                    raise StoreBroken(f"{error.message}: nothing was removed") from error


def those_that_quote(reads: Sequence[Read], gone: set[int]) -> list[Read]:
    """Return those that stay and may quote one that goes, or went before.

    With damaged ones that say so, or of which nothing can be made.
    """
    known = {read.number: place for read in reads if (place := read.record or read.suspect)}
    return [
        read
        for read in reads
        if read.number not in gone
        and read.sha256 is not None
        and (read.number not in known or not gone.isdisjoint(quoted_by(known[read.number], known)))
    ]
