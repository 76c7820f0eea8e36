"""Things in the falling order of a value, without a look at those that nobody asks for.

The value grows with time, of each thing in its own way, so no order of theirs holds for long. But
of a box around many it is known what the best of them could be worth at most. Things are halved
into smaller and smaller boxes, only where somebody looks, and the best box is opened first. Things
have names, as a rule many the same one. Of each name it is known what its best thing could be worth
in the next hour, so those that come to nothing are not looked at either.
"""

import heapq
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

FEW = 16
"""Things in a box that are looked at one by one."""
SAMPLE = 64
"""Things whose middle is taken for that of all in a box."""
_ROUNDED, _TICK = 1 + 1e-9, 1e-3
"""By how much a box is taken for better, and older, than it is: no rounding makes it worse."""

Limits = tuple[float, float, float, float]
"""The lowest and the highest slope, the earliest and the latest time."""
_INF = float("inf")
_NOWHERE: Limits = (_INF, -_INF, _INF, -_INF)

AHEAD = 3600.0
"""Seconds for which it is known what the things of a name could be worth."""


class Valued(Protocol):
    """What things are worth."""

    def __call__(self, slope: float, seconds: float, begun: float = 0.0, /) -> float:
        """Return what a thing is worth so many seconds after it was worth ``begun``.

        It never falls, and is the more, the greater the slope and ``begun`` are.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Ranked(Generic[T]):
    """A thing, and what its value grows by."""

    what: T
    number: int
    """Its own, from 0. Of two with the same value, the lower one comes first."""
    at: tuple[float, float]
    """Slope, and since when in seconds since 1970."""


class RankBox(Generic[T]):
    """Things that come and go, or two boxes of them."""

    __slots__ = ("_axis", "_halves", "_known", "_most", "_things", "limits")

    def __init__(self, things: Iterable[Ranked[T]] = (), axis: int = 0) -> None:
        self._axis = axis
        """In what its halves differ: the place in ``Ranked.at``."""
        self._most = 0.0
        """The most of that in the first half."""
        self._halves: tuple[RankBox[T], RankBox[T]] | None = None
        self._things: dict[int, Ranked[T]] = {one.number: one for one in things}
        self.limits = _limits_of(self._things.values())
        self._known = _INF, -_INF
        """What nothing in it was worth more than, and when."""

    def add(self, thing: Ranked[T]) -> None:
        """Put a thing in."""
        slope, since = thing.at
        self.limits = _joined(self.limits, (slope, slope, since, since))
        self._known = _INF, -_INF
        if self._halves is None:
            self._things[thing.number] = thing
        else:
            self._halves[self._is_second(thing)].add(thing)

    def without(self, thing: Ranked[T]) -> "RankBox[T] | None":
        """Take a thing out that was put in. Returns the box that is left; None where none is."""
        if self._halves is None:
            del self._things[thing.number]
            if len(self._things) <= SAMPLE:  # with more it may stay too wide: it is halved soon
                self.limits = _limits_of(self._things.values())
            return self if self._things else None
        first, second = self._halves
        changed, other = (second, first) if self._is_second(thing) else (first, second)
        left = changed.without(thing)
        if left is None:
            return other
        self._halves = (first, left) if changed is second else (left, second)
        self.limits = _joined(left.limits, other.limits)
        return self

    def best(self, valued: Valued, now: float) -> float:
        """Return what nothing in it is worth more than."""
        low, high, first, _ = self.limits
        seconds = now - first + _TICK
        most = valued(high if seconds >= 0 else low, seconds)
        known, at = self._known
        if known < most and now >= at:
            most = min(most, valued(high, now - at + _TICK, known))
        return _rounded_up(most)

    def learn(self, inner: "Sequence[RankBox[T] | Ranked[T]]", valued: Valued, now: float) -> None:
        """Keep what follows from what is in it: that nothing there is worth more now."""
        if now < self.limits[3]:
            return
        self._known = (
            max(
                _rounded_up(valued(one.at[0], now - one.at[1] + _TICK))
                if isinstance(one, Ranked)
                else one.best(valued, now)
                for one in inner
            ),
            now,
        )

    def opened(self) -> "tuple[RankBox[T], ...] | tuple[Ranked[T], ...]":
        """Return its halves; or the things in it, where these are few or all alike."""
        if self._halves is None and len(self._things) > FEW:
            self._halve()
        return self._halves or tuple(self._things.values())

    def _is_second(self, thing: Ranked[T]) -> bool:
        return thing.at[self._axis] > self._most

    def _halve(self) -> None:
        """Cut along the other axis than the box around it was, if that parts its things."""
        things = list(self._things.values())
        for axis in (self._axis, 1 - self._axis):
            most = _middle([one.at[axis] for one in things])
            if most is not None:
                self._axis, self._most = axis, most
                halves: tuple[list[Ranked[T]], list[Ranked[T]]] = [], []
                for one in things:
                    halves[one.at[axis] > most].append(one)
                self._halves = RankBox(halves[0], 1 - axis), RankBox(halves[1], 1 - axis)
                self._things = {}
                return


def _rounded_up(value: float) -> float:
    return value * _ROUNDED if value >= 0 else value / _ROUNDED


def _limits_of(things: Collection[Ranked[T]]) -> Limits:
    if not things:
        return _NOWHERE
    slopes, times = zip(*[one.at for one in things], strict=True)
    return min(slopes), max(slopes), min(times), max(times)


def _joined(limits: Limits, other: Limits) -> Limits:
    return (
        min(limits[0], other[0]),
        max(limits[1], other[1]),
        min(limits[2], other[2]),
        max(limits[3], other[3]),
    )


def _middle(values: list[float]) -> float | None:
    """Return about the middle one, below which not all are; None where all are the same."""
    some = sorted(values[:: len(values) // SAMPLE + 1])
    middle, most = some[(len(some) - 1) // 2], max(values)
    return middle if middle < most else max((one for one in values if one < most), default=None)


class FallingOrder(Generic[T]):
    """Things by name, and their falling order at any time."""

    def __init__(self, valued: Valued) -> None:
        self._valued = valued
        self._boxes: dict[str, RankBox[T]] = {}
        self._begin, self._end = _INF, -_INF
        """The time for which ``_most`` holds."""
        self._most: dict[str, float] = {}
        """What nothing of a name is worth more than in that time."""
        self._names: list[tuple[float, str]] = []
        """A heap of these, the highest first, with some that hold no longer."""

    def add(self, name: str, thing: Ranked[T]) -> None:
        """Put a thing in."""
        self._boxes.setdefault(name, RankBox()).add(thing)
        if self._begin <= self._end:
            slope, since = thing.at
            most = _rounded_up(self._valued(slope, self._end - since + _TICK))
            if most > self._most.get(name, -_INF):
                self._know(name, most)

    def remove(self, name: str, thing: Ranked[T]) -> None:
        """Take a thing out that was put in."""
        left = self._boxes.pop(name).without(thing)
        if left is None:
            self._most.pop(name, None)
        else:
            self._boxes[name] = left

    def falling(
        self, now: float, worth: Callable[[T], float], full: set[str]
    ) -> Generator[T, None, None]:
        """Yield the things, the highest value first. Until it is closed none may come or go.

        ``worth``: the value of one exactly, of which ``valued`` is the rule. Things of a name that
        is, or comes to be, in ``full`` are left out.
        """
        if not self._begin <= now <= self._end:
            self._look_ahead(now)
        opening, valued = count(1), self._valued
        heap: list[tuple[float, int, str, RankBox[T] | Ranked[T]]] = []
        names: list[str] = []
        looked: list[tuple[RankBox[T], Sequence[RankBox[T] | Ranked[T]]]] = []

        def enter(name: str, one: RankBox[T] | Ranked[T]) -> None:
            if isinstance(one, Ranked):
                heapq.heappush(heap, (-worth(one.what), one.number, name, one))
            else:
                heapq.heappush(heap, (-one.best(valued, now), -next(opening), name, one))

        try:
            while True:
                while (name := self._next_name(-heap[0][0] if heap else -_INF)) is not None:
                    names.append(name)
                    enter(name, self._boxes[name])
                if not heap:
                    break
                _, _, name, found = heapq.heappop(heap)
                if name in full:
                    continue
                if isinstance(found, Ranked):
                    yield found.what
                    continue
                looked.append((found, found.opened()))
                for one in looked[-1][1]:
                    enter(name, one)
        finally:
            self._learn(looked, names, now)

    def _look_ahead(self, now: float) -> None:
        self._begin, self._end = now, now + AHEAD
        self._most = {name: box.best(self._valued, self._end) for name, box in self._boxes.items()}
        self._names = [(-most, name) for name, most in self._most.items()]
        heapq.heapify(self._names)

    def _learn(
        self,
        looked: Sequence[tuple[RankBox[T], Sequence[RankBox[T] | Ranked[T]]]],
        names: Iterable[str],
        now: float,
    ) -> None:
        for box, inner in reversed(looked):
            box.learn(inner, self._valued, now)
        for name in names:
            self._know(name, self._boxes[name].best(self._valued, self._end))

    def _know(self, name: str, most: float) -> None:
        self._most[name] = most
        heapq.heappush(self._names, (-most, name))

    def _next_name(self, least: float) -> str | None:
        """Take and return a name of which something may be worth so much; None where none is."""
        while self._names and -self._names[0][0] >= least:
            most, name = heapq.heappop(self._names)
            if self._most.get(name) == -most:
                del self._most[name]
                return name
        return None
