"""What a question about the archive selects.

One value for commands, the index and pages alike.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawler.model.silence import Silence


class Placed(Protocol):
    """Whatever says which version it is: a record, or what an index found of one."""

    @property
    def confirmed_at(self) -> datetime:
        """Return when the version was believed."""

    @property
    def article(self) -> str:
        """Return the article."""

    @property
    def version(self) -> int:
        """Return the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePosition:
    """The place of a change in the list of all changes, which new changes do not move."""

    confirmed_at: datetime
    article: str
    version: int

    @classmethod
    def of(cls, version: Placed) -> "ChangePosition":
        """Return the place of the change that made this version."""
        return cls(
            confirmed_at=version.confirmed_at, article=version.article, version=version.version
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Which changes are asked for. Conditions that are given together hold together."""

    since: datetime | None = None
    """Only changes that were believed then or later."""
    until: datetime | None = None
    """Only changes that were believed before then."""
    kind: str | None = None
    source: str | None = None
    """Only articles that this source led to."""
    host: str | None = None
    article: str | None = None
    silence: Silence | None = None
    words: tuple[str, ...] = ()
    """Only changes to a version whose title or URL holds each of these."""
    limit: int | None = None
    """At most so many, the newest first. A count takes no notice of it."""
    cursor: ChangePosition | None = None
    """Only those that stand after this place in the list. A count takes no notice of it either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRange:
    """Which versions of an article are asked for: one, or an older and a newer one.

    Only ``new`` and ``at`` are for a single version: its number, or a time at which it stood.
    """

    old: int | None = None
    """The older version; where it is not given, the one before the newer."""
    new: int | None = None
    """The newer version, or the only one; where it is not given, the newest of all."""
    at: datetime | None = None
    """The version that stood at this time, in place of ``new``."""
    old_at: datetime | None = None
    """The version that stood at this time, in place of ``old``."""
