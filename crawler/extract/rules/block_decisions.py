"""What was decided on a page's blocks, and the form of the rules that decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crawler.extract.blocks.block import Block
from crawler.extract.blocks.layout import PageLayout

STORY_P_DOUBTFUL = 0.08
"""Probability from which a paragraph can be story if a box like its own is full of it."""

JUDGED = "judged"
"""The reason of a decision that no rule has touched."""


@dataclass(slots=True)
class BlockDecision:
    """What was decided on one block, and why."""

    block: Block
    at: int
    score: float
    kept: bool
    reason: str
    row: Sequence[float] | None

    @property
    def open(self) -> bool:
        """Whether the block was left out by its measures alone: no rule has said what it is."""
        return not self.kept and self.reason == JUDGED

    def drop(self, reason: str) -> None:
        """Take the block out of the story."""
        self.kept, self.reason = False, reason

    def keep(self, reason: str) -> None:
        """Put the block into the story."""
        self.kept, self.reason = True, reason


Rule = Callable[[PageLayout, list[BlockDecision]], None]
