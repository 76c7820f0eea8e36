"""Columns of a PDF page whose rows are written across them.

Some programs write a page row by row, and a line of the first column is followed by the one beside
it. A column is known by the place at which pieces of text begin, row after row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

_MIN_ROWS = 8
"""Rows in which a piece behind another one begins at the same place, from which it is a column."""
_MIN_LENGTH = 20
"""Characters of such pieces on average: shorter ones are cells of a table."""
_INDENT = 2.5
"""Sizes of letters that a first line may be set in by."""
_NEAR = 3
"""Points within which places are one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text in a row, and where it begins."""

    text: str
    x: float


@dataclass(frozen=True, slots=True)
class Row:
    """What a page has on one line, over all columns."""

    pieces: tuple[Piece, ...]
    y: float
    size: float
    bold: bool


def in_columns(rows: Sequence[Row]) -> list[Row]:
    """Return a page's rows, those across columns parted, column after column."""
    starts = _starts(rows)
    if not starts:
        return list(rows)
    parted = [_parted(row, starts) for row in rows]
    behind = [part for parts in parted for part in parts[1:]]
    if mean(sum(len(piece.text) for piece in part.pieces) for part in behind) < _MIN_LENGTH:
        return list(rows)
    first = next(at for at, parts in enumerate(parted) if len(parts) > 1)
    last = len(parted) - 1 - next(at for at, parts in enumerate(parted[::-1]) if len(parts) > 1)
    while first and _is_above(parted[first - 1], parted[first]):
        first -= 1
    while last + 1 < len(parted) and _is_above(parted[last], parted[last + 1]):
        last += 1
    lefts = [min(row.pieces[0].x for row in rows[first : last + 1]), *starts]
    columns: list[list[Row]] = [[] for _ in lefts]
    for part in (part for parts in parted[first : last + 1] for part in parts):
        columns[_column(part.pieces[0].x, lefts)].append(part)
    inside = [row for column in columns for row in sorted(column, key=lambda row: -row.y)]
    return [*rows[:first], *inside, *rows[last + 1 :]]


def _is_above(upper: Sequence[Row], lower: Sequence[Row]) -> bool:
    """Return whether two rows, of which one is no row across columns, are of one text."""
    one, other = upper[0], lower[0]
    return abs(one.y - other.y) < 2 * other.size and abs(one.size - other.size) < 1


def _starts(rows: Sequence[Row]) -> list[float]:
    """Return the places at which columns behind the first one begin."""
    places = Counter(round(piece.x / _NEAR) for row in rows for piece in row.pieces[1:])
    found: list[float] = []
    for place, count in sorted(places.items()):
        near = count + places[place + 1]
        if near >= _MIN_ROWS and (not found or place * _NEAR - found[-1] > 4 * _NEAR):
            found.append((place - 1) * _NEAR)
    return found


def _parted(row: Row, starts: Sequence[float]) -> list[Row]:
    parts: list[list[Piece]] = [[]]
    for piece in row.pieces:
        begins = any(-2 * _NEAR <= piece.x - start <= _INDENT * row.size for start in starts)
        if begins and parts[-1]:
            parts.append([])
        parts[-1].append(piece)
    return [replace(row, pieces=tuple(part)) for part in parts]


def _column(x: float, lefts: Sequence[float]) -> int:
    return max(at for at, left in enumerate(lefts) if at == 0 or x >= left - _NEAR)
