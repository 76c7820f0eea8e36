"""What is seen of a running service from outside."""

from jobs.observe.health import SourceHealth, health

__all__ = ["SourceHealth", "health"]
