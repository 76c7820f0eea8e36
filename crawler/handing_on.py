"""What one crawl has begun and another one goes on with, where each site has a crawl of its own.

Redirects lead from site to site: those of pages, of lists, and of robots.txt. A crawl that is bound
to one site never waits for another one's. It hands on what it has so far.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from crawler import warc
from crawler.errors import BadRecord
from crawler.identity import site_of
from crawler.lease import Fence
from crawler.model import Capture, Exchange, FetchCost
from crawler.plan import ListKind, ListTarget, PageTarget

Target = PageTarget | ListTarget

TargetKey = tuple[str, str | None, ListKind | None]
"""URL, source and kind of list: what tells one target from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunFetch:
    """How far the fetch of one page or list has come."""

    url: str
    """As the target has it: what was asked for."""
    source: str | None
    kind: ListKind | None = None
    """None of a page."""
    next_url: str
    """What is to be asked for next."""
    hops: str = field(default="", repr=False)
    """The exchanges that redirected: their WARC records in base64."""
    attempt: int = 0
    cost: FetchCost = field(default_factory=FetchCost)
    parent: str | None = None
    """Of a list: the list that named it."""
    list_depth: int = 0
    under_way: bool = True
    """Whether the target itself was handed on before now. Else a list has just named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunRobots:
    """How far the fetch of one origin's robots.txt has come."""

    origin: str
    """Scheme, host and port."""
    next_url: str | None = None
    """What is to be asked for next; None where it has come to its end."""
    hops: str = field(default="", repr=False)
    """The exchanges so far, in the same form. At the end, the last one is the answer."""
    failure: str | None = None
    """Why it could not be had, at its end."""


@dataclass(frozen=True, kw_only=True)
class Begun:  # without slots: what is looked up again and again is cached
    """All that a crawl was handed, or hands on."""

    fetches: tuple[BegunFetch, ...] = ()
    robots: tuple[BegunRobots, ...] = ()

    def fetch_of(self, target: Target) -> BegunFetch | None:
        """Return how far the fetch of a target has come; None where it was not begun."""
        return self._by_target.get(key_of_target(target))

    def robots_of(self, url: str) -> BegunRobots | None:
        """Return what is known of the robots.txt that a URL is subject to."""
        return self._by_origin.get(origin_of(url)) if self.robots else None

    def next_url(self, target: Target) -> str:
        """Return what is to be asked for next on behalf of a target."""
        fetch = self.fetch_of(target)
        return target.url if fetch is None else fetch.next_url

    def next_site(self, target: Target) -> str | None:
        """Return the site whose crawl goes on with a target; None for what is no URL.

        Before a page comes the robots.txt that it is subject to.
        """
        url = self.next_url(target)
        robots = self.robots_of(url)
        return site_of(url if robots is None or robots.next_url is None else robots.next_url)

    def of(self, targets: Iterable[Target]) -> "Begun":
        """Return what of it concerns these targets."""
        some = tuple(targets)
        keys, origins = set(map(key_of_target, some)), {origin_of(self.next_url(t)) for t in some}
        return Begun(
            fetches=tuple(one for one in self.fetches if (one.url, one.source, one.kind) in keys),
            robots=tuple(one for one in self.robots if one.origin in origins),
        )

    @cached_property
    def _by_target(self) -> dict[TargetKey, BegunFetch]:
        return {(one.url, one.source, one.kind): one for one in self.fetches}

    @cached_property
    def _by_origin(self) -> dict[str, BegunRobots]:
        return {one.origin: one for one in self.robots}

    def __bool__(self) -> bool:
        return bool(self.fetches or self.robots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """What a crawl that is bound to one site leaves to the crawls of others."""

    pages: tuple[PageTarget, ...] = ()
    lists: tuple[ListTarget, ...] = ()
    begun: Begun = field(default_factory=Begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What a crawl may fetch from, and for how long."""

    site: str
    """Registrable domain. What lies elsewhere is handed on."""
    fence: Fence
    begun: Begun = field(default_factory=Begun)
    """What the crawls of other sites have handed to this one."""


def handed_to(lease: Lease | None) -> Begun:
    """Return what a crawl was handed. One without a lease, which goes to all sites: nothing."""
    return lease.begun if lease is not None else NOTHING


def key_of_target(target: Target) -> TargetKey:
    """Return what tells one target from others."""
    kind = target.kind if isinstance(target, ListTarget) else None
    return target.url, target.source, kind


def packed(exchanges: tuple[Exchange, ...]) -> str:
    """Return exchanges as text: their WARC records in base64."""
    if not exchanges:
        return ""
    return base64.b64encode(warc.write(Capture(exchanges=exchanges))).decode()


def unpacked(text: str) -> tuple[Exchange, ...]:
    """Return the exchanges of a text that ``packed`` made. Raises ``BadRecord``."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise BadRecord(f"exchanges that were handed on are not base64: {error}") from error
    return warc.read(data).exchanges if data else ()


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL: what a robots.txt holds for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


NOTHING = Begun()
