"""What a look at an article proves, and what kind of change it is."""

from crawler.change.decide import decide
from crawler.change.kinds import KINDS, classify
from crawler.change.values import BELIEF, ArticleState, Belief, Decision, Observation

__all__ = ["BELIEF", "KINDS", "ArticleState", "Belief", "Decision", "Observation", "classify", "decide"]
