"""What was decided on a page's blocks, and the form of the rules that decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from crawler.extract.blocks.block import Block
from crawler.extract.blocks.layout import PageLayout

STORY_P_DOUBTFUL = 0.08
"""Probability from which a paragraph can be story if a box like its own is full of it."""

JUDGED = "judged"
"""The reason of a decision that no rule has touched."""


class BlockRole(Enum):
    """What a rule takes a block for."""

    LIST_ITEM = auto()
    """One of a widget's list."""
    TEASER = auto()
    """Of another article."""
    CREDIT = auto()
    """A line that credits the story's source."""
    OTHERS = auto()
    """What other people wrote on the story: a comment, a reply."""
    CAPTION = auto()
    """The words below a picture that has no figure."""
    POST = auto()
    """Of a quoted post of another service."""
    ELSEWHERE = auto()
    """Of a widget, a stream, or another story on the page."""


@dataclass(slots=True)
class BlockDecision:
    """What was decided on one block, and why."""

    block: Block
    at: int
    score: float
    kept: bool
    reason: str
    """For people."""
    row: Sequence[float] | None
    ruled: bool = False
    """Whether a rule has said what the block is."""
    role: BlockRole | None = None
    """What the last rule took it for, where other rules ask for that."""

    @property
    def open(self) -> bool:
        """Whether the block was left out by its measures alone: no rule has said what it is."""
        return not self.kept and not self.ruled

    def drop(self, reason: str, role: BlockRole | None = None) -> None:
        """Take the block out of the story."""
        self.kept, self.reason, self.ruled, self.role = False, reason, True, role

    def keep(self, reason: str, role: BlockRole | None = None) -> None:
        """Put the block into the story."""
        self.kept, self.reason, self.ruled, self.role = True, reason, True, role


Rule = Callable[[PageLayout, list[BlockDecision]], None]
