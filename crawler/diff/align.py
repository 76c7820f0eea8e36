"""Which units of an old text are which of a new one.

Paragraphs of a page, or sentences of a passage.

Equal units are anchors, by their longest common subsequence. Between anchors, the pairs that share
most rare words are looked at, and the heaviest chain of alike ones that keeps both orders is taken.
What is left over is looked for anywhere: there it was moved.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from crawler.diff.heaviest_chain import MAX_CELLS, Pair, heaviest_chain
from crawler.diff.unit_similarity import Units, alike, common_words, joined_pairs

_RARE = 64
"""A word speaks for a pair when its occurrences, old times new, are at most this."""
_TRIES = 5
"""How many candidates each old unit gets."""
_SMALL = 64
"""In a gap of at most so many pairs, all are looked at."""
_MOVED_ALIKE = 0.75
"""Share of common words from which a unit in another place is the same one; more than for
neighbours, as chance has more tries.
"""
_MOVED_WORDS = 4
"""A shorter unit says nothing when it stands elsewhere: "Read more", "He did."."""


StepKind = Literal["kept", "removed", "added", "moved_away", "moved_here"]


class AlignStep(NamedTuple):
    """What became of a unit.

    ``old`` and ``new`` are half-open ranges; empty, they tell the place.

    A kept unit may be edited, split (one old, two new) or merged. A moved one has two steps, with
    the same ranges: ``moved_away`` at its old place and ``moved_here`` at its new one.
    """

    kind: StepKind
    old: tuple[int, int]
    new: tuple[int, int]


def align(old: Sequence[str], new: Sequence[str]) -> list[AlignStep]:
    """Return the way from ``old`` to ``new``, in order on both sides.

    Each unit is in one step, a moved one in two.
    """
    if isinstance(old, tuple) and isinstance(new, tuple):
        return list(_aligned(old, new))
    return _way(old, new)


@lru_cache(maxsize=32)
def _aligned(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[AlignStep, ...]:
    """Return the way between the paragraphs of two texts.

    Kept for a while: whether their difference is noise, what it is, and who wrote what begin so.
    """
    return tuple(_way(old, new))


def _way(old: Sequence[str], new: Sequence[str]) -> list[AlignStep]:
    if not old or not new:
        return _steps((), (len(old), len(new)), ())
    kept, gaps = _anchors(old, new)
    units = Units(old, new)
    kept += [pair for gap in gaps for pair in _gap_pairs(units, *gap)]
    lonely_old = sorted(
        set(range(len(old))).difference(*(range(pair.old, pair.old_end) for pair in kept))
    )
    lonely_new = sorted(
        set(range(len(new))).difference(*(range(pair.new, pair.new_end) for pair in kept))
    )
    return _steps(sorted(kept), (len(old), len(new)), list(_moved(units, lonely_old, lonely_new)))


def moved(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of an old and a new unit that are the same in different places.

    Each unit in one pair at most.
    """
    return list(_moved(Units(old, new), range(len(old)), range(len(new))))


def _anchors(
    old: Sequence[str], new: Sequence[str]
) -> tuple[list[Pair], list[tuple[range, range]]]:
    """Return pairs of equal units, and the ranges between them that differ."""
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(unit, len(numbers)) for unit in old]
    right = [numbers.setdefault(unit, len(numbers)) for unit in new]
    pairs: list[Pair] = []
    gaps: list[tuple[range, range]] = []
    i = j = 0
    for a, b, size in _matching(left, right):
        if i < a or j < b:
            gaps.append((range(i, a), range(j, b)))
        pairs += [Pair(a + k, a + k + 1, b + k, b + k + 1, 0) for k in range(size)]
        i, j = a + size, b + size
    return pairs, gaps


def _matching(left: list[int], right: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield where equal runs begin on either side, and how long they are; last the two ends."""
    start = next(
        (k for k, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )
    most = min(len(left), len(right)) - start
    behind = next(
        (
            k
            for k, (one, other) in enumerate(zip(reversed(left), reversed(right), strict=False))
            if one != other
        ),
        most,
    )
    behind = min(behind, most)
    if (len(left) - start - behind) * (len(right) - start - behind) <= MAX_CELLS:
        yield from (
            (block.a, block.b, block.size)
            for block in Indel.opcodes(left, right).as_matching_blocks()
        )
        return
    if start:
        yield 0, 0, start
    there = {unit: k for k, unit in _single(left, start, len(left) - behind)}
    here = [
        (there[unit], k) for k, unit in _single(right, start, len(right) - behind) if unit in there
    ]
    yield from (
        (pair.old, pair.new, 1)
        for pair in heaviest_chain(Pair(i, i + 1, j, j + 1, 1) for i, j in here)
    )
    yield len(left) - behind, len(right) - behind, behind
    if behind:
        yield len(left), len(right), 0


def _single(units: list[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the units that stand once in a stretch, with their places.

    What the longest common subsequence is made of, if it is made fast.
    """
    often = Counter(units[start:end])
    return ((k, units[k]) for k in range(start, end) if often[units[k]] == 1)


def _gap_pairs(units: Units, old: range, new: range) -> list[Pair]:
    singles = [
        pair
        for i, j in _candidates(units, old, new)
        if (pair := alike(units, range(i, i + 1), range(j, j + 1)))
    ]
    joined = (pair for single in singles for pair in joined_pairs(units, single, old, new))
    return heaviest_chain({*singles, *joined})


def _candidates(units: Units, old: Iterable[int], new: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Return for each old unit the new ones that share most rare words with it."""
    olds, news = list(old), list(new)
    if not olds or not news:
        return
    if len(olds) * len(news) <= _SMALL:
        yield from ((i, j) for i in olds for j in news)
        return
    places: dict[int, list[int]] = defaultdict(list)
    for j in news:
        for word in set(units.new[j]):
            places[word].append(j)
    frequency = Counter(word for i in olds for word in set(units.old[i]))
    telling = {
        word: places[word]
        for word, count in frequency.items()
        if 0 < count * len(places.get(word, ())) <= _RARE
    }
    for i in olds:
        votes = Counter(
            chain.from_iterable(telling[word] for word in set(units.old[i]) if word in telling)
        )
        yield from ((i, j) for j, _ in votes.most_common(_TRIES))


def _moved(units: Units, old: Iterable[int], new: Iterable[int]) -> Iterator[tuple[int, int]]:
    found = [
        (share, i, j)
        for i, j in _candidates(units, old, new)
        if len(units.old[i]) >= _MOVED_WORDS
        and (share := _share(units.old[i], units.new[j])) >= _MOVED_ALIKE
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, i, j in sorted(found, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield i, j


def _share(left: list[int], right: list[int]) -> float:
    """Return the share of common words, from 0 to 1."""
    if len(left) * len(right) > MAX_CELLS:
        return 2 * common_words(left, right) / (len(left) + len(right))
    return Indel.normalized_similarity(left, right)


def _steps(
    kept: Sequence[Pair], ends: tuple[int, int], moves: Sequence[tuple[int, int]]
) -> list[AlignStep]:
    """Kept pairs in order; between two of them first what left, then what came."""
    there, here = dict(moves), {j: i for i, j in moves}
    steps: list[AlignStep] = []
    i = j = 0
    for pair in [*kept, Pair(ends[0], ends[0], ends[1], ends[1], 0)]:
        steps += [_left(k, there.get(k), pair.new) for k in range(i, pair.old)]
        steps += [_came(k, here.get(k), pair.old) for k in range(j, pair.new)]
        steps.append(AlignStep("kept", (pair.old, pair.old_end), (pair.new, pair.new_end)))
        i, j = pair.old_end, pair.new_end
    return steps[:-1]


def _left(unit: int, to: int | None, place: int) -> AlignStep:
    return (
        AlignStep("removed", (unit, unit + 1), (place, place))
        if to is None
        else AlignStep("moved_away", (unit, unit + 1), (to, to + 1))
    )


def _came(unit: int, source: int | None, place: int) -> AlignStep:
    return (
        AlignStep("added", (place, place), (unit, unit + 1))
        if source is None
        else AlignStep("moved_here", (source, source + 1), (unit, unit + 1))
    )
