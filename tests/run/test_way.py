"""The way of a page through ingest, as a reader of the code goes it."""

import ast
import re
from pathlib import Path

INGEST = Path(__file__).resolve().parents[2] / "crawler" / "ingest"
STEPS = (
    "article_lookup",
    "admit",
    "extract",
    "settle",
    "decision",
    "store_version",
    "check_line",
    "check_log",
)
"""The steps' files in their order; ``recorder`` calls them."""


def _steps_imported(name: str) -> set[str]:
    tree = ast.parse((INGEST / f"{name}.py").read_text("utf-8"))
    modules = (node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {module.rpartition(".")[2] for module in modules if "crawler.ingest." in module}


def test_no_step_leads_back() -> None:
    """A step uses only steps before it, and the recorder names them in their order."""
    for number, name in enumerate(STEPS):
        assert not _steps_imported(name) & {"recorder", *STEPS[number:]}, name
    ways = {
        "_check": ("_extractor.", "self._read(", "_decisions.compared", "_lines.page"),
        "_read": ("_settler.", "_decisions.", "self._stored("),
        "_stored": ("_versions.",),
    }
    text = (INGEST / "recorder.py").read_text("utf-8")
    for name, calls in ways.items():
        way = re.split(r"\n    (?:async )?def ", text[text.index(f"def {name}(") + 4 :])[0]
        places = [way.index(call) for call in calls]
        assert places == sorted(places), name


def test_a_lost_race_is_caught_once() -> None:
    """Whoever loses a race raises ``LostRace``, and one place in the project handles it."""
    texts = [path.read_text("utf-8") for path in INGEST.parents[0].rglob("*.py")]
    assert sum(text.count("except LostRace") for text in texts) == 1
