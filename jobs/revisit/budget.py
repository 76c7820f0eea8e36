"""Which of the due checks are made now, when there are more than the budget allows.

The most valuable, and some that waited longest.

What is left over is postponed: it stays due, its worth grows while it waits, and one in
``RESERVED`` requests goes to whoever waited longest, whatever it is worth. So no article waits for
ever.
"""

import heapq
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jobs.revisit.policy import Next

WINDOW = timedelta(hours=1)
SLICE = timedelta(minutes=10)
"""Within each such time no more than its share of the hour's budget is spent: a burst would leave
nothing for the rest of the hour.
"""
SLICES = 6
RESERVED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A due check."""

    article: str
    host: str
    next: Next


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


def choose(
    due: Sequence[Candidate], now: datetime, budget: Budget, spent: Spent
) -> list[Candidate]:
    """Return the checks to make now, the most valuable first."""
    by_worth = _falling(due, lambda one: one.next.worth(now))
    by_wait = _falling(due, lambda one: one.next.waited(now))
    taken: dict[str, Candidate] = {}
    hosts: Counter[str] = Counter()

    def fits(one: Candidate) -> bool:
        return one.article not in taken and hosts[one.host] < budget.host_room(one.host, spent)

    for slot in range(budget.room(spent)):
        candidate = next(filter(fits, by_wait if _is_reserved(now, slot) else by_worth), None)
        if candidate is None:
            break
        taken[candidate.article] = candidate
        hosts[candidate.host] += 1
    return sorted(taken.values(), key=lambda one: -one.next.worth(now))


def _falling(due: Sequence[Candidate], value: Callable[[Candidate], float]) -> Iterator[Candidate]:
    """Yield the candidates, the highest value first. What nobody asks for is not put into order."""
    heap = [(-value(one), place) for place, one in enumerate(due)]
    heapq.heapify(heap)
    while heap:
        yield due[heapq.heappop(heap)[1]]


def _is_reserved(now: datetime, slot: int) -> bool:
    """Return whether a request goes to whoever waited longest.

    One in ten, also where there is only one at a time.
    """
    return zlib.crc32(f"{now.timestamp()} {slot}".encode()) % RESERVED == 0
