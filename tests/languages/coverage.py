"""The table of languages and kinds: who has what. ``python -m tests.languages.coverage`` writes it.

``coverage.txt`` is what the project says that it has. A test compares it with the data files, so
that a kind that is filled or lost is seen by whoever reads the change.
"""

from collections.abc import Mapping
from pathlib import Path

from crawler.languages import LANGUAGES, Kind, flagged

TABLE = Path(__file__).with_name("coverage.txt")
_HEAD = "x: has it, .: lacks it. Written by `python -m tests.languages.coverage`."


def found() -> Mapping[Kind, frozenset[str]]:
    """Return the languages that have each kind, by the data files."""
    return {kind: flagged(kind) for kind in Kind}


def written(text: str) -> Mapping[Kind, frozenset[str]]:
    """Return the languages that have each kind, by the table."""
    _, names, *rows = text.splitlines()
    codes = names.split()
    return {
        Kind(name): frozenset(code for code, mark in zip(codes, marks, strict=True) if mark == "x")
        for name, *marks in (row.split() for row in rows)
    }


def table() -> str:
    """Return the table that the data files make."""
    width = max(map(len, Kind))
    head = " " * width + "".join(f" {code:>3}" for code in LANGUAGES)
    rows = [
        f"{kind:<{width}}" + "".join(f"   {'x' if code in codes else '.'}" for code in LANGUAGES)
        for kind, codes in found().items()
    ]
    return "\n".join([_HEAD, head, *rows]) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
