"""What is seen of a running service from outside."""

from jobs.observe.health import SourceHealth, health
from jobs.observe.unreadable import UnreadableArticle, unreadable_articles

__all__ = ["SourceHealth", "UnreadableArticle", "health", "unreadable_articles"]
