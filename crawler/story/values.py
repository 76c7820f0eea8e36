"""What a story is made of: its members, and what speaks for their being one text. Frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.model import Extraction, State, Version

Evidence = Literal["text", "link", "outlet", "agency", "title"]
Ground = Literal["alone", "link", "outlet", "agency", "published", "seen", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An Article of a story.

    Its versions, oldest first, of which one has a text, and the Articles that its newest text links
    to.
    """

    versions: tuple[Version, ...]
    course: tuple[Version, ...]
    """The same with those of the Articles that were joined to it, by the times of captures."""
    text: Extraction
    """Of the newest version that has one."""
    links: frozenset[str] = frozenset()
    """The Articles that its page names as its canonical address or as the original."""

    @property
    def article(self) -> str:
        """``<host>/<article id>``."""
        return self.versions[0].article

    @property
    def url(self) -> str:
        """The URL that its records carry."""
        return self.versions[-1].url

    @property
    def host(self) -> str:
        """The host that it stands on."""
        return self.article.partition("/")[0]

    @property
    def first_seen(self) -> datetime:
        """When its first version was captured."""
        return self.course[0].captured_at

    @property
    def state(self) -> State:
        """Whether it still stands."""
        return self.versions[-1].state


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence that two Articles carry one text."""

    kind: Evidence
    detail: str


@dataclass(frozen=True, slots=True)
class OriginReason:
    """Why a member is the original, or why none is."""

    kind: Ground
    detail: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """What two Articles have in common. All shares are from 0 to 1."""

    contains: float
    """The share of the first one's text that stands in the second."""
    contained_in: float
    """The share of the second one's text that stands in the first."""
    score: float
    """How sure it is that both carry one text; 0 for two texts that do not."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MissingSentence:
    """A sentence, or the headline, that the original changed and the copy did not.

    ``old`` or ``new`` is None where there was none.
    """

    kind: Literal["added", "removed", "edited", "headline"]
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class MissingChange:
    """A later change of the original that a copy lacks, or lacks in part."""

    version: int
    kinds: tuple[str, ...]
    sentences: tuple[MissingSentence, ...]
    """Empty for a removal: the copy still stands."""
    article: str
    """The one that has the version: the original, or one that was joined to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCopy:
    """Another Article of the story, as compared with its first.

    The original, or where none is known the one that was asked for.
    """

    member: Member
    similarity: Similarity
    lag_seconds: int | None
    """By how much it came later than the first; negative for earlier."""
    lag_by: Literal["published", "first_seen"]
    """What the lag was taken from: what both pages declare, where that is exact and differs, else
    when the archive first saw them.
    """
    lacks: tuple[MissingChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on several sites that carry one text. Never merged: each keeps its own history."""

    first: Member
    """The original, or where none is known the Article that was asked for."""
    original: Member | None
    original_reason: OriginReason
    copies: tuple[StoryCopy, ...]
    """The others, the surest first; empty where the text stands on one site only."""
