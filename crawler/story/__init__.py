"""Stories: one text on several sites. Copies are found by shared passages, judged with reasons, and never merged."""

from crawler.story.telling import Texts, story_of
from crawler.story.values import Copy, Kinship, Lacking, LackingSentence, Member, OriginReason, Reason, Story

__all__ = [
    "Copy",
    "Kinship",
    "Lacking",
    "LackingSentence",
    "Member",
    "OriginReason",
    "Reason",
    "Story",
    "Texts",
    "story_of",
]
