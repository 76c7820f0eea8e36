"""Whether a change was announced, and by what that was told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Silence(StrEnum):
    """Whether anything announced a change of the text.

    The strings are stored and are a contract.
    """

    ANNOUNCED = "announced"
    SILENT = "silent"
    UNKNOWN = "unknown"


EvidenceKind = Literal[
    "notice",
    "shown",
    "declared",
    "listed",
    "last_modified",
    "published",
    "extent",
    "extractor",
    "entry",
]
"""What can speak for a change or against it: a notice in the text, the line that shows readers an
update, the date that the page declares to machines, the date of the list that named it, the header
of the answer; and what makes the rest doubtful: another date of publication, a change of no more
than characters, texts of two extractors. ``entry`` is the time of a live blog's entry: of one that
came, or of the last change of one that was edited.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceEvidence:
    """One thing that can tell whether a change was announced, before it and with it."""

    kind: EvidenceKind
    old: str | None = None
    new: str | None = None
    says: Silence | None = None
    """What it speaks for; None where it speaks neither way."""
