"""What programs may have done: a page archived and watched, an article no longer watched."""

from dataclasses import dataclass
from typing import Any, Protocol

from crawler.errors import PalimpsestError


class NoOrders(PalimpsestError):
    """Nobody here carries orders out."""


class TooManyOrders(PalimpsestError):
    """More was ordered lately than is done. ``seconds`` says when to try again."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message, hint=f"Try again in {seconds} s.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One page that is to be archived now, and watched from then on."""

    run: str
    """The run that does it; not in the archive before it has its turn."""
    url: str
    article: str
    """The article that the URL names, as far as the URL alone tells."""


class Orders(Protocol):
    """Whoever carries orders out. Called on the event loop."""

    async def archive(self, url: str) -> Order:
        """Have a page archived now, and watched.

        Returns the order that was given for the same page a moment ago, if one was. Raises
        ``BadUrl``, ``TooManyOrders`` and the errors of store and index.
        """
        ...

    async def unwatch(self, article: str) -> dict[str, Any]:
        """End the watching of an article. Returns what ``palimpsest unwatch --json`` prints.

        Raises ``UnknownArticle`` and the errors of store and index.
        """
        ...

    def known(self, run: str) -> Order | None:
        """Return the order that this run carries out or will, if it is remembered."""
        ...
