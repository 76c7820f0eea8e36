"""The copies of an article's text, which is the original, and where they differ."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from crawler.codec import format_utc
from crawler.comparable_texts import comparable_texts
from crawler.model import Extraction, Version
from crawler.story import Member, MissingChange, Story, StoryCopy, story_of
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found


@dataclass(frozen=True, slots=True)
class StoryView:
    """The story that an article belongs to."""

    found: Found
    story: Story | None
    """None where no version of the article has a text. A story may have no copies."""

    def document(self) -> dict[str, Any]:
        """Return the story as JSON has it."""
        story = self.story
        members = (
            [_member(story.first), *(_copy(one, story.first.article) for one in story.copies)]
            if story and story.copies
            else []
        )
        reason = story.original_reason if story else None
        return {
            "article": self.found.article,
            "url": self.found.url,
            "original": story.original.article if story and story.original else None,
            "original_reason": asdict(reason)
            if reason
            else {"kind": "alone", "detail": "no version of it has a text"},
            "members": members,
        }


def story_view(opened: OpenedArchive, found: Found) -> StoryView:
    """Return the story that an article belongs to, also where no other site has its text."""

    def texts(versions: Sequence[Version]) -> Sequence[Extraction | None]:
        return comparable_texts(opened.reader, opened.open_captures, versions)[0]

    with opened.index.one_state():  # one transaction for a dozen questions
        story = story_of(opened.index, found.article, texts=texts, sound=opened.reader.sound_of)
    return StoryView(found, story)


def _member(member: Member) -> dict[str, Any]:
    """Return a member as it stands alone.

    The original, or the article that the others were compared with.
    """
    text = member.text
    return {
        "article": member.article,
        "url": member.url,
        "host": member.host,
        "publisher": text.publisher,
        "title": text.title,
        "state": member.state.value,
        "versions": len(member.course),
        "first_seen": format_utc(member.first_seen),
        "published": text.published,
        "score": None,
        "reasons": [],
        "contains": None,
        "contained_in": None,
        "lag_seconds": None,
        "lag_by": None,
        "lacks": [],
    }


def _copy(copy: StoryCopy, original: str) -> dict[str, Any]:
    kin = copy.similarity
    return _member(copy.member) | {
        "score": kin.score,
        "reasons": [asdict(reason) for reason in kin.reasons],
        "contains": round(kin.contains, 4),
        "contained_in": round(kin.contained_in, 4),
        "lag_seconds": copy.lag_seconds,
        "lag_by": copy.lag_by,
        "lacks": [_lack(lack, original) for lack in copy.lacks],
    }


def _lack(lack: MissingChange, original: str) -> dict[str, Any]:
    """Return a change as JSON has it: its article only if it is another than the original."""
    fields = asdict(lack)
    article = fields.pop("article")
    return fields | ({"article": article} if article != original else {})
