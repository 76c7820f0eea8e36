"""What ``decide`` is told and what it says.

Frozen, without I/O; the state can be rebuilt from Versions and check lines.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.change.rotation import NO_ROTATION, Rotation
from crawler.change.silence_rules import NO_DATES, NOTHING_BEFORE, Before, Dates
from crawler.fingerprint import text_part
from crawler.model import (
    Change,
    Check,
    Extraction,
    Finding,
    Head,
    Outcome,
    PageSigns,
    State,
    Version,
)

ObservedStatus = Literal["answered", "not_modified", "failed", "refused", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one check of an article's URL found."""

    kind: ObservedStatus | str
    """``answered``: any status but 304. ``not_modified``: 304 to a conditional request. Else there
    was no answer.
    """
    fetched_at: datetime
    status: int | None = None
    reason: str | None = None
    """Why it failed, was refused or skipped."""
    extraction: Extraction | None = None
    fingerprint: str | None = None
    hops: tuple[str, ...] = ()
    """The URLs that redirected, in order."""
    final_url: str | None = None
    dates: Dates = NO_DATES
    """What was found of the modification besides the text."""
    page: tuple[str, ...] | None = None
    """All the text of the answer, story or not, block by block; None where it was not read."""
    rotation: Rotation = NO_ROTATION
    """The teasers on the page that rotated since the head's capture."""
    signs: PageSigns | None = None
    """What the answer shows beside its story; None where it was not read."""
    story_left: bool = True
    """Whether a story may stand there that could not be read. Not so on an empty page, on a list of
    others, and on a page that sends its readers on.
    """

    @property
    def readable(self) -> bool:
        """Whether an article could be made of the answer."""
        return self.extraction is not None and self.extraction.problem is None

    def shows(self, head: Head, known: str | None) -> bool:
        """Return whether the page was read as the head was.

        ``known`` is the fingerprint of the last page that showed the head. Where the head's
        extractor did not look beside the text, a page that is as that one was is the head's too.
        """
        seen, stored = self.fingerprint, head.record.fingerprint
        if seen is None or seen == stored:
            return seen is not None
        of_text = head.record.extraction is not None and head.record.extraction.links is None
        return of_text and seen == known and text_part(seen) == text_part(stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleState:
    """What the archive knows of an article just before a look at it."""

    head: Head | None = None
    fingerprints: tuple[tuple[int, str], ...] = ()
    """Number and fingerprint of each Version, in order."""
    head_again: Extraction | None = None
    """The head's capture extracted by today's extractor, where that is another than the head's."""
    pending: tuple[Check, ...] = ()
    """The suspect and blocked checks since the last sure one, oldest first."""
    last_seen: datetime | None = None
    """The last confirming check."""
    last_present: Version | None = None
    """The newest Version with a text, where the head is ``gone``."""
    head_page: tuple[str, ...] | None = None
    """All the text of the head's capture, block by block; wanted where the page's fingerprint
    differs from the head's.
    """
    head_signs: PageSigns | None = None
    """What the head's capture shows beside its story."""
    answered_at: str | None = None
    """The address that answered when the article was last seen."""
    known: str | None = None
    """The fingerprint of the last page that was found to show the head."""
    before: Before = NOTHING_BEFORE
    """What the last confirming check found of the modification, which may be later than
    the head's.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a check of an article proves, and what to do about it."""

    outcome: Outcome
    reason: str | None = None
    finding: Finding | None = None
    """What the answer seems to be instead of the article, where it was not believed at once."""
    score: int | None = None
    """How sure that is: 50 to 100."""
    append: bool = False
    """A new Version is to be appended, of this ``state`` and with this ``change``."""
    state: State | None = None
    change: Change | None = None
    captured_from: Check | None = None
    """The earlier check whose capture showed the state first, where it was suspected before it was
    believed.
    """
    keep_capture: bool = False
    """The capture is to be stored though no Version names it."""

    @property
    def validators_ok(self) -> bool:
        """Whether the ETag and Last-Modified of the head's text may be sent with the next request.

        There is none of an article that is still gone.
        """
        still_gone = self.finding is not None and self.finding.means_removal
        return self.outcome.keeps_validators and not still_gone
