"""What is made of a check, and what is stored of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.model.attachments import StoryCaption, StoryEmbed, StoryLink
from crawler.model.columns import require_fitting
from crawler.model.enums import ChangeKind, Finding, Outcome, State
from crawler.model.exchange import ImportOrigin
from crawler.model.live_entries import LiveCoverage, LiveEntry
from crawler.model.silence import Silence, SilenceEvidence
from crawler.model.times import require_utc

FORMAT = 1
"""The archive format that this release writes, and the newest that it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What the extractor makes of a Capture.

    A pure function of capture, site profile and options.
    """

    extractor: str
    """Identity of the extractor: library versions, rule set, profile and options."""
    title: str | None = None
    shown_title: str | None = None
    """The headline that readers see, where it is another than the one that the page declares."""
    authors: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, as exact as the page gave it: a date, or a time with its zone."""
    modified: str | None = None
    shown_modified: str | None = None
    """The line that tells readers when the article was updated, as it stands there: ``Updated 14
    March 2026, 10:20``.
    """
    publisher: str | None = None
    language: str | None = None
    paragraphs: tuple[str, ...] = ()
    developing: bool = False
    notices: tuple[str, ...] = ()
    """Correction, clarification and update notices, as they stand in the text."""
    canonical: str | None = None
    original_publisher: str | None = None
    """On an aggregator's page: the outlet that the text comes from."""
    original_url: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    free: bool | None = None
    """``isAccessibleForFree`` as the page declares it; None where it declares nothing."""
    entries: tuple[LiveEntry, ...] = ()
    """A live blog's entries, in the page's order. Paragraphs of none are its summary."""
    live: LiveCoverage | None = None
    """None for a page that is no live blog."""
    rescued_from: str | None = None
    """Where the text came from when the page's body held none: ``json-ld`` or ``feed``."""
    captions: tuple[StoryCaption, ...] | None = None
    """The story's pictures, each with the words below it.

    None: nobody looked, as in records of before 2026-11-28 and for a text that was rescued. So are
    ``links`` and ``embeds``.
    """
    links: tuple[StoryLink, ...] | None = None
    embeds: tuple[StoryEmbed, ...] | None = None
    problem: str | None = None
    """Why this is no article, or why nothing could be made of it; None for a readable article."""
    faults: tuple[str, ...] = ()
    """Parts of the extractor that failed on this page, each with its error: their fields are empty,
    their rules were not applied. For people.
    """

    @property
    def text(self) -> str:
        """The paragraphs joined by blank lines."""
        return "\n\n".join(self.paragraphs)

    @property
    def byline(self) -> str:
        """The authors joined by commas; empty where the page names none."""
        return ", ".join(self.authors)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRef:
    """A stored object: its key and the SHA-256 of its bytes, in hexadecimal."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPair:
    """A number, date, name or quotation that was exchanged within a kept sentence."""

    kind: Literal["number", "date", "name", "quotation"]
    old: str
    new: str
    sentence: str
    """The sentence as it stands now."""


_OF_THE_TEXT = frozenset(kind for kind in ChangeKind if kind.is_of_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened between two Versions."""

    kinds: tuple[str, ...] = ()
    """Each a ``ChangeKind``; a record of a later release may name others, which are read too."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Kind to the reason it was given."""
    silence: Silence | None = None
    """Whether the change was announced; None where the text did not change, and for a first
    version.
    """
    silence_evidence: tuple[SilenceEvidence, ...] = ()
    stealth: bool | None = None
    """``silence`` as the first releases recorded it, and no more than it: true is silent, false is
    announced or no change of the text.
    """
    words_added: int = 0
    words_removed: int = 0
    facts: tuple[FactPair, ...] = ()
    notices: tuple[str, ...] = ()
    """Correction, clarification and update notices that appeared with this change."""

    def __post_init__(self) -> None:
        if self.silence is not None:
            is_sure = self.silence is not Silence.UNKNOWN
            told = self.silence is Silence.SILENT if is_sure else None
            object.__setattr__(self, "stealth", told)
        elif self.stealth:
            object.__setattr__(self, "silence", Silence.SILENT)
        elif _OF_THE_TEXT.intersection(self.kinds):
            object.__setattr__(
                self, "silence", Silence.UNKNOWN if self.stealth is None else Silence.ANNOUNCED
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An Article's state that differs from the one before. The stored record, field by field."""

    article: str
    """``<host>/<article id>``."""
    url: str
    version: int
    state: State
    captured_at: datetime
    """When the capture that first showed this state was fetched."""
    confirmed_at: datetime
    """When the state was believed: equal to ``captured_at`` unless it was suspect first."""
    last_seen_before: datetime | None
    """The last check that saw the state before this one; None for the first version."""
    capture: ObjectRef
    previous: str | None
    """SHA-256 of the predecessor's stored bytes; None for the first version."""
    fingerprint: str
    content_sha256: str
    """SHA-256 of ``text`` in UTF-8, as ``show`` prints it without its final line feed."""
    run: str
    extraction: Extraction | None
    """None for a state of ``gone``."""
    change: Change = field(default_factory=Change)
    format: int = FORMAT
    gaps: tuple[tuple[int, int], ...] = ()
    """First and last number of each range below this version that the archive did not hold when it
    was written. Empty in a sound chain.
    """
    imported: ImportOrigin | None = None
    """The file that the capture was imported from. Such a version takes its place by
    ``captured_at``, and its number says only when it arrived.
    """
    compared_with: int | None = None
    """The number of the version that ``change`` compares this one with, where that is not the one
    before it in the chain; 0 where none stood at that time.
    """

    def __post_init__(self) -> None:
        require_utc(self)

    @property
    def is_first(self) -> bool:
        """Whether no version stood before it when it was recorded."""
        return self.version == 1 or self.compared_with == 0

    @property
    def judged_against(self) -> int | None:
        """The number of the version that ``change`` compares this one with; None for a first one.

        The one before it in the chain, unless versions were imported.
        """
        return self.predecessor if self.compared_with is None else self.compared_with or None

    @property
    def predecessor(self) -> int | None:
        """The number of the version before it in the chain.

        The nearest one below that its gaps do not hold; None where there is none.
        """
        number = self.version - 1
        for first, last in sorted(self.gaps, reverse=True):
            if first <= number <= last:
                number = first - 1
        return number or None


def newest_text(records: Sequence[Version]) -> Extraction | None:
    """Return the text of the last of an article's versions that has one, also of one gone since."""
    known = (one.extraction for one in reversed(records) if one.state is State.PRESENT)
    return next((text for text in known if text is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest Version of an Article as far as it is known, with the hash of its stored bytes."""

    record: Version
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at one Article or one Source's list. Every check is recorded, changed or not."""

    kind: Literal["article", "source"]
    run: str
    url: str
    fetched_at: datetime
    outcome: Outcome
    source: str | None = None
    final_url: str | None = None
    hops: tuple[str, ...] = ()
    """The URLs that redirected, in order; empty where none did."""
    article: str | None = None
    status: int | None = None
    reason: str | None = None
    """For people. Nothing is decided by it."""
    finding: Finding | None = None
    """What the answer seemed to be instead of the article. Read from ``reason`` in lines of before
    2026-11-27.
    """
    score: int | None = None
    """How sure that is: 50 to 100."""
    version: int | None = None
    """The article's newest version after this check."""
    record_sha256: str | None = None
    """SHA-256 of that version's stored bytes."""
    capture: str | None = None
    """Key of the capture that this check stored, if it stored one."""
    body_sha256: str | None = None
    fingerprint: str | None = None
    extractor: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    published: str | None = None
    modified: str | None = None
    shown_modified: str | None = None
    """The line by which the page told its readers when it was updated."""
    listed_modified: str | None = None
    """When the feed or sitemap that named the page says that it was modified; None where none named
    it or none says.
    """
    developing: bool | None = None
    found: int | None = None
    """For a source: how many article links its list gave."""
    dropped: tuple[tuple[str, int], ...] | None = None
    """For a source: how many links of its list were left out, by the rule that did it, as
    ``DropRule`` names them. None in lines of before 2026-11-27.
    """
    requests: int | None = None
    """Requests that the check sent: redirects, retries and refetches included, robots.txt not. None
    in lines of before 2026-11-21.
    """
    received: int | None = None
    """Bytes of the bodies that arrived."""
    fetch_ms: int | None = None
    extract_ms: int | None = None
    """Milliseconds that the check waited for its extraction, the queue before the
    worker included.
    """
    puts: int | None = None
    """Objects that the check asked the store to create. Excludes the shared check-part object."""
    objects: int | None = None
    """How many of those were new."""
    stored: int | None = None
    """Bytes of the new ones."""

    def __post_init__(self) -> None:
        require_utc(self)
        require_fitting(self)
