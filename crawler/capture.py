"""The line between Scrapy and everything else: what one fetch came to, without Scrapy in it.

The spider yields one ``Fetched`` for each page it was sent for and one ``ListFetched`` for each
list. It asks a ``FetchGate`` what to fetch; the pipeline hands what came to a ``Recorder``, which
is a gate too.
"""

import pickle
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Protocol, overload, runtime_checkable

from crawler.discover import Link
from crawler.errors import PalimpsestError
from crawler.model import Capture, DropRule, FetchCost
from crawler.plan import ListTarget, PageTarget


class FetchStatus(StrEnum):
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
    """The gate said that it need not be fetched."""
    UNREADABLE = "unreadable"
    """Lists only: it arrived, and is no list."""


class FetchFailure(StrEnum):
    """Why nothing arrived, or nothing that can be used; ``reason`` says it to people."""

    URL = "url"
    """No URL that can be asked for."""
    SCHEME = "scheme"
    ADDRESS = "address"
    """The address guard: not public, or not to be judged."""
    ROBOTS = "robots"
    """robots.txt forbids it."""
    ROBOTS_UNREACHABLE = "robots_unreachable"
    """robots.txt could not be had, so nothing may be."""
    NOT_ADMITTED = "not_admitted"
    """The gate said that it need not be fetched."""
    HOST_RESTS = "host_rests"
    """The host asked to be left alone."""
    HOST_SILENT = "host_silent"
    """The host could not be reached too many times in a row."""
    REDIRECT = "redirect"
    """A loop, too many hops, or a target that is no URL."""
    SIZE = "size"
    HEAD = "head"
    """The head of the answer has no end."""
    NOT_HTTP = "not_http"
    TLS = "tls"
    TIMEOUT = "timeout"
    NAME = "name"
    """The host's name cannot be resolved."""
    CONNECTION = "connection"
    CUT_OFF = "cut_off"
    """The connection ended before the body did."""
    PROXY = "proxy"
    UNREADABLE = "unreadable"
    """The body cannot be decoded, or the list cannot be read."""
    STATUS = "status"
    """The status says that there is nothing to read."""
    RENDERING = "rendering"
    INTERRUPTED = "interrupted"
    """The run was told to stop first."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one Target.

    Every Target ends in exactly one of these, unless the run was cut off before it.
    """

    target: PageTarget
    fetch_status: FetchStatus
    fetched_at: datetime
    """When the last request was sent, or when it was decided to send none."""
    capture: Capture | None = field(default=None, repr=False)
    """All hops and the answer. None where no answer arrived; set for 304 too."""
    status: int | None = None
    reason: str | None = None
    failure: FetchFailure | None = None
    """What ``reason`` says, for whoever counts. None where the page arrived."""
    hops: tuple[str, ...] = ()
    """The URLs that redirected, in order; empty where none did."""
    cost: FetchCost = field(default_factory=FetchCost)
    size: int = 0
    """Bytes of the body, decoded, where it was."""

    @property
    def url(self) -> str:
        """The URL that was asked for."""
        return self.target.url

    @property
    def source(self) -> str | None:
        """The Source that it was asked for."""
        return self.target.source


class Links(Sequence[Link]):
    """The links of a list, kept small.

    A run may hold hundreds of thousands that wait for their turn.

    They are unpacked some at a time, so that whoever goes through them can do something else in
    between.
    """

    _AT_ONCE = 500

    def __init__(self, packed: tuple[bytes, ...] = (), count: int = 0) -> None:
        self._packed, self._count = packed, count

    @classmethod
    def of(cls, links: Iterable[Link]) -> "Links":
        """Return the links, packed."""
        found = tuple(links)
        parts = (found[at : at + cls._AT_ONCE] for at in range(0, len(found), cls._AT_ONCE))
        return cls(tuple(zlib.compress(pickle.dumps(some), 1) for some in parts), len(found))

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return sum(map(len, self._packed))

    def first(self, count: int) -> "Links":
        """Return the first so many of them."""
        return self if count >= self._count else Links.of(self[:count])

    def __iter__(self) -> Iterator[Link]:
        # ``of`` packed them
        return chain.from_iterable(pickle.loads(zlib.decompress(some)) for some in self._packed)  # noqa: S301

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Link: ...

    @overload
    def __getitem__(self, index: slice) -> "tuple[Link, ...]": ...

    def __getitem__(self, index: int | slice) -> "Link | tuple[Link, ...]":
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self._packed, self._count))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFetched:
    """What came of one list."""

    list: ListTarget
    fetch_status: FetchStatus
    fetched_at: datetime
    links: Links = field(default_factory=Links)
    """The article links that the source's rules took, in the list's order, each URL once."""
    dropped: tuple[tuple[DropRule, int], ...] = ()
    """Links that were left out, by the rule that did it."""
    other_hosts: tuple[tuple[str, int], ...] = ()
    """(host, how many): where most of the links lie that ``same_site`` left out."""
    lists: tuple[Link, ...] = ()
    """The further lists that it names."""
    final_url: str | None = None
    """Where it answered, after redirects. None where no answer arrived."""
    status: int | None = None
    reason: str | None = None
    """Why it failed; for a list that was read, what was odd about it, if anything."""
    failure: FetchFailure | None = None
    """What ``reason`` says of a list that was not read."""
    hops: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    parent: str | None = None
    """The sitemap index or robots.txt that named this list."""
    cost: FetchCost = field(default_factory=FetchCost)

    @property
    def found(self) -> int:
        """How many article links the list gave."""
        return len(self.links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """A page that another source of the same run had been asked for already."""

    url: str
    source: str
    """The source that listed it, too."""
    modified: str | None
    """As its list says."""
    first: str | None
    """The source that it was asked for; None where the call named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The gate's answer, given just before a request is sent.

    Skip it, or send it with these validators.
    """

    skip: str | None = None
    """Why it need not be fetched; None to fetch it."""
    refuse: str | None = None
    """Why it must not be fetched; None where it may be."""
    etag: str | None = None
    last_modified: str | None = None
    links: tuple[str, ...] = ()
    """For a list: the pages it led to when it gave these validators. If it has not changed since,
    it leads there again.
    """
    lists: tuple[str, ...] = ()
    """As ``links``: the further lists."""


class FetchGate(Protocol):
    """All that the spider knows of the archive.

    Asked about each page and list at the last moment before its first request is sent.
    """

    async def admit(self, target: PageTarget) -> Admission:
        """Learn the article's head, and say whether and how to fetch it."""

    async def admit_list(self, target: ListTarget) -> Admission:
        """Return whether and how to fetch a list."""


Refetch = Callable[[Fetched], Awaitable[Fetched]]
"""Fetches a page again, unconditionally. Raises ``Stopped`` where the run is stopped first."""


@runtime_checkable
class Recorder(FetchGate, Protocol):
    """A gate that is also handed what came of each fetch."""

    trouble: PalimpsestError | None
    """Why the run cannot go on: the archive failed."""

    async def record(self, item: Fetched | ListFetched, refetch: Refetch) -> None:
        """Record what came. Raises ``Stopped`` where the run was stopped before it could be."""


class OpenGate:
    """A gate that admits everything, with the validators that the plan carries."""

    async def admit(self, target: PageTarget) -> Admission:
        """Return the target's own validators."""
        return Admission(etag=target.etag, last_modified=target.last_modified)

    async def admit_list(self, target: ListTarget) -> Admission:
        """Return the list's own validators."""
        return Admission(etag=target.etag, last_modified=target.last_modified)
