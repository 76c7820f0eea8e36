"""What came of feeding an index."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A stored object that the index had to leave out."""

    key: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """How many stored objects went into the index, and which could not."""

    versions: int = 0
    aliases: int = 0
    parts: int = 0
    damaged: tuple[Damaged, ...] = ()
