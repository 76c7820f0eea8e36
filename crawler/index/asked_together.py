"""Several ready statements as one, for a server: each message to it takes longer than most answers.

The rows of all come one after the other. In front of each stands the number of its statement; the
columns stand side by side by their kinds, and are empty where a statement has fewer.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Integer, LargeBinary, TypeDecorator

from crawler.index.ready_statements import AskedStatement, Rows

_PLACE = re.compile(r"%\((\w+)\)s")
_KINDS = ((Boolean, "boolean"), (Integer, "bigint"), (LargeBinary, "bytea"))
"""What PostgreSQL calls what stands in a column; all else is text."""


@cache
def asked_together(asked: tuple[AskedStatement, ...]) -> "AskedTogether":
    """Return these statements as one, which is put together once."""
    return AskedTogether(asked)


class AskedTogether:
    """The text of several statements as one, and how its rows are dealt out."""

    def __init__(self, asked: tuple[AskedStatement, ...]) -> None:
        self._asked = asked
        kinds = [[_kind(column.type) for column in one.columns] for one in asked]
        width = {kind: max(count[kind] for count in map(Counter, kinds)) for kind in _all(kinds)}
        slots = [(kind, place) for kind, most in width.items() for place in range(most)]
        self._places = [[slots.index(slot) + 1 for slot in _slots(one)] for one in kinds]
        self._taken = [_taker(places) for places in self._places]
        self.text = " UNION ALL ".join(
            _part(number, one, dict(zip(_slots(kinds[number]), _columns(one), strict=True)), slots)
            for number, one in enumerate(asked)
        )

    def given(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return what the driver is given for the values of each statement."""
        return {
            _own(number, name): value
            for number, (one, some) in enumerate(zip(self._asked, values, strict=True))
            for name, value in zip(one.names, one.given(some), strict=True)
        }

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Rows[Any]]:
        """Return the rows of each statement, as it has them when it is asked alone."""
        dealt: list[list[Sequence[Any]]] = [[] for _ in self._asked]
        for row in rows:
            number = row[0]
            dealt[number].append(self._taken[number](row))
        return [one.read(some) for one, some in zip(self._asked, dealt, strict=True)]


def _part(
    number: int,
    asked: AskedStatement,
    columns: dict[tuple[str, int], str],
    slots: Sequence[tuple[str, int]],
) -> str:
    text = _PLACE.sub(lambda found: f"%({_own(number, found[1])})s", asked.text)
    shown = ", ".join(f"{columns.get(slot, 'NULL')}::{slot[0]}" for slot in slots)
    names = ", ".join(_columns(asked))
    return f"SELECT {number}, {shown} FROM ({text}) AS q{number} ({names})"  # noqa: S608  # ready statements


def _own(number: int, name: str) -> str:
    return f"q{number}_{name}"


def _columns(asked: AskedStatement) -> list[str]:
    return [f"c{place}" for place in range(len(asked.columns))]


def _all(kinds: Sequence[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(kind for one in kinds for kind in one))


def _slots(kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the place of each column: its kind, and how many of that kind stand before it."""
    before: Counter[str] = Counter()
    for kind in kinds:
        yield kind, before[kind]
        before[kind] += 1


def _kind(column: Any) -> str:  # noqa: ANN401  # a column's type
    while isinstance(column, TypeDecorator):
        column = column.impl_instance
    return next((name for known, name in _KINDS if isinstance(column, known)), "text")


def _taker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    if len(places) == 1:
        (place,) = places
        return lambda row: (row[place],)
    return itemgetter(*places)
