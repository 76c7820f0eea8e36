"""The address guard: which IP addresses may be connected to, enforced where names become addresses.

The reactor resolves every name of a direct connection here, IP literals in all their spellings too, and connects to the very addresses that
passed. So a name that answers differently the second time gains nothing.
"""

import asyncio
import ipaddress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOKUP_TIMEOUT = 5.0
"""Seconds for the address of a host that only a proxy will connect to. Names that nobody here can resolve often cost as much."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL = {
    "unspecified": "is_unspecified",
    "loopback": "is_loopback",
    "link-local": "is_link_local",
    "multicast": "is_multicast",
    "private": "is_private",
    "reserved": "is_reserved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """Which addresses may be connected to."""

    allow_private: bool = False
    public: tuple[str, ...] = ()
    """Networks that count as public all the same."""

    def refusal(self, text: str) -> str | None:
        """Why the address may not be connected to, fit for a check line; None where it may."""
        if self.allow_private:
            return None
        address = _meant(ipaddress.ip_address(text))
        if any(address in ipaddress.ip_network(network) for network in self.public):
            return None
        kind = next((kind for kind, flag in _SPECIAL.items() if getattr(address, flag)), None)
        if kind is None and not address.is_global:
            kind = "not public"
        return f"address: {text} is {kind} (allow_private_networks permits it)" if kind else None


def _meant(address: IpAddress) -> IpAddress:
    """The IPv4 address inside an IPv6 one that a network on the way would turn into it, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


class GuardedResolver:
    """Scrapy's ``TWISTED_DNS_RESOLVER``: an ``IHostnameResolver`` that passes on only addresses that the rule allows.

    Reads the setting ``ADDRESS_RULE``. The hosts of the proxies in the environment are exempt, because they are the user's own choice;
    ``crawler.middlewares.proxies`` sees to it that no page is fetched from them directly.
    """

    def __init__(self, reactor: Any, rule: AddressRule) -> None:  # noqa: ANN401  # Twisted's reactor has no type of its own
        self.rule = rule
        self.refusals: dict[str, str] = {}
        """Host to the reason why its last refused address was."""
        self._reactor = reactor
        self._inner: Any = reactor.nameResolver
        self._exempt = proxy_hosts()
        self._asked: dict[str, asyncio.Future[tuple[str, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:  # noqa: ANN401  # Scrapy hands over a crawler or its process
        """The resolver of a crawl's settings."""
        return cls(reactor, crawler.settings["ADDRESS_RULE"])

    def install_on_reactor(self) -> None:
        """Make every connection by name resolve here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(self, receiver: Any, host: str, *more: Any, **options: Any) -> Any:  # noqa: ANN401, N802  # Twisted's
        """Resolve as Twisted's own resolver does, and pass on what may be connected to."""
        sieve = receiver if host in self._exempt else _Sieve(self, host, receiver)
        return self._inner.resolveHostName(sieve, host, *more, **options)

    async def refusal(self, host: str) -> str | None:
        """Why no address of the host may be connected to; None where one may, or where none can be found out in time."""
        if self.rule.allow_private:
            return None
        refusals = [self.rule.refusal(address) for address in await self._addresses(host)]
        return refusals[0] if refusals and all(refusals) else None

    async def permitted(self, host: str) -> tuple[tuple[str, ...], str | None]:
        """The host's addresses that may be connected to, and why another may not, if there is one. Neither where none is found in time."""
        refusals = {address: self.rule.refusal(address) for address in await self._addresses(host)}
        return tuple(address for address, why in refusals.items() if why is None), next(filter(None, refusals.values()), None)

    async def _addresses(self, host: str) -> tuple[str, ...]:
        """All addresses of a host, allowed or not. Asked for once in a run, and answered for everybody who waits."""
        if host not in self._asked:
            collector = _Collector()
            self._inner.resolveHostName(collector, host, 0)
            self._asked[host] = collector.done
        try:
            return await asyncio.wait_for(asyncio.shield(self._asked[host]), LOOKUP_TIMEOUT)
        except TimeoutError:
            return ()


def guarded_resolver() -> GuardedResolver | None:
    """The running reactor's resolver, if it is a guarded one."""
    # Twisted installs a reactor where this is imported, so it is imported when one runs.
    from twisted.internet import reactor  # noqa: PLC0415

    resolver = reactor.nameResolver
    return resolver if isinstance(resolver, GuardedResolver) else None


def proxy_hosts() -> frozenset[str]:
    """The hosts of the proxies that the environment names."""
    urls = (url if "://" in url else f"//{url}" for scheme, url in getproxies().items() if scheme != "no")
    return frozenset(host for url in urls if (host := urlsplit(url).hostname))


class _Sieve:
    """An ``IResolutionReceiver`` that stands before an endpoint and lets allowed addresses through."""

    def __init__(self, resolver: GuardedResolver, host: str, receiver: Any) -> None:  # noqa: ANN401  # zope's interfaces are no types
        self._resolver, self._host, self._receiver = resolver, host, receiver

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802  # Twisted's interface
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802  # Twisted's interface
        refusal = self._resolver.rule.refusal(address.host)
        if refusal:
            self._resolver.refusals[self._host] = refusal
        else:
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802  # Twisted's interface
        self._receiver.resolutionComplete()


class _Collector:
    """An ``IResolutionReceiver`` that gathers all addresses of one resolution."""

    def __init__(self) -> None:
        self.done: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()
        self._found: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802  # Twisted's interface
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802  # Twisted's interface
        self._found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802  # Twisted's interface
        self.done.set_result(tuple(self._found))
