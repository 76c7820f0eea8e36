"""What check lines vouch for.

The hashes of Version records, that captures were stored, and which URLs have an alias.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.errors import BadKey, BadRecord, BadUrl
from crawler.identity import CaptureKey, alias_key, article_of, parse_key, version_key
from crawler.model import SHOWS_TEXT, VERSIONED, Check
from crawler.verify.findings import Problem, VerifyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One check line's word.

    The Article had this record of this hash, and this capture of it was stored.
    """

    article: str
    version: int | None
    record_sha256: str | None
    capture: str | None
    alias: str | None
    """Key of the alias that led from the URL to an Article that is not its own."""
    made_by: str | None = None
    """The line's Run, where it says that it made this Version."""
    made: bool = True
    """Whether it says that the Version was made in this archive, and not only that it was the
    newest one known.
    """
    fingerprint: str | None = None
    """Of the Version's text, where the line says that it made this Version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What check lines and checkpoints vouch for of one Article."""

    heads: Mapping[int, str]
    """Version number to the hash of the record; empty where lines name the number alone."""
    captures: AbstractSet[str]
    made: AbstractSet[int]
    """The numbers that were made here: a check line says so, a checkpoint names them, or the line
    may have been lost.
    """
    lost: bool
    """Whether a run lost check lines: what no line names may have been made by it."""
    fingerprints: Mapping[int, AbstractSet[str]] = field(default_factory=dict)
    """Version number to the fingerprints that the lines which made it give its text."""

    def may_have_been_made(self, number: int) -> bool:
        """Return whether this archive may have held the Version at some time."""
        return number in self.made or (self.lost and number not in self.heads)


def attestations_of(checks: Iterable[Check], only: Collection[str] | None) -> Iterator[Attestation]:
    """Yield what the lines state; of some Articles alone, where ``only`` names them.

    Raises ``BadRecord`` on a line that names what cannot be.
    """
    for check in checks:
        if check.article is not None and (only is None or check.article in only):
            _require_keys(check.article, check)
            alias = _alias(check.url, check.article)
            yield Attestation(
                article=check.article,
                version=check.version,
                record_sha256=check.record_sha256,
                capture=check.capture,
                alias=alias,
                made_by=check.run
                if check.kind == "article" and check.outcome in VERSIONED
                else None,
                made=check.outcome in VERSIONED,
                fingerprint=check.fingerprint if check.outcome in _MADE_TEXT else None,
            )


_MADE_TEXT = VERSIONED & SHOWS_TEXT


@lru_cache(maxsize=1 << 16)
def _alias(url: str, article: str) -> str | None:
    try:
        return alias_key(url) if article_of(url) != article else None
    except (BadUrl, BadKey):
        return None


def _require_keys(article: str, check: Check) -> None:
    try:
        version_key(article, 1 if check.version is None else check.version)
        capture = None if check.capture is None else parse_key(check.capture)
    except BadKey as error:
        raise BadRecord(
            f"the check line of {check.url} names what cannot be: {error.message}"
        ) from error
    if capture is not None and not (isinstance(capture, CaptureKey) and capture.article == article):
        raise BadRecord(
            f"the check line of {check.url} names {check.capture}, which is no capture of {article}"
        )


@dataclass(slots=True)
class Attestations:
    """What all check lines together vouch for, by Article."""

    heads: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """Article to version number to the hash of the record; empty where lines name the
    number alone.
    """
    captures: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Article to the keys of the captures that check lines name."""

    aliases: dict[str, str] = field(default_factory=dict)
    """Key of a URL's first alias to the Article that check lines named last for the URL."""

    makers: dict[str, dict[int, dict[str, str]]] = field(default_factory=lambda: defaultdict(dict))
    """Article to version number to the Runs whose lines say that they made it, each with the key of
    the check object.
    """

    made: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Article to the numbers of the Versions that were made in this archive, or may have been."""

    fingerprints: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    """Article to version number to the fingerprints of its text."""

    def add(
        self, key: str, said: Iterable[Attestation], result: VerifyResult, *, lost: bool = False
    ) -> None:
        """Take the statements of one check object.

        A line that contradicts an earlier one is a finding.

        ``lost``: an earlier run ended without its last lines. What it made is first named by a line
        that says nothing of its making.
        """
        for statement in said:
            unheard = statement.version not in self.heads.get(statement.article, ())
            if statement.version is not None and (statement.made or (lost and unheard)):
                self.made[statement.article].add(statement.version)
            if statement.capture is not None:
                self.captures[statement.article].add(statement.capture)
            if statement.alias is not None:
                self.aliases[statement.alias] = statement.article
            if statement.version is not None and statement.fingerprint is not None:
                said_of = self.fingerprints[statement.article]
                said_of.setdefault(statement.version, set()).add(statement.fingerprint)
            if statement.version is not None:
                self._take(
                    key, statement.article, statement.version, statement.record_sha256 or "", result
                )
                if statement.made_by is not None:
                    self.makers[statement.article].setdefault(statement.version, {})[
                        statement.made_by
                    ] = key

    def _take(
        self, key: str, article: str, version: int, record: str, result: VerifyResult
    ) -> None:
        known = self.heads[article].setdefault(version, record)
        if not known:
            self.heads[article][version] = record
        elif record and record != known:
            detail = (
                f"it says that version {version} of {article} has SHA-256 {record}; an earlier "
                f"check or a checkpoint said {known}"
            )
            result.add(key, Problem.ALTERED, detail)

    def of(self, article: str, *, lost: bool) -> Vouched:
        """Return what was said of one Article."""
        return Vouched(
            heads=self.heads.get(article, {}),
            captures=self.captures.get(article, set()),
            made=self.made.get(article, set()),
            lost=lost,
            fingerprints=self.fingerprints.get(article, {}),
        )

    def articles(self) -> set[str]:
        """Return every Article that some line vouches for."""
        return {*self.heads, *self.captures}
