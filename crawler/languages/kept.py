"""What is worked out of the data files, kept beside them in ``data/kept.json``.

Reading 38 files of TOML and looking for needles in a thousand patterns takes a fifth of a second,
and every process that reads a page would pay it. What is kept counts only while it was made of the
very files that lie there; else all is worked out anew. ``python -m tests.languages.kept`` writes
it, and a test says when it is out of date.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

NAME = "kept.json"


def sources(codes: Sequence[str]) -> Mapping[str, str]:
    """Return the text of each language's file."""
    folder = files("crawler.languages").joinpath("data")
    return {code: folder.joinpath(f"{code}.toml").read_text("utf-8") for code in codes}


def digest(parts: Sequence[str]) -> str:
    """Return one hash of all that something was worked out of."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def kept(name: str, made_of: str) -> Any:  # noqa: ANN401  # JSON of two shapes
    """Return what is kept under a name, None where it was made of something else."""
    entry = _all().get(name)
    return entry["value"] if entry is not None and entry["made_of"] == made_of else None


@cache
def _all() -> Mapping[str, Any]:
    try:
        text = files("crawler.languages").joinpath("data", NAME).read_text("utf-8")
    except FileNotFoundError:
        return {}
    found: Mapping[str, Any] = json.loads(text)
    return found
