"""What a look at an article proves, and what kind of change it is."""

from crawler.change.decide import decide
from crawler.change.kinds import KINDS, classify
from crawler.change.silence import Before, Dates
from crawler.change.silence_words import announcement, explained
from crawler.change.values import BELIEF, ArticleState, Belief, Decision, Observation

__all__ = [
    "BELIEF",
    "KINDS",
    "ArticleState",
    "Before",
    "Belief",
    "Dates",
    "Decision",
    "Observation",
    "announcement",
    "classify",
    "decide",
    "explained",
]
