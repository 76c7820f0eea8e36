"""What queries give of one article's course: looks, versions, and the check lines that name one."""

from dataclasses import dataclass
from datetime import datetime

from crawler.model import Outcome, Silence, State


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLook:
    """One look at an article: when, and what it found."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionMark:
    """One version: when it was first seen, and what it is."""

    number: int
    at: datetime
    state: State
    silence: Silence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestingLine:
    """A check line that names a version with the hash of its record."""

    at: datetime
    outcome: Outcome
    record_sha256: str
    run: str
    part: str
    """Key of the check object that it stands in."""
    part_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestingLines:
    """The check lines that name one version."""

    total: int
    first: datetime | None
    last: datetime | None
    lines: tuple[AttestingLine, ...]
    """The first of them."""
