"""How many requests revisits may make, of all and of one host."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

WINDOW = timedelta(hours=1)
SLICE = timedelta(minutes=10)
"""Within each such time no more than its share of the hour's budget is spent: a burst would leave
nothing for the rest of the hour.
"""
SLICES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Requests by host within the last hour, and within the last slice of it."""

    hour: Mapping[str, int] = field(default_factory=dict)
    slice: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Requests for each hour: of all, and of one host."""

    total: int
    per_host: int

    def room(self, spent: Spent) -> int:
        """Return how many requests may be made now."""
        return _left(self.total, sum(spent.hour.values()), sum(spent.slice.values()))

    def host_room(self, host: str, spent: Spent) -> int:
        """Return how many requests may be made to a host now, as far as the host is concerned."""
        return _left(self.per_host, spent.hour.get(host, 0), spent.slice.get(host, 0))


def _left(budget: int, hour: int, part: int) -> int:
    return max(min(budget - hour, -(-budget // SLICES) - part), 0)
