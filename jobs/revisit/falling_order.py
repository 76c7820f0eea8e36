"""Things in the falling order of a value, without a look at those that nobody asks for.

The value grows with time, of each thing in its own way, so no order of theirs holds for long. But
of a box around many it is known what the best of them could be worth at most. Things are halved
into smaller and smaller boxes, only where somebody looks, and the best box is opened first.
"""

import heapq
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

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

Valued = Callable[[float, float], float]
"""The value by slope and seconds. It begins with nothing, grows steadily or ever slower, and more
with a greater slope. So in some time nothing grows by more than it would from nothing.
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
        self.limits = _NOWHERE
        self._known = _INF, -_INF
        """What nothing in it was worth more than, and when."""
        for one in self._things.values():
            self._stretch(one)

    def add(self, thing: Ranked[T]) -> None:
        """Put a thing in."""
        self._stretch(thing)
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
                self.limits = _NOWHERE
                for one in self._things.values():
                    self._stretch(one)
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
            most = min(most, known + valued(high, now - at + _TICK))
        return most * _ROUNDED if most >= 0 else most / _ROUNDED

    def know(self, most: float, now: float) -> None:
        """Keep that nothing in it is worth more now. It will soon be worth a little more."""
        if now >= self.limits[3]:
            self._known = most, now

    def opened(self) -> "tuple[RankBox[T], ...] | tuple[Ranked[T], ...]":
        """Return its halves; or the things in it, where these are few or all alike."""
        if self._halves is None and len(self._things) > FEW:
            self._halve()
        return self._halves or tuple(self._things.values())

    def _is_second(self, thing: Ranked[T]) -> bool:
        return thing.at[self._axis] > self._most

    def _stretch(self, thing: Ranked[T]) -> None:
        slope, since = thing.at
        self.limits = _joined(self.limits, (slope, slope, since, since))

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


def falling(
    boxes: Mapping[str, RankBox[T]],
    valued: Valued,
    worth: Callable[[T], float],
    now: float,
    full: set[str],
) -> Generator[T, None, None]:
    """Yield the things in the boxes, the highest value first.

    Those of a box whose name is, or comes to be, in ``full`` are left out.

    ``worth``: the value of one exactly, of which ``valued`` is the rule.
    """
    opening = count(1)
    heap: list[tuple[float, int, str, RankBox[T] | Ranked[T]]] = [
        (-box.best(valued, now), -next(opening), name, box)
        for name, box in boxes.items()
        if name not in full
    ]
    heapq.heapify(heap)
    looked: list[tuple[RankBox[T], Sequence[RankBox[T] | Ranked[T]]]] = []
    try:
        while heap:
            _, _, name, found = heapq.heappop(heap)
            if name in full:
                continue
            if isinstance(found, Ranked):
                yield found.what
                continue
            looked.append((found, found.opened()))
            for one in looked[-1][1]:
                if isinstance(one, Ranked):
                    heapq.heappush(heap, (-worth(one.what), one.number, name, one))
                else:
                    heapq.heappush(heap, (-one.best(valued, now), -next(opening), name, one))
    finally:
        for box, inner in reversed(looked):
            box.know(
                max(
                    valued(one.at[0], now - one.at[1] + _TICK)
                    if isinstance(one, Ranked)
                    else one.best(valued, now)
                    for one in inner
                ),
                now,
            )
