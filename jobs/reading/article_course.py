"""The course of one article: when it was looked at, and when its versions came."""

from dataclasses import dataclass
from typing import Any

from crawler.codec import format_utc
from crawler.index import ArticleLook, VersionMark
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found

MAX_LOOKS = 20_000
"""The newest of an article that are told of: one every five minutes for ten weeks."""


@dataclass(frozen=True, slots=True)
class ArticleCourse:
    """Looks and versions of an article, each in the order of their times."""

    found: Found
    looks: tuple[ArticleLook, ...]
    marks: tuple[VersionMark, ...]
    is_whole: bool
    """Whether there are no looks before these."""
    joined: tuple["ArticleCourse", ...] = ()
    """Those of the articles that were joined to it."""

    @property
    def with_joined(self) -> tuple["ArticleCourse", ...]:
        """Return this course and those of the joined articles."""
        return (self, *self.joined)

    def document(self) -> dict[str, Any]:
        """Return the course as JSON has it."""
        return {
            "article": self.found.article,
            "url": self.found.url,
            "whole": self.is_whole,
            "looks": [
                {"at": format_utc(one.at), "outcome": one.outcome.value} for one in self.looks
            ],
            "versions": [
                {
                    "version": one.number,
                    "at": format_utc(one.at),
                    "state": one.state.value,
                    "silence": one.silence.value if one.silence else None,
                }
                for one in self.marks
            ],
            **({"joined": [one.document() for one in self.joined]} if self.joined else {}),
        }


def article_course(opened: OpenedArchive, found: Found) -> ArticleCourse:
    """Return the course of an article that ``find`` has found, as the index knows it."""
    joined = tuple(article_course(opened, one) for one in found.joined)
    looks = opened.index.article_looks(found.article, limit=MAX_LOOKS + 1)
    is_whole = len(looks) <= MAX_LOOKS
    place = {number: position for position, number in enumerate(found.numbers)}
    marks = sorted(
        opened.index.version_marks(found.article),
        key=lambda mark: place.get(mark.number, len(place)),
    )
    return ArticleCourse(found, tuple(looks[-MAX_LOOKS:]), tuple(marks), is_whole, joined)
