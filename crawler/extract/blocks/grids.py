"""Tables whose rows are lines.

Votes, standings, dates of a tour, key facts: a cell alone says nothing, so a row of such a table is
one block, its cells joined by a bar. Tables that only lay out a page stay as they are, each cell
a place of its own.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import lru_cache

from lxml.html import HtmlElement

BAR = " | "
"""What stands between the cells of a row. It is no white space, so it outlives every folding."""

BORDER = "\x1f"
"""Stands between two cells until their row is read. No page has one: see ``decoding``."""


class GridPart(Enum):
    """What an element is to the table around it."""

    ROW = auto()
    """Holds a line's cells."""
    OPENING = auto()
    """Begins a line, which ends where the next begins: the term of a definition list."""
    CELL = auto()


_MIN_ROWS, _MIN_CELLS = 2, 2
_MAX_CELL, _MAX_TERM, _MAX_DEFINITION = 400, 80, 90
"""Characters of a cell, of a term and of its definition, at the most."""
_LONG_CELL, _MAX_LONG_SHARE = 90, 0.34
"""Characters of a cell that tells more than a value, and the share of rows that may have one
where no head says what the columns are: posts of a forum are name and text.
"""
_MAX_PARTS = 8
"""Blocks within a cell, at the most."""
_LAYOUT = frozenset(("table", "form", "h1", "h2", "h3", "article", "main", "textarea", "iframe"))
"""Elements that no table of values holds."""
_PARTS = frozenset(("p", "div", "li", "br", "h4", "h5", "h6", "dd", "dt", "section"))
_CELLS = frozenset(("td", "th"))
_CELL_ROLES = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
_TABLE_ROLES = frozenset(("table", "grid", "treegrid"))
_NO_TABLE_ROLES = frozenset(("presentation", "none"))
_BOXED = frozenset(("div", "ul", "ol", "section", "figure"))
_NAMED_TABLE = re.compile(
    r"(?:^|[\s_-]|data|div|flex|r)(?:table|tbl|grid|standings|results|tab(?:el|l|le|leau|elle|ela)a?)"
    r"(?:$|[\s_-])"
)
_NAMED_ROW = re.compile(r"(?:^|[\s_-]|table|tbl)(?:row|tr|line|fila|zeile|ligne|riga)(?:$|[\s_-])")
_NAMED_CELL = re.compile(
    r"(?:^|[\s_-]|table|tbl)(?:cell|td|th|col|column|celda|zelle|cellule|cella|heading|head)"
    r"(?:$|[\s_-])"
)

Row = tuple[HtmlElement, Sequence[HtmlElement]]


def grid_of(element: HtmlElement, tag: str) -> dict[HtmlElement, GridPart]:
    """Return the parts of a table whose rows are lines, none where the element is no such table."""
    if tag == "table":
        rows = [] if element.get("role") in _NO_TABLE_ROLES else list(_table_rows(element))
    elif tag == "dl":
        return _definitions(element)
    elif element.get("role") in _TABLE_ROLES:
        rows = list(_role_rows(element))
    elif tag in _BOXED and _is_named_table(element.get("class") or ""):
        rows = list(_named_rows(element))
    else:
        return {}
    return _parts(rows) if rows and _is_grid(element, rows) else {}


@lru_cache(maxsize=4096)
def _is_named_table(name: str) -> bool:
    return _NAMED_TABLE.search(name.lower()) is not None


def _parts(rows: Sequence[Row]) -> dict[HtmlElement, GridPart]:
    return {
        part: kind
        for row, cells in rows
        for part, kind in ((row, GridPart.ROW), *((cell, GridPart.CELL) for cell in cells))
    }


def _table_rows(table: HtmlElement) -> Iterator[Row]:
    for child in table:
        if child.tag == "tr":
            yield child, [cell for cell in child if cell.tag in _CELLS]
        elif child.tag in {"thead", "tbody", "tfoot"}:
            for row in child.iterchildren("tr"):
                yield row, [cell for cell in row if cell.tag in _CELLS]


def _role_rows(table: HtmlElement) -> Iterator[Row]:
    for row in table.iterdescendants():
        if row.get("role") == "row":
            yield row, [cell for cell in row.iterdescendants() if cell.get("role") in _CELL_ROLES]


def _named_rows(table: HtmlElement) -> Iterator[Row]:
    for row in table.iterdescendants("div", "li"):
        if _NAMED_ROW.search((row.get("class") or "").lower()):
            cells = [
                cell
                for cell in row.iterchildren("div", "span", "p", "b", "strong")
                if _NAMED_CELL.search((cell.get("class") or "").lower())
            ]
            if len(cells) == len(row):
                yield row, cells


def _is_grid(table: HtmlElement, rows: Sequence[Row]) -> bool:
    """Return whether a table holds values in rows and columns, and is no page's layout."""
    if next(table.iterdescendants(*_LAYOUT), None) is not None:
        return False
    full = long = 0
    headed = False
    for _, cells in rows:
        sizes = [len(" ".join(cell.text_content().split())) for cell in cells]
        if max(sizes, default=0) > _MAX_CELL or any(map(_many_parts, cells)):
            return False
        full += sum(size > 0 for size in sizes) >= _MIN_CELLS
        long += max(sizes, default=0) > _LONG_CELL
        headed = headed or any(cell.tag == "th" for cell in cells)
    return full >= _MIN_ROWS and (headed or long <= _MAX_LONG_SHARE * full)


def _many_parts(cell: HtmlElement) -> bool:
    return len(cell) > 0 and sum(1 for _ in cell.iterdescendants(*_PARTS)) > _MAX_PARTS


def _definitions(element: HtmlElement) -> dict[HtmlElement, GridPart]:
    """Return the parts of a definition list that gives values, not explanations."""
    terms = list(element.iter("dt"))
    values = list(element.iter("dd"))
    short = (
        len(terms) >= _MIN_ROWS
        and len(values) >= len(terms)
        and all(len(term.text_content()) <= _MAX_TERM for term in terms)
        and all(len(value.text_content()) <= _MAX_DEFINITION for value in values)
        and not any(map(_many_parts, values))
        and next(element.iterdescendants("dl", *_LAYOUT), None) is None
    )
    if not short:
        return {}
    return {
        **dict.fromkeys(terms, GridPart.OPENING),
        **dict.fromkeys(values, GridPart.CELL),
    }


def line_of(text: str) -> str:
    """Return a block's text on one line, the cells of a row with bars between them."""
    if BORDER not in text:
        return " ".join(text.split())
    cells = (" ".join(cell.split()) for cell in text.split(BORDER))
    return BAR.join(filter(None, cells))
