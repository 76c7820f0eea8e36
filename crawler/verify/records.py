"""One Version record by itself: it must say what its key says, and its own hashes must fit. Redactions stand for none."""

from dataclasses import dataclass

from crawler.codec import canonical_members, decode, sha256
from crawler.errors import BadRecord
from crawler.identity import VersionKey
from crawler.model import ObjectRef, Version
from crawler.records import flaws, predecessor
from crawler.verify.report import Problem, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One Version in its Article's chain."""

    key: str
    sha256: str
    previous: str | None = None
    capture: ObjectRef | None = None
    run: str | None = None
    follows: int | None = None
    """The number of the Version whose hash ``previous`` is."""
    gaps: tuple[tuple[int, int], ...] = ()
    """The ranges of numbers that the record says the archive did not hold."""

    def acknowledges(self, number: int) -> bool:
        """Return whether the record says that the archive did not hold this number."""
        return any(first <= number <= last for first, last in self.gaps)


def examine_version(key: str, named: VersionKey, data: bytes, tally: Tally) -> Link:
    """The link that this record is; findings go to ``tally``."""
    unsound = Link(key=key, sha256=sha256(data))
    try:
        canonical_members(data)
        record = decode(Version, data)
    except BadRecord as error:
        tally.add(key, Problem.DAMAGED, error.message)
        return unsound
    if (record.article, record.version) != named:
        tally.add(key, Problem.REORDERED, f"it is version {record.version} of {record.article}")
        return unsound
    for flaw in flaws(record):
        tally.add(key, Problem.DAMAGED, flaw)
    return Link(
        key=key,
        sha256=unsound.sha256,
        previous=record.previous,
        capture=record.capture,
        run=record.run,
        follows=predecessor(record),
        gaps=record.gaps,
    )


def is_redaction(key: str) -> bool:
    """Say whether an object lies where the format reserves a place for redactions, under whatever name."""
    return "redactions" in key.split("/")[:-1]


def refuse_redaction(key: str, tally: Tally) -> None:
    """Name a redaction as damage: nothing makes one yet, so whoever put it there removed a record and its captures without a key."""
    tally.add(key, Problem.UNTRUSTED, "no trusted key and no checkpoint vouches for this redaction; it stands for nothing")
