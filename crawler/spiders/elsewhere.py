"""What a crawl that is bound to one site leaves to the crawls of others."""

from collections.abc import Iterable
from dataclasses import replace

from crawler.capture import Overlap
from crawler.handing_on import (
    Begun,
    BegunFetch,
    BegunRobots,
    Lease,
    Onward,
    Target,
    TargetKey,
    handed_to,
    key_of_target,
)
from crawler.identity import site_of
from crawler.plan import ListTarget, PageTarget
from crawler.spiders.rules import key_of


class Elsewhere:
    """Pages and lists that lie on other sites, or lead there, each once. Without a lease: none."""

    def __init__(self, lease: Lease | None) -> None:
        self._site = lease.site if lease is not None else None
        self.begun = handed_to(lease)
        """What other crawls have handed to this one."""
        self._targets: dict[TargetKey, Target] = {}
        self._pages: dict[str, TargetKey] = {}
        self._fetches: dict[TargetKey, BegunFetch] = {}
        self._robots = {one.origin: one for one in self.begun.robots}

    def hands_on(self, url: str) -> bool:
        """Return whether this page is left to another crawl."""
        return key_of(url) in self._pages

    def onward(self, overlaps: Iterable[Overlap] = ()) -> Onward:
        """Return what is left to others, with the further sources that listed it."""
        for overlap in overlaps:
            self._share(overlap)
        found = self._targets.values()
        return Onward(
            pages=tuple(one for one in found if isinstance(one, PageTarget)),
            lists=tuple(one for one in found if isinstance(one, ListTarget)),
            begun=Begun(fetches=tuple(self._fetches.values()), robots=tuple(self._robots.values())),
        )

    @property
    def sought_robots(self) -> tuple[BegunRobots, ...]:
        """Return the robots.txt of other sites that redirect to this one."""
        return tuple(
            one
            for one in self.begun.robots
            if one.next_url is not None
            and site_of(one.next_url) == self._site
            and site_of(one.origin) != self._site
        )

    def takes(self, target: Target, *, parent: str | None = None, depth: int = 0) -> bool:
        """Take what lies on another site. Returns whether it does.

        ``parent`` is the list that named a list, ``depth`` how many lists lie above it.
        """
        if self._site is None or site_of(self.begun.next_url(target)) in {None, self._site}:
            return False
        begun = self.begun.fetch_of(target)
        if begun is None and (parent is not None or depth):
            begun = _as_named(target, parent, depth)
        self.hand_on(target, begun)
        return True

    def hand_on(self, target: Target, begun: BegunFetch | None) -> None:
        """Leave a target to another crawl, with what was fetched on its behalf."""
        key = key_of_target(target)
        self._targets.setdefault(key, target)
        if isinstance(target, PageTarget):
            self._pages.setdefault(key_of(target.url), key)
        if begun is not None:
            self._fetches.setdefault(key, begun)

    def _share(self, overlap: Overlap) -> None:
        """Hand a page on for a further source, too."""
        key = self._pages.get(key_of(overlap.url))
        if key is not None:
            begun = self._fetches.get(key)
            also = replace(begun, source=overlap.source) if begun is not None else None
            self.hand_on(replace(self._targets[key], source=overlap.source), also)

    def know_robots(self, robots: BegunRobots) -> None:
        """Hand on how far an origin's robots.txt has come."""
        self._robots[robots.origin] = robots

    def end_robots(self, robots: BegunRobots, failure: str) -> None:
        """Hand on that an origin's robots.txt cannot be had."""
        self.know_robots(replace(robots, next_url=None, failure=failure))


def _as_named(target: Target, parent: str | None, depth: int) -> BegunFetch:
    url, source, kind = key_of_target(target)
    return BegunFetch(
        url=url,
        source=source,
        kind=kind,
        next_url=url,
        parent=parent,
        list_depth=depth,
        under_way=False,
    )
