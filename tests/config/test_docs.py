"""docs/run/configuration.md against the model: the tables cannot drift from what is read."""

import re
import types
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from crawler.config import AlertConfig, Config, Schedule, SiteConfig, SourceConfig
from crawler.config.environment import variables

_PAGE = (Path(__file__).parents[2] / "docs" / "run" / "configuration.md").read_text(
    encoding="utf-8"
)
_WORDS = {
    str: "text",
    int: "number",
    float: "duration",
    bool: "yes or no",
    timedelta: "duration",
    Schedule: "schedule",
    dict: "mapping",
}
_ITEMS = {
    "feeds": "URLs",
    "sitemaps": "URLs",
    "sections": "URLs",
    "urls": "URLs",
    "include": "regular expressions",
}
_ITEMS |= {"exclude": "regular expressions", "drop": "CSS selectors", "keep": "CSS selectors"}
_CHOSEN_BY_MACHINE = {"crawl.user_agent", "crawl.workers"}


def _rows(heading: str) -> dict[str, list[str]]:
    """Return the table under a heading.

    Key to its other cells but the meaning, which must not be empty.
    """
    section = _PAGE.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in section.splitlines()
        if line.startswith("| `")
    ]
    assert all(row[-1].strip(" |") for row in rows)
    return {row[0].strip("`| "): row[1:-1] for row in rows}


def _kind(name: str, annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        (inner,) = [part for part in get_args(annotation) if part is not type(None)]
        return f"{_kind(name, inner)} or null"
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if origin is tuple:
        return f"list of {_ITEMS[name]}" if name in _ITEMS else "list"
    if hasattr(annotation, "__metadata__"):
        return _kind(name, get_args(annotation)[0])
    return _WORDS[origin or annotation]


def _default(field: FieldInfo) -> str:
    # no factory here takes data
    value = field.get_default(call_default_factory=True)  # type: ignore[call-overload, unused-ignore]
    if field.is_required():
        return "required"
    if isinstance(value, timedelta):
        return f"`{_short(value)}`"
    plain = {None: "null", True: "true", False: "false"}
    return (
        f"`{plain[value]}`"
        if value is None or isinstance(value, bool)
        else f"`{'[]' if value == () else value}`"
    )


def _short(span: timedelta) -> str:
    """Return the span as config.yaml writes it.

    Days from a week on, else hours, minutes or seconds.
    """
    if span.total_seconds() < 60:
        return f"{int(span.total_seconds())}s"
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{span.days}d" if hours >= 7 * 24 else f"{hours}h" if hours else f"{minutes}m"


def _field(path: tuple[str | int, ...]) -> FieldInfo:
    model: type[BaseModel] = Config
    for step in path[:-1]:
        inner = model.model_fields[str(step)].annotation
        assert isinstance(inner, type)
        model = inner
    return model.model_fields[str(path[-1])]


def test_every_key_and_variable() -> None:
    """The table of keys names each key, its variable, kind and default, and nothing else."""
    leaves = {variable: path for variable, path in variables().items() if not _is_section(path)}
    expected = {}
    for variable, path in leaves.items():
        key, field = ".".join(map(str, path)), _field(path)
        expected[key] = [f"`{variable}`", _kind(str(path[-1]), field.annotation), _default(field)]
    rows = _rows("## Keys")
    for key in _CHOSEN_BY_MACHINE:
        rows[key][-1] = expected[key][-1] = ""
    assert rows == expected


def _is_section(path: tuple[str | int, ...]) -> bool:
    annotation = _field(path).annotation
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("### One source", SourceConfig),
        ("### A schedule", Schedule),
        ("### One alert", AlertConfig),
        ("### One site", SiteConfig),
    ],
)
def test_inner_tables(heading: str, model: type[BaseModel]) -> None:
    """The tables of a source, a schedule, an alert and a site name each key with its kind and
    default.
    """
    expected = {
        name: [_kind(name, field.annotation), _default(field)]
        for name, field in model.model_fields.items()
    }
    assert _rows(heading) == expected


def test_examples_in_the_text() -> None:
    """Every variable that the page mentions exists."""
    mentioned = set(re.findall(r"PALIMPSEST_[A-Z_]+[A-Z]", _PAGE)) - {
        "PALIMPSEST_CONFIG",
        "PALIMPSEST_SIGNING_KEY",
        "PALIMPSEST_EXPORT_KEY",
        "PALIMPSEST_EXPORT_CERTIFICATE",
        "PALIMPSEST_CHROMIUM",
    }
    assert mentioned <= set(variables())
