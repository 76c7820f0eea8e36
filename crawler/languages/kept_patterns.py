"""Patterns whose compiled form is kept beside the languages' files.

Python takes a third of a second to compile the wordings of all languages, in every process that
reads a page. What it makes of a pattern is a list of numbers. They are kept for each release of
Python that they were made with, under the digest of the pattern, and are used by no other: where
nothing is kept, Python compiles as ever. ``python -m tests.languages.kept`` writes them, and a test
says when they are out of date.
"""

import hashlib
import json
import re
import zlib
from array import array
from functools import cache
from importlib.resources import files
from typing import TypeAlias
from unicodedata import unidata_version

try:
    # Python's own engine, which has no public door but the compiler.
    import _sre  # type: ignore[import-not-found]
except ImportError:  # pragma: no cover
    _sre = None

_NUMBERS = "I"
"""As ``array`` names the engine's numbers."""

_Kept: TypeAlias = tuple[int, dict[str, int], int, int]
"""What is kept of a pattern: its groups and their names, and where its numbers lie."""


asked: dict[str, re.Pattern[str]] = {}
"""The patterns that this process has asked for, by digest: they are what is to be kept."""


def kept_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return ``re.compile(source, flags)``, without compiling where the outcome is kept.

    The flags stand here alone, none in the source.
    """
    flags |= re.UNICODE
    key = digest_of(source, flags)
    found = asked[key] = _made(key, source, flags) or re.compile(source, flags)
    return found


def digest_of(source: str, flags: int) -> str:
    """Return what a pattern is kept under."""
    return hashlib.sha256(f"{int(flags)} {source}".encode()).hexdigest()[:24]


def file_name(magic: int, unidata: str) -> str:
    """Return where the patterns lie for an engine with these tables of Unicode."""
    return f"patterns-{magic}-{unidata}.bin"


def read_kept(data: bytes) -> tuple[dict[str, _Kept], bytes]:
    """Return the patterns by digest, and the numbers of all, each pattern's compressed."""
    head, _, numbers = data.partition(b"\n")
    return json.loads(head), numbers


@cache
def _all() -> tuple[dict[str, _Kept], bytes]:
    if _sre is None or array(_NUMBERS).itemsize != _sre.CODESIZE:
        return {}, b""
    place = files("crawler.languages").joinpath("data", file_name(_sre.MAGIC, unidata_version))
    try:
        return read_kept(place.read_bytes())
    except FileNotFoundError:
        return {}, b""


def _made(key: str, source: str, flags: int) -> re.Pattern[str] | None:
    patterns, numbers = _all()
    kept = patterns.get(key)
    if kept is None:
        return None
    groups, names, begin, end = kept
    places: list[str | None] = [None] * (groups + 1)
    for name, at in names.items():
        places[at] = name
    code = array(_NUMBERS, zlib.decompress(numbers[begin:end])).tolist()
    made: re.Pattern[str] = _sre.compile(source, flags, code, groups, names, tuple(places))
    return made
