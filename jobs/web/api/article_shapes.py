"""The shapes of what is told of one article."""

from typing import Literal

from pydantic import Field

from jobs.web.api.alias_shapes import AliasShape
from jobs.web.api.list_shapes import AnswerShape, Paged, PendingShape, Shape, SilenceShape, Time
from jobs.web.api.origin_shapes import ImportOriginShape, RedactedShape

Span = tuple[Literal["same", "removed", "added"], str]


class VersionRow(SilenceShape, AnswerShape):
    """One version in a list; of a damaged one its number alone."""

    version: int
    state: str | None
    captured_at: Time | None
    confirmed_at: Time | None
    last_seen_before: Time | None
    title: str | None
    kinds: list[str] | None
    reasons: dict[str, str] | None
    silence_evidence: list[dict[str, str | None]] | None  # type: ignore[assignment]
    words_added: int | None
    words_removed: int | None
    content_sha256: str | None
    extractor: str | None
    capture: str | None
    redacted: RedactedShape | None = None
    imported: ImportOriginShape | None
    compared_with: int | None = Field(
        description="The version that the change was judged against; null for a first one."
    )


class ChangeRow(VersionRow):
    """One change: the version that it made."""

    article: str
    url: str


class ChangePage(Paged):
    """Changes, newest first."""

    total: int | None = Field(
        description="How many fit in all; counted on the first page only, null on others."
    )
    unknown: int | None = Field(
        description="Of how many that fit otherwise nobody can tell whether they were announced."
    )
    changes: list[ChangeRow]


class HistoryRow(VersionRow):
    """A version, with the article that it is one of: this one, or one joined to it."""

    article: str | None = Field(
        default=None, description="Given where articles were joined; else it is the one asked for."
    )


class HistoryDocument(AnswerShape):
    """An article with its versions in the order in which they stood, oldest first."""

    article: str
    url: str
    aliases: list[AliasShape] = Field(default=[])
    versions: list[HistoryRow]
    pending: PendingShape | None


class StoredObject(Shape):
    """A stored object."""

    key: str
    sha256: str


class LiveEntryShape(AnswerShape):
    """An entry of a live blog: paragraphs ``first`` to ``end`` of the text, the latter excluded."""

    id: str | None
    published: str | None
    modified: str | None
    headline: str | None
    first: int
    end: int


class LiveCoverageShape(AnswerShape):
    """How long a live blog goes on, as far as its page says."""

    started: str | None
    ended: str | None
    running: bool
    continued: bool


class CaptionShape(AnswerShape):
    """A picture of the story, with the words below it."""

    text: str
    image: str | None
    image_name: str | None


class LinkShape(AnswerShape):
    """A link in the text; paragraphs count from 0."""

    text: str
    url: str
    paragraph: int


class EmbedShape(AnswerShape):
    """A quoted post or a film of another service."""

    url: str
    text: str


class VersionDocument(AnswerShape):
    """One version: its place in the archive, and all its content."""

    article: str
    url: str
    version: int
    state: Literal["present", "gone"]
    captured_at: Time
    confirmed_at: Time
    title: str | None
    byline: str
    published: str | None
    modified: str | None
    publisher: str | None
    language: str | None
    developing: bool
    text: str
    content_sha256: str
    fingerprint: str
    capture: StoredObject
    previous: str | None
    run: str
    imported: ImportOriginShape | None
    extractor: str
    shown_title: str | None
    authors: list[str]
    shown_modified: str | None
    paragraphs: list[str]
    notices: list[str]
    canonical: str | None
    original_publisher: str | None
    original_url: str | None
    tags: list[str]
    image: str | None
    free: bool | None
    entries: list[LiveEntryShape]
    live: LiveCoverageShape | None
    rescued_from: str | None
    faults: list[str] = Field(description="Parts of the extractor that failed on the page.")
    captions: list[CaptionShape] | None
    links: list[LinkShape] | None
    embeds: list[EmbedShape] | None


class WithheldVersion(AnswerShape):
    """A damaged or redacted version: its content is withheld."""

    article: str
    url: str
    version: int
    text: None
    redacted: RedactedShape | None = None


class FieldDifference(Shape):
    """A title, byline or date that differs."""

    name: Literal["title", "shown_title", "byline", "published", "modified"]
    old: str | None
    new: str | None
    spans: list[Span]


class BlockDifference(Shape):
    """Paragraphs that belong together; ranges are half-open and count from 0."""

    kind: Literal["same", "edited", "added", "removed", "moved_away", "moved_here"]
    old: tuple[int, int]
    new: tuple[int, int]
    spans: list[Span]
    entry: str | None = Field(description="The live blog's entry that it is part of.")


class SentenceDifference(Shape):
    """A sentence that was added, removed, edited or moved."""

    kind: Literal["edited", "added", "removed", "moved"]
    old: str | None
    new: str | None
    block: int
    spans: list[Span]


class AttachmentDifference(Shape):
    """Something beside the text that came, left or was exchanged."""

    kind: Literal["caption", "image", "link", "embed"]
    old: str | None
    new: str | None
    label: str
    spans: list[Span]


class TwoVersions(AnswerShape):
    """The two versions that are compared."""

    article: str
    url: str
    older: int = Field(alias="from")
    newer: int = Field(alias="to")


class WithheldComparisonShape(TwoVersions):
    """Two versions that are not compared, because one of them is damaged or redacted."""

    redacted: list[RedactedShape] = Field(default=[])


class ComparisonDocument(TwoVersions, SilenceShape):
    """What differs between two versions."""

    kinds: list[str] | None
    reasons: dict[str, str] | None
    note: str | None
    words_added: int
    words_removed: int
    fields_: list[FieldDifference] = Field(alias="fields")
    blocks: list[BlockDifference]
    sentences: list[SentenceDifference]
    attachments: list[AttachmentDifference]
