"""Check lines as rows, and rows as the values that queries give."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Row

from crawler.codec import decode
from crawler.index.schema import checks
from crawler.model import Check, Finding, Head, Outcome, Version

AnyRow = Row[*tuple[Any, ...]]

_FIELDS = tuple(spec.name for spec in fields(Check))
CHECK_COLUMNS = tuple(checks.c[name] for name in _FIELDS)
"""The columns that make a Check, in the order of its fields."""


def row_of(check: Check, part: int, line: int) -> dict[str, Any]:
    """Return the row of the check that stands in ``line`` of ``part``, both counted from 1."""
    row = {name: getattr(check, name) for name in _FIELDS}
    finding = check.finding.value if check.finding else None
    return row | {
        "part": part,
        "line": line,
        "outcome": check.outcome.value,
        "finding": finding,
    }


def check_of(row: AnyRow) -> Check:
    """Return the Check in a row of ``CHECK_COLUMNS``."""
    values = dict(zip(_FIELDS, row, strict=True))
    finding = values["finding"]
    return Check(
        **values
        | {
            "outcome": Outcome(values["outcome"]),
            "finding": Finding(finding) if finding else None,
        }
    )


def head_of(row: AnyRow) -> Head:
    """Return the Version in a row of (record, sha256), with the hash of its stored bytes."""
    return Head(record=decode(Version, row.record, what="a record in the index"), sha256=row.sha256)
