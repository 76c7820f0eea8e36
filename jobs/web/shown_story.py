"""A story as a page shows it: original and copies, and what each copy still says wrong.

Pure: a ``StoryView`` in, frozen values for a template out, which hold no record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.diff import Spans
from crawler.diff.spans import spans
from crawler.model import State
from crawler.story import Member, MissingChange, MissingSentence, Story, StoryCopy
from crawler.story.origin import exact
from jobs.reading.story_view import StoryView
from jobs.web.article_pages import ArticleLinks
from jobs.web.story_axis import LaneEvent, StoryAxis, story_axis
from jobs.wording import later

MAX_BEFORE = timedelta(days=30)
"""A declared publication that is longer before the first look is not drawn: it would leave no room
for the rest, and a page may declare anything.
"""

MAX_SENTENCES = 30
"""Sentences of one change that are shown of one copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMember:
    """The original, or a copy."""

    links: ArticleLinks
    host: str
    url: str
    title: str | None
    language: str | None
    publisher: str | None
    published: str | None
    first_seen: datetime
    versions: int
    newest: int
    is_gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLack:
    """A change of the original that a copy does not have."""

    version: int
    address: str
    """Where it is compared with the version before it; of one without, where it is itself."""
    is_beside: bool
    """Whether an article that was joined to the original has it."""
    kinds: tuple[str, ...]
    sentences: tuple[tuple[str, Spans], ...]
    """What kind of sentence, and what it says beside what it should say."""
    more: int
    """Further sentences that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCopy:
    """A copy as compared with the original."""

    member: ShownMember
    has: float
    """The share of the original's text that stands in it."""
    own: float
    """The share of its text that is not the original's."""
    lag: str
    lag_by: str
    reasons: tuple[str, ...]
    lacks: tuple[ShownLack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStory:
    """All that the page tells."""

    first: ShownMember
    is_known: bool
    """Whether the first is the original; else the others are compared with the asked one."""
    reason: str
    copies: tuple[ShownCopy, ...]
    axis: StoryAxis
    stale: int
    """Copies that lack a change."""


def shown_story(view: StoryView) -> ShownStory | None:
    """Return what a page shows; None where no other site has the text."""
    story = view.story
    if story is None or not story.copies:
        return None
    copies = tuple(_copy(story, copy) for copy in story.copies)
    members = [story.first, *(copy.member for copy in story.copies)]
    return ShownStory(
        first=_member(story.first),
        is_known=story.original is not None,
        reason=story.original_reason.detail,
        copies=copies,
        axis=story_axis([list(_events(member)) for member in members]),
        stale=sum(bool(copy.lacks) for copy in copies),
    )


def _member(member: Member) -> ShownMember:
    text = member.text
    return ShownMember(
        links=ArticleLinks(member.article),
        host=member.host,
        url=member.url,
        title=text.title,
        language=text.language,
        publisher=text.publisher,
        published=text.published,
        first_seen=member.first_seen,
        versions=len(member.course),
        newest=member.versions[-1].version,
        is_gone=member.state is State.GONE,
    )


def _events(member: Member) -> Iterator[LaneEvent]:
    declared = exact(member.text.published)
    if declared is not None and timedelta() <= member.first_seen - declared <= MAX_BEFORE:
        yield LaneEvent(at=declared, kind="published")
    for one in member.course:
        yield LaneEvent(
            at=one.captured_at,
            kind="gone" if one.state is State.GONE else "version",
            number=one.version,
        )


def _copy(story: Story, copy: StoryCopy) -> ShownCopy:
    kin = copy.similarity
    return ShownCopy(
        member=_member(copy.member),
        has=kin.contains,
        own=1 - kin.contained_in,
        lag=later(copy.lag_seconds),
        lag_by=copy.lag_by,
        reasons=tuple(reason.detail for reason in kin.reasons),
        lacks=tuple(_lack(lack, story.first) for lack in copy.lacks),
    )


def _lack(lack: MissingChange, first: Member) -> ShownLack:
    shown = lack.sentences[:MAX_SENTENCES]
    links = ArticleLinks(lack.article)
    numbers = [one.version for one in first.course if one.article == lack.article]
    before = dict(zip(numbers[1:], numbers, strict=False)).get(lack.version)
    return ShownLack(
        version=lack.version,
        address=links.compare(before, lack.version) if before else links.version(lack.version),
        is_beside=lack.article != first.article,
        kinds=lack.kinds,
        sentences=tuple((one.kind, _marked(one)) for one in shown),
        more=len(lack.sentences) - len(shown),
    )


def _marked(one: MissingSentence) -> Spans:
    """Return what the copy says, struck where it is wrong, with what it should say."""
    return spans(one.old or "", one.new or "")
