"""What a check of an article proves, and what kind of change it is."""

from crawler.change.decide import decide
from crawler.change.kinds import classify
from crawler.change.silence_rules import Before, Dates
from crawler.change.values import ArticleState, Decision, Observation
from crawler.model.silence_words import announcement, explained

__all__ = [
    "ArticleState",
    "Before",
    "Dates",
    "Decision",
    "Observation",
    "announcement",
    "classify",
    "decide",
    "explained",
]
