"""Links that wait until there is room for them.

Requests are made of a few at a time, whatever number a list holds.
"""

from collections.abc import Iterator
from itertools import chain

from crawler.capture import Links
from crawler.codec import format_utc
from crawler.discover import Link
from crawler.plan import ListTarget, PageTarget

WINDOW = 200
"""Pages of one list that are asked for at once. Each that ends makes room for the next."""

MAX_BYTES = 64_000_000
"""What may wait in one run, packed. Links beyond that are left for a later run."""

Place = tuple[str | None, str | None]
"""The source, and the list of its that named a page."""


class Backlog:
    """The links of one run that wait, list by list."""

    def __init__(self) -> None:
        self._waiting: dict[Place, Iterator[PageTarget]] = {}
        self._bytes = 0
        self.left = 0
        """How many links wait. Asked after every page, so it is counted along."""

    def has_room_for(self, links: Links) -> bool:
        """Return whether these links may wait, too."""
        return self._bytes + links.size <= MAX_BYTES

    def add(self, found_in: ListTarget, links: Links) -> Place:
        """Take the links of a list, and return the place at which they wait."""
        place = (found_in.source, found_in.url)
        self._bytes += links.size
        self.left += len(links)
        waiting = self._waiting.get(place, iter(()))  # of one URL that is read as two kinds of list
        self._waiting[place] = chain(waiting, (_target_of(link, found_in) for link in links))
        return place

    def take(self, place: Place) -> PageTarget | None:
        """Return the next page that waits there, or None where none does."""
        waiting = self._waiting.get(place)
        target = next(waiting, None) if waiting is not None else None
        if target is None:
            self._waiting.pop(place, None)
        else:
            self.left -= 1
        return target

    def rest(self) -> Iterator[PageTarget]:
        """Yield all that waits."""
        for place in tuple(self._waiting):
            while (target := self.take(place)) is not None:
                yield target


def _target_of(link: Link, found_in: ListTarget) -> PageTarget:
    return PageTarget(
        url=link.url,
        source=found_in.source,
        rescue=link.full_text,
        title=link.title,
        published=format_utc(link.published) if link.published else None,
        modified=format_utc(link.lastmod) if link.lastmod else None,
        found_in=found_in.url,
    )
