"""Which pages a run has asked for, and which further sources listed them."""

from crawler.capture import Overlap
from crawler.plan import PageTarget


class SeenPages:
    """The pages of one run, each asked for once.

    An article is known by the hash of its name: a run may hold half a million, and of those two
    hashes are equal once in a hundred million runs.
    """

    def __init__(self) -> None:
        self._first: dict[int, str | None] = {}
        self._told: set[tuple[int, str]] = set()
        self.overlaps: list[Overlap] = []
        """What further sources listed, each source of a page once."""

    @property
    def lines(self) -> int:
        """Return how many check lines they come to: one for each page, one for each overlap."""
        return len(self._first) + len(self.overlaps)

    def __contains__(self, key: str) -> bool:
        """Return whether this article was asked for."""
        return hash(key) in self._first

    def take(self, key: str, target: PageTarget) -> bool:
        """Return whether this is the first time that the article is wanted.

        If not, the source that wants it too is noted.
        """
        number, source = hash(key), target.source
        if number not in self._first:
            self._first[number] = source
            return True
        first = self._first[number]
        if source is not None and source != first and (number, source) not in self._told:
            self._told.add((number, source))
            self.overlaps.append(
                Overlap(url=target.url, source=source, modified=target.modified, first=first)
            )
        return False
