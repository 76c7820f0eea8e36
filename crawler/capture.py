"""The line between Scrapy and everything else: what one fetch came to, as values without Scrapy in them.

``crawler.middlewares.wire`` makes a Capture of what Scrapy received; the spider yields one ``Fetched`` for each page it was
sent for and one ``ListFetched`` for each list; the pipeline reads them and answers the spider's questions through a ``Desk``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crawler.discover import Link
from crawler.model import Capture, Toll
from crawler.plan import ListTarget, Target


class Ending(StrEnum):
    """How a fetch ended, before anybody looked at what came back."""

    ANSWERED = "answered"
    """A response arrived, of any status but 304."""
    NOT_MODIFIED = "not_modified"
    """304 to a conditional request."""
    FAILED = "failed"
    """Network, time, TLS, a broken body, or a redirect loop."""
    REFUSED = "refused"
    """We would not fetch it: robots, address, scheme, size."""
    SKIPPED = "skipped"
    """The desk said that it need not be fetched."""
    UNREADABLE = "unreadable"
    """Lists only: it arrived, and is no list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one Target. Every Target ends in exactly one of these, unless the run was cut off before it."""

    target: Target
    ending: Ending
    fetched_at: datetime
    """When the last request was sent, or when it was decided to send none."""
    capture: Capture | None = field(default=None, repr=False)
    """All hops and the answer. None where no answer arrived; set for 304 too."""
    status: int | None = None
    reason: str | None = None
    hops: tuple[str, ...] = ()
    """The URLs that redirected, in order; empty where none did."""
    toll: Toll = field(default_factory=Toll)

    @property
    def url(self) -> str:
        """The URL that was asked for."""
        return self.target.url

    @property
    def source(self) -> str | None:
        """The Source that it was asked for."""
        return self.target.source


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFetched:
    """What came of one list."""

    list: ListTarget
    ending: Ending
    fetched_at: datetime
    links: tuple[Link, ...] = ()
    """The article links that the source's rules took, in the list's order, each URL once."""
    dropped: tuple[tuple[str, int], ...] = ()
    """(why, how many): links that the rules left out."""
    status: int | None = None
    reason: str | None = None
    """Why it failed; for a list that was read, what was odd about it, if anything."""
    hops: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    parent: str | None = None
    """The sitemap index or robots.txt that named this list."""
    toll: Toll = field(default_factory=Toll)

    @property
    def found(self) -> int:
        """How many article links the list gave."""
        return len(self.links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The desk's answer, given just before a request is sent: skip it, or send it with these validators."""

    skip: str | None = None
    """Why it need not be fetched; None to fetch it."""
    etag: str | None = None
    last_modified: str | None = None
    links: tuple[str, ...] = ()
    """For a list: the pages it led to when it gave these validators. If it has not changed since, it leads there again."""
    lists: tuple[str, ...] = ()
    """As ``links``: the further lists."""


class Desk(Protocol):
    """Whoever knows the archive: asked about each page and list at the last moment before its first request is sent."""

    async def admit(self, target: Target) -> Admission:
        """Learn the article's head, and say whether and how to fetch it."""

    async def admit_list(self, target: ListTarget) -> Admission:
        """Say whether and how to fetch a list."""


class OpenDesk:
    """A desk that admits everything, with the validators that the plan carries."""

    async def admit(self, target: Target) -> Admission:
        """The target's own validators."""
        return Admission(etag=target.etag, last_modified=target.last_modified)

    async def admit_list(self, target: ListTarget) -> Admission:
        """The list's own validators."""
        return Admission(etag=target.etag, last_modified=target.last_modified)
