"""Stories: one text on several sites.

Copies are found by shared passages, judged with reasons, and never merged.
"""

from crawler.story.build import Texts, story_of
from crawler.story.values import (
    Member,
    MissingChange,
    MissingSentence,
    OriginReason,
    Reason,
    Similarity,
    Story,
    StoryCopy,
)

__all__ = [
    "Member",
    "MissingChange",
    "MissingSentence",
    "OriginReason",
    "Reason",
    "Similarity",
    "Story",
    "StoryCopy",
    "Texts",
    "story_of",
]
