"""What verification found, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from crawler.codec import as_json


class Problem(StrEnum):
    """What is the matter with an object. The strings are a contract."""

    DAMAGED = "damaged"
    """Its bytes are not what an object of its kind can hold, or contradict themselves."""
    ALTERED = "altered"
    """Its bytes are sound in themselves, but not those that its name or other objects vouch for."""
    MISSING = "missing"
    """Another object names it, or the chain needs it, and it is not there."""
    REORDERED = "reordered"
    """Its bytes belong under another key."""
    UNTRUSTED = "untrusted"
    """A checkpoint that no trusted key signed, nor a later one that a trusted key did; or a
    removal that no check part vouches for.
    """
    INJECTED = "injected"
    """An alias that names a run which has ended, or never was, and that none of its check lines
    knows.
    """
    UNREADABLE = "unreadable"
    """The store lists it and will not give it."""
    ABSENT = "absent"
    """A Version that this archive never held, as a later one says: an index of another archive was
    believed when that was written.
    """
    UNREFERENCED = "unreferenced"
    """A capture that nothing names: another writer was faster, a crash left it, or its run is still
    going. Nothing is lost by it.
    """
    UNATTESTED = "unattested"
    """Nothing names it: a newest Version (a crash came between, its run is still going, or check
    objects were removed); an alias whose run was cut short; a profile or a derivation of an earlier
    release.
    """
    INTERRUPTED = "interrupted"
    """The last part of a Run without a report: it was killed, or is still going."""
    UNUSABLE = "unusable"
    """An alert's cursor that cannot be read, or a check line that holds what no index can: the rest
    of it is used.
    """
    UNKNOWN = "unknown"
    """No key of an archive: nothing of ours, but somebody's."""

    REDACTED = "redacted"
    """Texts and captures that were removed on an order, which this removal names."""
    EXPIRED = "expired"
    """Captures that were removed because their time was over, as ``retention`` says."""
    LIFTED = "lifted"
    """The end of a redaction: the article may be archived again."""
    UNFINISHED = "unfinished"
    """A removal names it, and it is in the store: the removal was interrupted, or a backup was laid
    over the archive.
    """


_NOTES = frozenset(
    {
        Problem.ABSENT,
        Problem.UNREFERENCED,
        Problem.UNATTESTED,
        Problem.INTERRUPTED,
        Problem.UNUSABLE,
        Problem.UNKNOWN,
        Problem.REDACTED,
        Problem.EXPIRED,
        Problem.LIFTED,
        Problem.UNFINISHED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class VerifyFinding:
    """One object and what is the matter with it."""

    key: str
    problem: Problem
    detail: str
    """A sentence for people."""

    @property
    def severity(self) -> Literal["damage", "note"]:
        """``note`` for what a crash, a running crawl or a stranger's file explains."""
        return "note" if self.problem in _NOTES else "damage"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key that signed checkpoints.

    Whether it is the archive's keeper's is for the reader to know.
    """

    key_id: str
    public_key: str
    checkpoints: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What checkpoints there are."""

    checkpoints: int = 0
    """Sound ones, the copy from elsewhere included where the store lacks it."""
    keys: tuple[SigningKey, ...] = ()
    """In the order of their first use."""
    timestamps: int = 0
    timestamps_checked: bool = False
    """Whether they were compared with certificates; without, only that each is over its
    checkpoint.
    """
    notes: int = 0
    """Sound signed notes of checkpoints."""
    cosignatures: int = 0
    """Those on sound notes that are by a known key of a witness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was looked at, and every finding, ordered by key."""

    articles: int
    versions: int
    """Without those whose text was taken out."""
    captures: int
    checks: int
    findings: tuple[VerifyFinding, ...]
    signed: Signed = Signed()
    redacted: int = 0
    """Versions whose text was taken out."""

    @property
    def ok(self) -> bool:
        """False only for damage."""
        return all(finding.severity == "note" for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the document that ``verify --json`` prints.

        What is said of signatures is left out where there are no checkpoints.
        """
        document = as_json(self)
        signed = document.pop("signed")
        findings = [as_json(finding) | {"severity": finding.severity} for finding in self.findings]
        return {
            **document,
            **(signed if self.signed.checkpoints else {}),
            "ok": self.ok,
            "findings": findings,
        }


@dataclass(slots=True)
class VerifyResult:
    """Counts and findings so far.

    Of an object's damages the first is kept: it says most, and the others follow from it.
    """

    articles: int = 0
    versions: int = 0
    captures: int = 0
    checks: int = 0
    redacted: int = 0
    damages: dict[str, VerifyFinding] = field(default_factory=dict)
    notes: list[VerifyFinding] = field(default_factory=list)

    def add(self, key: str, problem: Problem, detail: str) -> None:
        """Take a finding."""
        self.take((VerifyFinding(key=key, problem=problem, detail=detail),))

    def take(self, findings: Iterable[VerifyFinding]) -> None:
        """Take findings that were made elsewhere."""
        for finding in findings:
            if finding.severity == "damage":
                self.damages.setdefault(finding.key, finding)
            else:
                self.notes.append(finding)

    def merge(self, other: "VerifyResult") -> None:
        """Take the counts and findings of a part of the archive."""
        self.articles += other.articles
        self.versions += other.versions
        self.captures += other.captures
        self.checks += other.checks
        self.redacted += other.redacted
        self.take((*other.damages.values(), *other.notes))

    def report(self, signed: Signed | None = None) -> VerifyReport:
        """Return everything, ordered by key. A note on a damaged object says nothing more."""
        notes = (note for note in self.notes if note.key not in self.damages)
        findings = tuple(sorted((*self.damages.values(), *notes)))
        return VerifyReport(
            articles=self.articles,
            versions=self.versions,
            captures=self.captures,
            checks=self.checks,
            findings=findings,
            signed=signed or Signed(),
            redacted=self.redacted,
        )
