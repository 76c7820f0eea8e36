"""Recorded cases: a directory a rule, with the page, the frozen time and what must come out.

Without its rule, each case fails.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import extract
from crawler.extract.rules import body

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


def _run(case: Path, **more: Any) -> dict[str, Any]:
    meta = json.loads((case / "meta.json").read_text("utf-8"))
    found = extract(
        (case / "page.html").read_bytes(),
        meta["url"],
        fetched_at=datetime.fromisoformat(meta["fetched_at"]),
        **more,
    )
    return asdict(found)


def _expected(case: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return expected


def _as_json(found: dict[str, Any], keys: dict[str, Any]) -> Any:
    return json.loads(json.dumps({key: found[key] for key in keys}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    """The page gives what is recorded."""
    expected = _expected(case)
    assert _as_json(_run(case), expected) == expected


@pytest.mark.parametrize("rule", body.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_needed(rule: Callable[..., None]) -> None:
    """Each rule has a case of its name, which fails without it."""
    case = Path(__file__).parent / "cases" / rule.__name__
    expected = _expected(case)
    without = tuple(other for other in body.RULES if other is not rule)
    assert _as_json(_run(case, rules=without), expected) != expected
