"""What a page shows beside its story, as far as a judgement of the story needs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSigns:
    """What stands on a page, story or not."""

    texts: tuple[str, ...] = ()
    """Every piece of text that a reader sees, in document order, white space folded."""
    sent_on: str | None = None
    """The address that the page sends its readers on to at once."""
    buttons: tuple[str, ...] = ()
    """What its buttons say."""
    walls: frozenset[str] = frozenset()
    """Names of elements that the site calls a paywall."""
    password: bool = False
    """Whether it asks for a password."""
    lists: bool = False
    """Whether it lists other pages and tells next to nothing itself."""
