"""The due checks that wait for their turn, and which of them are made when not all can be.

The most valuable are, and some that waited longest. What is left over is postponed: it stays due,
its worth grows while it waits, and one in ``RESERVED`` requests goes to whoever waited longest,
whatever it is worth. So no article waits for ever. Very many may wait, and few are looked at to
choose some.
"""

import zlib
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from itertools import count
from typing import Generic, Protocol, TypeVar

from jobs.revisit.budget import Budget, Spent
from jobs.revisit.falling_order import FallingOrder, Ranked
from jobs.revisit.policy import Next, waited, worth

RESERVED = 10
"""One in so many requests goes to whoever waited longest."""


class Waiting(Protocol):
    """A check that may wait."""

    @property
    def article(self) -> str:
        """Return its article."""

    @property
    def host(self) -> str:
        """Return the host that it asks."""

    @property
    def next(self) -> Next:
        """Return when and why it is made."""


W = TypeVar("W", bound=Waiting)


class WaitingChecks(Generic[W]):
    """Due checks, one of each article. Of two that are worth the same, the one that came first."""

    def __init__(self, checks: Iterable[W] = ()) -> None:
        self._numbers = count()
        self._places: dict[str, tuple[Ranked[W], Ranked[W]]] = {}
        self._held: set[str] = set()
        self._by_worth = FallingOrder[W](worth)
        self._by_wait = FallingOrder[W](_waited)
        for one in checks:
            self.add(one)

    def __len__(self) -> int:
        """Return how many wait and are not held."""
        return len(self._places) - len(self._held)

    def add(self, check: W) -> None:
        """Have a check wait, unless one of its article does."""
        if check.article in self._places:
            return
        number, since = next(self._numbers), check.next.last.timestamp()
        self._places[check.article] = (
            Ranked(check, number, (check.next.rate, since)),
            Ranked(check, number, (-check.next.interval, since)),
        )
        self._put(check.article)

    def remove(self, article: str) -> None:
        """Have an article's check wait no longer."""
        self.hold(article)
        self._places.pop(article, None)
        self._held.discard(article)

    def hold(self, article: str) -> None:
        """Have an article's check, if it waits, keep its place and not be chosen."""
        if article not in self._places or article in self._held:
            return
        self._held.add(article)
        for order, place in self._orders(article):
            order.remove(place.what.host, place)

    def let_go(self, article: str) -> None:
        """Have an article's check, if it is held, be chosen from again."""
        if article in self._held:
            self._held.remove(article)
            self._put(article)

    def _put(self, article: str) -> None:
        for order, place in self._orders(article):
            order.add(place.what.host, place)

    def _orders(self, article: str) -> Iterable[tuple[FallingOrder[W], Ranked[W]]]:
        return zip((self._by_worth, self._by_wait), self._places[article], strict=True)

    def choose(self, now: datetime, budget: Budget, spent: Spent) -> list[W]:
        """Return the checks to make now, the most valuable first. They go on waiting."""
        taken: dict[str, W] = {}
        hosts: Counter[str] = Counter()
        if not budget.per_host:
            return []
        full = {one for one in {*spent.hour, *spent.slice} if not budget.host_room(one, spent)}

        def fits(one: W) -> bool:
            return one.article not in taken and one.host not in full

        at = now.timestamp()
        by_worth = self._by_worth.falling(at, lambda one: one.next.worth(now), full)
        by_wait = self._by_wait.falling(at, lambda one: one.next.waited(now), full)
        with closing(by_worth), closing(by_wait):
            for slot in range(budget.room(spent)):
                order = by_wait if is_reserved(now, slot) else by_worth
                check = next(filter(fits, order), None)
                if check is None:
                    break
                taken[check.article] = check
                hosts[check.host] += 1
                if hosts[check.host] >= budget.host_room(check.host, spent):
                    full.add(check.host)
        return sorted(taken.values(), key=lambda one: -one.next.worth(now))


def _waited(slope: float, seconds: float, begun: float = 0.0) -> float:
    """Return what ``waited`` does. The slope is the interval below 0: the longer, the less."""
    return waited(-slope, seconds, begun)


def is_reserved(now: datetime, slot: int) -> bool:
    """Return whether a request goes to whoever waited longest.

    One in ten, also where there is only one at a time.
    """
    return zlib.crc32(f"{now.timestamp()} {slot}".encode()) % RESERVED == 0
