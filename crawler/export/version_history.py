"""An Article's versions as they can be compared.

Each with its text as one extractor gives it, and its difference from the one before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.diff import Diff, text_difference
from crawler.model import Extraction, Version

_NOTHING = Extraction(extractor="")


@dataclass(frozen=True, slots=True)
class VersionStep:
    """One version. ``text`` is None for a removal, ``difference`` for the first version."""

    version: Version
    text: Extraction | None
    difference: Diff | None


@dataclass(frozen=True, slots=True)
class History:
    """Versions in order, and a note on how their texts were made comparable.

    "" where as they were recorded.
    """

    steps: tuple[VersionStep, ...]
    note: str = ""

    @classmethod
    def of(
        cls, versions: Sequence[Version], texts: Sequence[Extraction | None], note: str = ""
    ) -> "History":
        """Compare each version with the one before it."""
        differences = [
            None,
            *(text_difference(old or _NOTHING, new or _NOTHING) for old, new in pairwise(texts)),
        ]
        return cls(tuple(map(VersionStep, versions, texts, differences)), note)
