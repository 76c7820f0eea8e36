"""One Version record by itself: it must say what its key says, and its own hashes must fit.

``article_removals`` examines what stands for one that was taken out.
"""

from dataclasses import dataclass

from crawler.codec import canonical_members, decode, sha256
from crawler.errors import BadRecord
from crawler.identity import VersionKey
from crawler.model import ObjectRef, Version
from crawler.record_checks import flaws
from crawler.verify.findings import Problem, VerifyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLink:
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


def examine_version(key: str, named: VersionKey, data: bytes, result: VerifyResult) -> RecordLink:
    """Return the link that this record is; findings go to ``result``."""
    unsound = RecordLink(key=key, sha256=sha256(data))
    try:
        canonical_members(data)
        record = decode(Version, data)
    except BadRecord as error:
        result.add(key, Problem.DAMAGED, error.message)
        return unsound
    if (record.article, record.version) != named:
        result.add(key, Problem.REORDERED, f"it is version {record.version} of {record.article}")
        return unsound
    for flaw in flaws(record):
        result.add(key, Problem.DAMAGED, flaw)
    return RecordLink(
        key=key,
        sha256=unsound.sha256,
        previous=record.previous,
        capture=record.capture,
        run=record.run,
        follows=record.predecessor,
        gaps=record.gaps,
    )


def is_redaction(key: str) -> bool:
    """Return whether an object lies where removals do, under whatever name."""
    return "redactions" in key.split("/")[:-1]


def refuse_redaction(key: str, result: VerifyResult) -> None:
    """Name a removal that no check part vouches for as damage.

    Whoever put it there may have removed a record and its captures without an order.
    """
    result.add(
        key,
        Problem.UNTRUSTED,
        "no check part vouches for this removal, or with --trusted-key none that a checkpoint "
        "covers; it stands for nothing (if `palimpsest redact` "
        "was interrupted, give the same command again)",
    )
