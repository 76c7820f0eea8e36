"""The text on a page, story or not, with where each piece stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box around pieces of text: the first of them by its number, how many, and their length."""

    tag: str
    name: str
    first: int
    blocks: int
    chars: int


@dataclass(frozen=True, slots=True)
class PageObject:
    """A picture, film or quoted post, and where it stands among the pieces of text."""

    address: str
    first: int
    """The first piece of text in the smallest box with text around it."""
    blocks: int
    """How many that box holds."""
    framed: bool = False
    """Whether it is a film, a post or the like of another service."""


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A piece of text that a reader sees apart from others, and where it stands."""

    text: str
    boxes: tuple[PageBox, ...]
    """The boxes around it, the nearest first. The page itself is none."""
    links: tuple[str, ...]
    """The addresses of other pages that it leads to."""
    linked: float
    """Share of its characters inside links."""
    opens_linked: bool
    """Whether it begins with a link, and a new sentence or nothing follows the link."""
    closes: str
    """The words of the link that it ends with, behind a whole sentence; empty where there is none.
    """
    bold: float
    heading: bool
    ends: bool
    """Whether it ends as a sentence does."""
    prompt: bool
    """Whether it is a widget's line and nothing else: "You may also like"."""
    objects: tuple[PageObject, ...] = ()
    """What is shown between it and the piece before, or in it."""

    @property
    def place(self) -> tuple[tuple[str, str], ...]:
        """Tags and names of the boxes around it: the same for like pieces of one page."""
        return tuple((box.tag, box.name) for box in self.boxes)

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags of the boxes around it: the same for like pieces of two looks at a page."""
        return tuple(box.tag for box in self.boxes)
