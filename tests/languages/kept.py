"""Write what is kept of the data files. ``python -m tests.languages.kept [PYTHON ...]``.

Compiled patterns are written for this Python, and for the others that are named, or found: each
release has its own form of them. What is kept for a release that is missing here is of no use to it
until somebody with that release writes it anew.
"""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from crawler.extract import pipeline
from crawler.extract.live import declared_entries
from crawler.extract.rules import comment_wordings, house_wordings, notices
from crawler.extract.rules import credits as crediting
from crawler.languages import Kind, by_language, detect, kept_patterns, pattern, tables, wordings
from crawler.languages.kept import NAME

FOLDER = Path(tables.__file__).parent / "data"
FILE = FOLDER / NAME


def current() -> dict[str, Any]:
    """Return what should be kept, worked out anew."""
    read = {
        code: {kind.value: list(entries) for kind, entries in table.items()}
        for code, table in tables.worked_out().items()
    }
    return {
        "tables": {"made_of": tables.tables_made_of(), "value": read},
        "needles": {
            "made_of": wordings.needles_made_of(),
            "value": [*wordings.worked_out()],
        },
    }


@cache
def sources() -> dict[str, tuple[str, int]]:
    """Return the patterns whose compiled form should be kept, with their flags, by digest.

    A process of its own tells them: this one may have asked for others.
    """
    call = [sys.executable, "-c", "from tests.languages.kept import tell; tell()"]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=True)
    return {key: (source, flags) for key, (source, flags) in json.loads(done.stdout).items()}


def tell() -> None:
    """Write those patterns to standard output, as JSON."""
    assert pipeline  # its modules make most of them as they are imported
    for make in (
        *(house_wordings._counters, house_wordings._relative, house_wordings._label),
        *(house_wordings._clock, comment_wordings._headings, comment_wordings._prompts),
        *(comment_wordings._says, comment_wordings._dates, comment_wordings._days),
        *(notices._developing, notices._clock, crediting._label_pattern, crediting._bare_pattern),
        *(declared_entries._address_words, detect._scripts),
    ):
        make()
    for kind in (Kind.LIVE_HEADLINES, Kind.SOFT_404, Kind.OFFERS, Kind.READ_MORE):
        pattern(kind)
    notices._patterns(None)
    for code in tables.LANGUAGES:
        _of_language(code)
    asked = kept_patterns.asked.items()
    json.dump({key: (one.pattern, one.flags) for key, one in asked}, sys.stdout)


def _of_language(code: str) -> None:
    if code in by_language(Kind.HOUSE_LINES):
        house_wordings._house(code)
    for make in (house_wordings._wholes, house_wordings._asks, house_wordings._pointer):
        make(code)
    if code in by_language(Kind.NOTICE_LABELS):
        notices._patterns(code)
    if code in by_language(Kind.CREDIT_SENTENCES):
        crediting._openings(code)
        crediting._sentence_patterns(code)


def _pythons() -> list[str]:
    """Return this Python and the others to write for."""
    found = sys.argv[1:] or [shutil.which(f"python3.{minor}") or "" for minor in (11, 12, 13)]
    return [sys.executable, *filter(None, found)]


def main() -> None:
    """Write it all."""
    text = json.dumps(current(), ensure_ascii=False, separators=(",", ":"))
    FILE.write_text(text + "\n", encoding="utf-8")
    call, given = [Path(__file__).parent / "compiled.py", FOLDER], json.dumps(sources())
    for python in _pythons():
        if subprocess.run([python, *call], input=given, text=True, check=False).returncode:
            print(f"nothing was written for {python}")  # noqa: T201  # a script


if __name__ == "__main__":
    main()
