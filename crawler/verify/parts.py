"""Whether the check objects hang together.

Parts of a run are numbered, each names the one before, later runs name earlier ones.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from crawler.checks import Part, PartHeader, parse_part_of
from crawler.codec import format_compact_utc, sha256
from crawler.errors import BadRecord
from crawler.identity import ARCHIVE_HEADER_KEY, ARCHIVE_ID, CheckKey, check_key
from crawler.model import VERSIONED
from crawler.store.base import ObjectStore
from crawler.verify.attestations import Attestation, attestations_of
from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.object_reader import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFacts:
    """What is kept of one check object: enough to follow the chain."""

    key: str
    named: CheckKey
    result: VerifyResult
    sha256: str | None = None
    """None where the object could not be read."""
    header: PartHeader | None = None
    """None where the object is damaged or stands under a wrong key."""
    reported: bool = False
    stated: dict[str, Any] | None = None
    """The report's counts by outcome; None where there is no report, or none that counts."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """How often the part's lines of articles have each outcome: all of them, whichever Article is
    asked for.
    """
    ended: bool = False
    """Whether the report says that the run was not cut short."""
    cut: bool = False
    """Whether the report was written by another, because the run's process had died: lines may be
    lost.
    """
    statements: tuple[Attestation, ...] = field(default=(), repr=False)


def examine_part(
    store: ObjectStore, key: str, named: CheckKey, only: Collection[str] | None
) -> PartFacts:
    """Return the facts of one check object.

    ``only`` limits what is counted and taken from its lines to these Articles.
    """
    result = VerifyResult()
    data = fetch(store, key, result)
    if data is None:
        return PartFacts(key=key, named=named, result=result)
    try:
        part, others = parse_part_of(data, only)
        said = tuple(attestations_of(part.checks, only))
    except BadRecord as error:
        result.add(key, Problem.DAMAGED, error.message)
        return PartFacts(key=key, named=named, result=result, sha256=sha256(data))
    header: PartHeader | None = part.header
    if (part.header.run, part.header.part) != named:
        result.add(
            key, Problem.REORDERED, f"it holds part {part.header.part} of run {part.header.run}"
        )
        header = None
    _examine_lines(key, part, result)
    result.checks = sum(1 for check in part.checks if only is None or check.article in only)
    reported = header is not None and part.report is not None
    return PartFacts(
        key=key,
        named=named,
        result=result,
        sha256=sha256(data),
        header=header,
        reported=reported,
        ended=reported and not (part.report or {}).get("interrupted"),
        cut=bool(part.report and part.report.get("reason")),
        stated=part.report.get("counts") if part.report else None,
        outcomes=others
        + Counter(check.outcome.value for check in part.checks if check.kind == "article"),
        statements=said,
    )


def _examine_lines(key: str, part: Part, result: VerifyResult) -> None:
    """Name the lines that hold what no index can, and those that should name a version."""
    for one in part.unusable:
        result.add(
            key, Problem.UNUSABLE, f"line {one.line}: {one.why}; the rest of the line is used"
        )
    for check in part.checks:
        if (
            check.kind == "article"
            and check.outcome in VERSIONED
            and (check.article is None or check.version is None or check.record_sha256 is None)
        ):
            result.add(
                key,
                Problem.DAMAGED,
                f"its line of {check.url} says {check.outcome}, and not which version that made",
            )


class Header(NamedTuple):
    """What is known of the archive from its header."""

    archive: str | None
    born: datetime | None


class PartChain:
    """Follows the check objects in the order of their keys."""

    def __init__(
        self, store: ObjectStore, result: VerifyResult, vouched: Mapping[str, str], header: Header
    ) -> None:
        """``vouched`` are the check objects that checkpoints name, with their hashes."""
        self._archive, self._born = header
        self._vouched = vouched
        self._first: str | None = None  # the run that made the archive
        self._elder: set[str] = (
            set()
        )  # what that run had seen: it was written before there was an archive
        self._archives: dict[str, list[str]] = {}  # the ids that runs name, with the parts that do
        self.lost = False
        """Whether a run before this part ended without its last lines."""
        self._store = store
        self._result = result
        self._last: PartFacts | None = None
        self._seen: dict[str, str] = dict(vouched)
        self._hashes: dict[str, str | None] = {}
        self._counted: Counter[str] | None = (
            None  # the lines of the run so far; None once a part is missing or no use
        )
        self.ended: set[str] = set()
        """The runs that left a report."""

    def follow(self, facts: PartFacts) -> None:
        """Take the next check object."""
        self._result.merge(facts.result)
        self._hashes[facts.key] = facts.sha256
        self.lost = self.lost or facts.cut or facts.header is None
        run, number = facts.named
        before = self._last if self._last and self._last.named.run == run else None
        if before is None:
            self._end_run()
        for gap in range(before.named.part + 1 if before else 1, number):
            self.lost = True
            fetch(
                self._store,
                check_key(run, gap),
                self._result,
                why_missing=f"part {number} of its run is there",
            )
        if facts.header is not None:
            self._link(before, facts, facts.header)
        self._count(before, facts)
        self._last = facts

    def _count(self, before: PartFacts | None, facts: PartFacts) -> None:
        """Compare what a report counts with the lines of all parts of its run."""
        if before is None:
            self._counted = Counter()
        if facts.header is None or facts.named.part != (before.named.part + 1 if before else 1):
            self._counted = None
        if self._counted is not None:
            self._counted.update(facts.outcomes)
        if facts.reported:
            self.ended.add(facts.named.run)
            if (
                self._counted is not None
                and facts.stated is not None
                and facts.stated != dict(self._counted)
            ):
                detail = (
                    f"its report counts {_worded(facts.stated)}; the lines of its run are "
                    f"{_worded(self._counted)}"
                )
                self._result.add(facts.key, Problem.DAMAGED, detail)

    def _link(self, before: PartFacts | None, facts: PartFacts, header: PartHeader) -> None:
        for ref in header.seen:
            self._seen.setdefault(ref.key, ref.sha256)
        if header.archive is not None:
            self._archives.setdefault(header.archive, []).append(facts.key)
        if self._gave_birth(header):
            self._first = min(header.run, self._first or header.run)
            self._elder.update(ref.key for ref in header.seen)
        number = facts.named.part
        if number == 1 and header.previous is not None:
            self._result.add(
                facts.key, Problem.DAMAGED, "it is a first part and names a part before it"
            )
        if before is None or before.named.part != number - 1:
            return
        if before.reported:
            self._result.add(
                facts.key, Problem.DAMAGED, "it follows the part that holds its run's report"
            )
        if before.sha256 is not None and header.previous != before.sha256:
            self._result.add(
                before.key,
                Problem.ALTERED,
                f"its SHA-256 is {before.sha256}; the part after it names {header.previous}",
            )

    def _end_run(self) -> None:
        if self._last is not None and self._last.header is not None and not self._last.reported:
            self.lost = True
            self._result.add(self._last.key, Problem.INTERRUPTED, "its run left no report after it")

    def end(self) -> None:
        """Close the last run, and compare with what later runs had seen.

        An object that came after the listing is read now.
        """
        self._end_run()
        self._compare_ids()
        for key, expected in self._seen.items():
            actual = self._hashes[key] if key in self._hashes else self._late(key)
            if actual is not None and actual != expected:
                self._result.add(
                    key,
                    Problem.ALTERED,
                    f"its SHA-256 is {actual}; a later run or a checkpoint saw {expected}",
                )

    def _gave_birth(self, header: PartHeader) -> bool:
        """Return whether the archive was made by this run.

        Its name is older than the archive, and its first part younger.
        """
        if self._born is None or header.started is None:
            return False
        return header.run[:16] <= format_compact_utc(self._born) and self._born <= header.started

    def _is_elder(self, key: str) -> bool:
        """Return whether a part that is not there was written before there was an archive.

        An index of another one was believed.
        """
        if self._first is None or key in self._vouched:
            return False
        return key in self._elder or key < check_key(self._first, 1)

    def _compare_ids(self) -> None:
        """Compare the archive's id with what runs wrote of it.

        One that no run names, though runs name another, is not the archive's.
        """
        if self._archives and self._archive not in self._archives:
            theirs = ", ".join(sorted(self._archives))
            ours = (
                f"it says {self._archive}"
                if self._archive
                else f"neither it nor {ARCHIVE_ID} names one"
            )
            self._result.add(
                ARCHIVE_HEADER_KEY,
                Problem.ALTERED,
                f"check parts name the archive's id as {theirs}; {ours}",
            )
            return
        for theirs, keys in self._archives.items():
            for key in keys if theirs != self._archive else ():
                self._result.add(
                    key,
                    Problem.REORDERED,
                    f"its run wrote to the archive {theirs}; this one is {self._archive}",
                )

    def _late(self, key: str) -> str | None:
        if self._is_elder(key):
            self._result.add(
                key,
                Problem.ABSENT,
                (
                    f"this archive never held it: its run began before run {self._first} made "
                    "the archive"
                ),
            )
            return None
        data = fetch(
            self._store, key, self._result, why_missing="a later run or a checkpoint had seen it"
        )
        return None if data is None else sha256(data)


def _worded(counts: object) -> str:
    if not isinstance(counts, Mapping):
        return f"{counts!r}"
    return ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items())) or "none"
