"""All that is ours in Scrapy's ``meta``: one object under one key."""

from dataclasses import dataclass, field
from datetime import datetime

from scrapy import Request
from scrapy.http.cookies import CookieJar

from crawler.capture import Admission
from crawler.model import Exchange, FetchCost, Rendering, Tls
from crawler.plan import ListTarget, PageTarget, SourceRules
from crawler.secrets import Mask

KEY = "palimpsest"


@dataclass(slots=True)
class Wire:
    """What one connection saw of one exchange: both heads, line by line, and the TLS result."""

    request: list[bytes] = field(default_factory=list)
    response: list[bytes] = field(default_factory=list)
    tls: Tls | None = None


@dataclass(slots=True, kw_only=True)
class LastExchange:
    """What the newest request of a page showed. Made anew when a request is sent."""

    sent_at: datetime
    wire: Wire | None = None
    received: Exchange | None = field(default=None, repr=False)
    """The answer as it came."""
    exchange: Exchange | None = field(default=None, repr=False)
    """The answer as it may be kept: secrets masked."""
    rendering: Rendering | None = field(default=None, repr=False)


@dataclass(slots=True, kw_only=True)
class FetchState:
    """One fetch of ours, over all its redirects and retries.

    Changed in place on purpose: Scrapy copies ``meta`` flatly, so the requests of all hops and
    attempts share this object.
    """

    target: PageTarget | ListTarget | None = None
    """None for a request for robots.txt."""
    parent: str | None = None
    """The list that named this list."""
    list_depth: int = 0
    unconditional: bool = False
    """The page is fetched again: the gate is not asked."""
    attempt: int = 0
    """Retries so far, of all hops together."""
    costs: list[FetchCost] = field(default_factory=list)
    admission: Admission | None = None
    render: SourceRules | None = None
    """The rules of the source that has the page rendered."""
    hops: tuple[Exchange, ...] = field(default=(), repr=False)
    """The exchanges that redirected."""
    mask: Mask = field(default_factory=Mask, repr=False)
    """Takes the run's secrets out of texts. Empty before the request passed ``auth_headers``."""
    cookies: CookieJar | None = field(default=None, repr=False)
    """What the redirects of this fetch have set. None before one set anything."""
    sent_cookies: bytes = field(default=b"", repr=False)
    """Those of them that the newest request was sent with."""
    seen: set[tuple[str, bytes]] = field(default_factory=set, repr=False)
    """The addresses that redirected, each with the cookies of this fetch that it was sent."""
    displaced: dict[str, list[bytes]] = field(default_factory=dict, repr=False)
    """The request headers in whose place a source's own are sent, with what stood there."""
    last: LastExchange | None = None
    """None before anything was sent."""

    @property
    def exchange(self) -> Exchange:
        """The newest answer, as it may be kept."""
        if self.last is None or self.last.exchange is None:
            raise ValueError("nothing has arrived yet")
        return self.last.exchange

    @property
    def hop_urls(self) -> tuple[str, ...]:
        """The URLs that redirected, in order."""
        return tuple(hop.url for hop in self.hops)

    @property
    def cost(self) -> FetchCost:
        """What all requests cost together."""
        return sum(self.costs, FetchCost())


def state_of(request: Request | None) -> FetchState:
    """Return the state of a request of ours. Raises ``TypeError`` where it has none: a bug."""
    state = request.meta.get(KEY) if request is not None else None
    if not isinstance(state, FetchState):
        raise TypeError(f"{request} is no request of ours")
    return state


def page_target(request: Request | None) -> PageTarget:
    """Return the page that the request is for. Raises ``TypeError`` where it is for none."""
    target = state_of(request).target
    if not isinstance(target, PageTarget):
        raise TypeError(f"{request} is for no page")
    return target


def list_target(request: Request | None) -> ListTarget:
    """Return the list that the request is for. Raises ``TypeError`` where it is for none."""
    target = state_of(request).target
    if not isinstance(target, ListTarget):
        raise TypeError(f"{request} is for no list")
    return target
