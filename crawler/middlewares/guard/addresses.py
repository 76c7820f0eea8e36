"""The address guard: which IP addresses may be connected to, enforced where names become addresses.

The reactor resolves every name of a direct connection here, IP literals in all their spellings too,
and connects to the very addresses that passed. So a name that answers differently the second time
gains nothing.
"""

import asyncio
import ipaddress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from crawler.capture import FetchFailure
from crawler.identity.hosts import canonical_host
from crawler.middlewares.guard.special_addresses import embedded, trouble
from crawler.middlewares.request_errors import Failed, Refused, RequestEnded

LOOKUP_TIMEOUT = 5.0
"""Seconds for the address of a host that only a proxy will connect to. Names that nobody here can
resolve often cost as much.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """Which addresses may be connected to."""

    allow_private: bool = False
    public: tuple[str, ...] = ()
    """Networks that count as public all the same."""
    proxy_resolves: bool = False
    """Whether a proxy may be asked for a host that has no address here: whoever sets it vouches
    that the proxy judges addresses itself.
    """

    def refusal(self, text: str) -> str | None:
        """Return why the address may not be connected to, fit for a check line.

        None where it may.
        """
        if self.allow_private:
            return None
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return f"address: {text[:80]} is no IP address"
        if any(
            one in ipaddress.ip_network(network)
            for network in self.public
            for one in (address, *embedded(address))
        ):
            return None
        why = trouble(address)
        return f"address: {text} is {why} (allow_private_networks permits it)" if why else None


class GuardedResolver:
    """Scrapy's ``TWISTED_DNS_RESOLVER``.

    An ``IHostnameResolver`` that passes on only addresses that the rule allows.

    Reads the setting ``ADDRESS_RULE``. The hosts of the proxies in the environment are exempt,
    because they are the user's own choice; ``proxies`` sees to it that no page is fetched from them
    directly.
    """

    # Twisted's reactor has no type of its own
    def __init__(self, reactor: Any, rule: AddressRule) -> None:  # noqa: ANN401
        self.rule = rule
        self.refusals: dict[str, str] = {}
        """Host to the reason why its last refused address was."""
        self._reactor = reactor
        before = reactor.nameResolver
        self.inner: Any = before.inner if isinstance(before, GuardedResolver) else before
        """What looks names up. An earlier crawl's guard is left out: its rule is not ours."""
        self._exempt = proxy_hosts()
        self._asked: dict[str, asyncio.Future[tuple[str, ...]]] = {}
        self._asking: dict[str, asyncio.Future[tuple[str, ...]]] = {}
        self._refused: dict[str, str] = {}
        self._silent: set[str] = set()

    @classmethod
    # Scrapy hands over a crawler or its process
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:  # noqa: ANN401
        """Return the resolver of a crawl's settings."""
        return cls(reactor, crawler.settings["ADDRESS_RULE"])

    def install_on_reactor(self) -> None:
        """Make every connection by name resolve here."""
        self._reactor.installNameResolver(self)

    # Twisted's
    def resolveHostName(self, receiver: Any, host: str, *more: Any, **options: Any) -> Any:  # noqa: ANN401, N802
        """Resolve as Twisted's own resolver does, and pass on what may be connected to."""
        address_filter = receiver if host in self._exempt else _AddressFilter(self, host, receiver)
        return self.inner.resolveHostName(address_filter, host, *more, **options)

    async def before_proxy(self, host: str) -> RequestEnded | None:
        """Return why a proxy, or a proxy's own host, may not be asked for the host.

        None where it may.

        Nobody here connects, so nothing can be chosen among the addresses: one that is refused
        refuses the host, for the whole run. A name is resolved anew each time. One without an
        address that can be judged in time is asked for only if the proxy is said to judge.
        """
        if self.rule.allow_private:
            return None
        try:
            # whatever spelling a proxy may understand
            host = canonical_host(f"[{host}]" if ":" in host else host).strip("[]")
        except ValueError as error:
            return Refused(FetchFailure.ADDRESS, f"address: no usable host: {error}")
        if host not in self._refused:
            addresses = await self._now(host)
            refusal = next(filter(None, map(self.rule.refusal, addresses or ())), None)
            if refusal is None:
                return (
                    None
                    if addresses or self.rule.proxy_resolves
                    else _unjudged(host, late=addresses is None)
                )
            self._refused[host] = refusal
        return Refused(FetchFailure.ADDRESS, self._refused[host])

    async def permitted(self, host: str) -> tuple[tuple[str, ...], str | None]:
        """Return the host's addresses that may be connected to, and why another may not.

        Neither where none is found in time.
        """
        refusals = {address: self.rule.refusal(address) for address in await self._addresses(host)}
        return tuple(address for address, why in refusals.items() if why is None), next(
            filter(None, refusals.values()), None
        )

    async def _addresses(self, host: str) -> tuple[str, ...]:
        """Return all addresses of a host, allowed or not.

        Asked for once in a run, and answered for everybody who waits.
        """
        if host not in self._asked:
            self._asked[host] = self._ask(host)
        return await _in_time(self._asked[host]) or ()

    async def _now(self, host: str) -> tuple[str, ...] | None:
        """Return all addresses that a host has now, None where they come too late.

        Shared by those who ask while the answer is under way.
        """
        if host in self._silent:
            return ()
        asked = self._asking.get(host)
        if asked is None:
            asked = self._asking[host] = self._ask(host)
            asked.add_done_callback(lambda _: self._asking.pop(host, None))
        found = await _in_time(asked)
        if not found and self.rule.proxy_resolves:
            # so that a run behind a proxy without names of its own waits once for a host only
            self._silent.add(host)
        return found

    def _ask(self, host: str) -> asyncio.Future[tuple[str, ...]]:
        collector = _Collector()
        self.inner.resolveHostName(collector, host, 0)
        return collector.done


async def _in_time(asked: asyncio.Future[tuple[str, ...]]) -> tuple[str, ...] | None:
    try:
        return await asyncio.wait_for(asyncio.shield(asked), LOOKUP_TIMEOUT)
    except TimeoutError:
        return None


def _unjudged(host: str, *, late: bool) -> Failed:
    what = (
        f"did not resolve here within {LOOKUP_TIMEOUT:.0f} s" if late else "does not resolve here"
    )
    return Failed(
        FetchFailure.ADDRESS,
        f"address: {host} {what}, so nobody can judge where the proxy would connect "
        "(crawl.proxy_resolves leaves that to the proxy)",
    )


def guarded_resolver() -> GuardedResolver | None:
    """Return the running reactor's resolver, if it is a guarded one."""
    # Twisted installs a reactor where this is imported, so it is imported when one runs.
    from twisted.internet import reactor  # noqa: PLC0415

    resolver = reactor.nameResolver
    return resolver if isinstance(resolver, GuardedResolver) else None


def proxy_hosts() -> frozenset[str]:
    """Return the hosts of the proxies that the environment names."""
    urls = (
        url if "://" in url else f"//{url}"
        for scheme, url in getproxies().items()
        if scheme != "no"
    )
    return frozenset(host for url in urls if (host := urlsplit(url).hostname))


class _AddressFilter:
    """An ``IResolutionReceiver`` that lets allowed addresses through to an endpoint."""

    # zope's interfaces are no types
    def __init__(self, resolver: GuardedResolver, host: str, receiver: Any) -> None:  # noqa: ANN401
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
