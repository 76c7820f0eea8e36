"""Each outcome, kind and finding is made, tested and documented; nothing else lists them.

A new member in ``crawler/model/enums.py`` alone fails here, and the failure says what is missing.
"""

import ast
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from crawler.config import ALERT_KINDS, FIRST_VERSION
from crawler.config.model import AlertConfig
from crawler.model import (
    ANSWERED,
    CHANGES,
    CONFIRMED,
    DOUBTFUL,
    SHOWS_TEXT,
    VERSIONED,
    Change,
    ChangeKind,
    Finding,
    Outcome,
    Silence,
)
from crawler.model.silence import EvidenceKind
from crawler.plan import Trigger
from jobs.children import JobResult
from jobs.reading.change_list import check_kind
from jobs.web.pages.compare import _EVIDENCE

ROOT = Path(__file__).resolve().parents[1]


MADE_UP = SimpleNamespace(
    name="RETITLED", value="retitled", description="nothing", label="retitled"
)
"""A member that stands in one place only."""


@cache
def rows(page: str) -> dict[str, str]:
    """Return the first cell's words in backticks of each table row of a page, each to its row."""
    text = next((ROOT / "docs").rglob(page)).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in re.findall(r"^\|.*\|$", text, re.MULTILINE):
        for word in re.findall(r"`([^`]+)`", row.split("|")[1]):
            found[word] = found.get(word, "") + row
    return found


@cache
def named(folder: str) -> frozenset[str]:
    """Return what the Python files below a folder name: ``Class.MEMBER``, and plain strings."""
    found: set[str] = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.add(f"{node.value.id}.{node.attr}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(found)


def kind_lacks(kind: Any) -> list[str]:
    """Return what a kind of change still wants, in words."""
    member = f"ChangeKind.{kind.name}"
    wants = {
        "a rule that gives it, in crawler/change": member in named("crawler/change"),
        "a test that expects it, in tests/change": {kind.value, member} & named("tests/change"),
        "a row of the table of kinds in changes.md, with its description": (
            kind.description in rows("changes.md").get(kind.value, "")
        ),
        "an edit in bench/changes_edits.py, or a line in WANT_A_HISTORY of bench/changes.py": (
            {kind.value, member} & named("bench")
        ),
        "a place among the kinds that alerts take": kind.value in ALERT_KINDS,
    }
    return [what for what, there in wants.items() if not there]


def finding_lacks(finding: Any) -> list[str]:
    """Return what a suspicion's finding still wants, in words."""
    member = f"Finding.{finding.name}"
    wants = {
        "evidence that leads to it, in crawler/change": (
            {member, finding.label} & named("crawler/change")
        ),
        "a test that expects it, in tests/change": (
            {member, finding.label} & named("tests/change")
        ),
        "a row of the table of findings in changes.md": finding.label in rows("changes.md"),
    }
    return [what for what, there in wants.items() if not there]


def outcome_lacks(outcome: Any) -> list[str]:
    """Return what an outcome still wants, in words."""
    made = named("crawler/change") | named("crawler/ingest")
    wants = {
        "code that gives it, in crawler/change or crawler/ingest": (
            f"Outcome.{outcome.name}" in made
            or any(one.outcome == outcome.value for one in Finding)
        ),
        "a row of the table of outcomes in cli.md": outcome.value in rows("cli.md"),
    }
    return [what for what, there in wants.items() if not there]


@pytest.mark.parametrize("kind", ChangeKind)
def test_a_kind_of_change_is_complete(kind: ChangeKind) -> None:
    """It has a rule, a test, a row in the docs and an edit in the bench; filters take it."""
    lacks = kind_lacks(kind)
    assert not lacks, f"{kind} lacks {'; '.join(lacks)}"
    alert = AlertConfig.model_validate({"name": "a", "targets_env": "A", "kinds": [kind.value]})
    assert alert.kinds == (kind,)
    check_kind(kind.value)


@pytest.mark.parametrize("finding", Finding)
def test_a_finding_is_complete(finding: Finding) -> None:
    """It has evidence, a test and a row in the docs, under the outcome that follows from it."""
    lacks = finding_lacks(finding)
    assert not lacks, f"{finding} lacks {'; '.join(lacks)}"
    assert f"| `{finding.outcome}` |" in rows("changes.md")[finding.label]
    assert Finding.named(finding.label) is finding


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_complete(outcome: Outcome) -> None:
    """Something gives it, and the docs say what it means."""
    lacks = outcome_lacks(outcome)
    assert not lacks, f"{outcome} lacks {'; '.join(lacks)}"


def test_a_member_in_one_place_only_is_told_what_is_missing() -> None:
    """Whoever adds a word to the enum alone is told of each other place."""
    assert len(kind_lacks(MADE_UP)) == 5
    assert len(finding_lacks(MADE_UP)) == 3
    assert len(outcome_lacks(MADE_UP)) == 2


def test_words_of_the_docs_are_the_words_of_the_code() -> None:
    """Evidence, silence and results stand in the docs; something makes runs of each trigger."""
    assert set(get_args(EvidenceKind)) <= rows("changes.md").keys()
    assert set(get_args(EvidenceKind)) == _EVIDENCE.keys()
    everything = "".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    for word in (*Silence, *JobResult):
        assert f"`{word}`" in everything
    assert {f"Trigger.{trigger.name}" for trigger in Trigger} <= named("jobs")


def test_alerts_take_every_kind_and_first_versions() -> None:
    """No list of kinds is kept by hand: filters take those of the enum, in its order."""
    assert (FIRST_VERSION, *ChangeKind) == ALERT_KINDS
    with pytest.raises(ValueError, match=r"this must be 'new', 'headline', .* or 'returned'"):
        AlertConfig.model_validate({"name": "a", "targets_env": "A", "kinds": ["headlines"]})


def test_what_follows_from_an_outcome() -> None:
    """The properties as sets, member by member: what is stored and shown hangs on them."""
    assert {"new", "changed", "gone"} == VERSIONED
    assert {"changed", "gone"} == CHANGES
    assert VERSIONED | {"unchanged", "not_modified"} == CONFIRMED
    assert {"new", "changed", "unchanged"} == SHOWS_TEXT
    assert SHOWS_TEXT | {"gone", "suspect", "blocked", "unreadable"} == ANSWERED
    assert {"suspect", "blocked"} == DOUBTFUL
    trouble = {outcome for outcome in Outcome if outcome.is_trouble}
    assert trouble == {"failed", "unreadable", "refused", "blocked"}
    notable = {outcome for outcome in Outcome if outcome.is_notable}
    assert notable == trouble | VERSIONED | {"suspect"}
    kept = {outcome for outcome in Outcome if outcome.keeps_validators}
    assert kept == SHOWS_TEXT | {"not_modified"}


def test_a_record_of_before_silence_is_read_by_its_kinds() -> None:
    """A kind of the text without ``stealth`` is unknown silence; one of a later release is kept."""
    of_text = {kind for kind in ChangeKind if kind.is_of_text}
    assert of_text == {"addition", "entry", "removal", "rewrite", "correction", "fact"}
    for kind in ChangeKind:
        expected = Silence.UNKNOWN if kind in of_text else None
        assert Change(kinds=(kind.value,)).silence is expected
    assert Change(kinds=("retitled",)).kinds == ("retitled",)
