"""The names of all sources, at a cost that does not grow with the checks."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, union_all

from crawler.index.schema import checks


def _next_name(kind: str, after: ColumnElement[str] | None = None) -> ScalarSelect[Any]:
    """Return the first name of the checks of a kind, or the first behind another."""
    query = select(func.min(checks.c.source)).where(checks.c.kind == kind)
    return (query if after is None else query.where(checks.c.source > after)).scalar_subquery()


def _names_of(kind: str) -> Select[str]:
    """Return the query for the names, each found from the one before by a look into the index."""
    names = select(_next_name(kind).label("source")).cte(f"{kind}_names", recursive=True)
    names = names.union_all(
        select(_next_name(kind, names.c.source)).where(names.c.source.is_not(None))
    )
    return select(names.c.source)


SOURCE_NAMES = union_all(_names_of("article"), _names_of("source"))
