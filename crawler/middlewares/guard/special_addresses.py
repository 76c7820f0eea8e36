"""Which addresses are no public Internet's: IANA's special-purpose registries as a table.

The table is IANA's own, row by row. Python's ``ipaddress`` knows most of it, and gives other
answers from one patch release to the next. Sources, both last updated on 2025-10-09 and so found on
2026-11-27:

- https://www.iana.org/assignments/iana-ipv4-special-registry/
- https://www.iana.org/assignments/iana-ipv6-special-registry/
"""

import ipaddress
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class AddressBlock(NamedTuple):
    """One row of a registry.

    ``reachable`` is its column "Globally Reachable", None where that says N/A.
    """

    prefix: str
    name: str
    rfc: str
    reachable: bool | None
    kind: str = "private"
    """In a word, for a check line."""


REGISTRIES: tuple[AddressBlock, ...] = (
    AddressBlock("0.0.0.0/8", '"This network"', "RFC 791", reachable=False),
    AddressBlock(
        "0.0.0.0/32", '"This host on this network"', "RFC 1122", reachable=False, kind="unspecified"
    ),
    AddressBlock("10.0.0.0/8", "Private-Use", "RFC 1918", reachable=False),
    AddressBlock(
        "100.64.0.0/10", "Shared Address Space", "RFC 6598", reachable=False, kind="not public"
    ),
    AddressBlock("127.0.0.0/8", "Loopback", "RFC 1122", reachable=False, kind="loopback"),
    AddressBlock("169.254.0.0/16", "Link Local", "RFC 3927", reachable=False, kind="link-local"),
    AddressBlock("172.16.0.0/12", "Private-Use", "RFC 1918", reachable=False),
    AddressBlock("192.0.0.0/24", "IETF Protocol Assignments", "RFC 6890", reachable=False),
    AddressBlock("192.0.0.0/29", "IPv4 Service Continuity Prefix", "RFC 7335", reachable=False),
    AddressBlock("192.0.0.8/32", "IPv4 dummy address", "RFC 7600", reachable=False),
    AddressBlock("192.0.0.9/32", "Port Control Protocol Anycast", "RFC 7723", reachable=True),
    AddressBlock(
        "192.0.0.10/32", "Traversal Using Relays around NAT Anycast", "RFC 8155", reachable=True
    ),
    AddressBlock("192.0.0.170/32", "NAT64/DNS64 Discovery", "RFC 8880", reachable=False),
    AddressBlock("192.0.0.171/32", "NAT64/DNS64 Discovery", "RFC 8880", reachable=False),
    AddressBlock("192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737", reachable=False),
    AddressBlock("192.31.196.0/24", "AS112-v4", "RFC 7535", reachable=True),
    AddressBlock("192.52.193.0/24", "AMT", "RFC 7450", reachable=True),
    AddressBlock("192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "RFC 7526", reachable=None),
    AddressBlock("192.88.99.2/32", "6a44-relay anycast address", "RFC 6751", reachable=False),
    AddressBlock("192.168.0.0/16", "Private-Use", "RFC 1918", reachable=False),
    AddressBlock("192.175.48.0/24", "Direct Delegation AS112 Service", "RFC 7534", reachable=True),
    AddressBlock("198.18.0.0/15", "Benchmarking", "RFC 2544", reachable=False),
    AddressBlock("198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737", reachable=False),
    AddressBlock("203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737", reachable=False),
    AddressBlock("240.0.0.0/4", "Reserved", "RFC 1112", reachable=False),
    AddressBlock("255.255.255.255/32", "Limited Broadcast", "RFC 919", reachable=False),
    AddressBlock("::1/128", "Loopback Address", "RFC 4291", reachable=False, kind="loopback"),
    AddressBlock("::/128", "Unspecified Address", "RFC 4291", reachable=False, kind="unspecified"),
    AddressBlock("::ffff:0:0/96", "IPv4-mapped Address", "RFC 4291", reachable=False),
    AddressBlock("64:ff9b::/96", "IPv4-IPv6 Translat.", "RFC 6052", reachable=True),
    AddressBlock("64:ff9b:1::/48", "IPv4-IPv6 Translat.", "RFC 8215", reachable=False),
    AddressBlock("100::/64", "Discard-Only Address Block", "RFC 6666", reachable=False),
    AddressBlock("100:0:0:1::/64", "Dummy IPv6 Prefix", "RFC 9780", reachable=False),
    AddressBlock("2001::/23", "IETF Protocol Assignments", "RFC 2928", reachable=False),
    AddressBlock("2001::/32", "TEREDO", "RFC 4380", reachable=None),
    AddressBlock("2001:1::1/128", "Port Control Protocol Anycast", "RFC 7723", reachable=True),
    AddressBlock(
        "2001:1::2/128", "Traversal Using Relays around NAT Anycast", "RFC 8155", reachable=True
    ),
    AddressBlock(
        "2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", "RFC 9665", reachable=True
    ),
    AddressBlock("2001:2::/48", "Benchmarking", "RFC 5180", reachable=False),
    AddressBlock("2001:3::/32", "AMT", "RFC 7450", reachable=True),
    AddressBlock("2001:4:112::/48", "AS112-v6", "RFC 7535", reachable=True),
    AddressBlock("2001:10::/28", "Deprecated (previously ORCHID)", "RFC 4843", reachable=None),
    AddressBlock("2001:20::/28", "ORCHIDv2", "RFC 7343", reachable=True),
    AddressBlock(
        "2001:30::/28",
        "Drone Remote ID Protocol Entity Tags (DETs) Prefix",
        "RFC 9374",
        reachable=True,
    ),
    AddressBlock("2001:db8::/32", "Documentation", "RFC 3849", reachable=False),
    AddressBlock("2002::/16", "6to4", "RFC 3056", reachable=None),
    AddressBlock(
        "2620:4f:8000::/48", "Direct Delegation AS112 Service", "RFC 7534", reachable=True
    ),
    AddressBlock("3fff::/20", "Documentation", "RFC 9637", reachable=False),
    AddressBlock("5f00::/16", "Segment Routing (SRv6) SIDs", "RFC 9602", reachable=False),
    AddressBlock("fc00::/7", "Unique-Local", "RFC 4193", reachable=False),
    AddressBlock("fe80::/10", "Link-Local Unicast", "RFC 4291", reachable=False, kind="link-local"),
)

BESIDES: tuple[AddressBlock, ...] = (
    AddressBlock("224.0.0.0/4", "Multicast", "RFC 5771", reachable=False, kind="multicast"),
    AddressBlock("ff00::/8", "Multicast", "RFC 4291", reachable=False, kind="multicast"),
    AddressBlock("fec0::/10", "Site-Local", "RFC 3879", reachable=False),
    AddressBlock("::/96", "IPv4-compatible Address", "RFC 4291", reachable=False),
    AddressBlock("::ffff:0:0:0/96", "IPv4-translated Address", "RFC 2765", reachable=False),
    AddressBlock("2000::/3", "Global Unicast", "RFC 4291", reachable=True),
    AddressBlock("::/0", "outside Global Unicast", "RFC 4291", reachable=False),
)
"""What is not in those registries: of IPv6, IANA gives out 2000::/3 and nothing else."""

_PLAIN = frozenset(
    {
        *(
            "Private-Use",
            "Unique-Local",
            "Loopback",
            "Loopback Address",
            "Link Local",
            "Link-Local Unicast",
            "Multicast",
        ),
        *("Unspecified Address", '"This host on this network"'),
    }
)
"""Names that say no more than their kind does."""

_MAPPED, _NAT64 = ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_AT_THE_END = (
    _MAPPED,
    _NAT64,
    *map(ipaddress.IPv6Network, ("::ffff:0:0:0/96", "64:ff9b:1::/48", "::/96")),
)
_ISATAP, _ISATAP_MASK = 0x0000_5EFE, 0xFCFF_FFFF
"""The 32 bits before the IPv4 address in an interface identifier of RFC 5214, but for the two that
say universal and group.
"""


def trouble(address: IpAddress) -> str | None:
    """Return what the address is, if it is none of the public Internet's; None where it is."""
    own = _own(address)
    inner = next(filter(None, map(_own, embedded(address))), None)
    if isinstance(address, ipaddress.IPv6Address) and address in _MAPPED:
        return inner  # an operating system makes an IPv4 connection of it
    return inner or own


def embedded(address: IpAddress) -> Iterator[ipaddress.IPv4Address]:
    """Yield the IPv4 addresses inside an IPv6 one.

    A network on the way may bring there what is sent to it.
    """
    number = int(address)
    if isinstance(address, ipaddress.IPv4Address) or number <= 1:  # :: and ::1 are what they are
        return
    last = ipaddress.IPv4Address(number & 0xFFFF_FFFF)
    if (
        any(address in network for network in _IPV4_AT_THE_END)
        or (number >> 32) & _ISATAP_MASK == _ISATAP
    ):
        yield last
    if address.sixtofour:
        yield address.sixtofour
    yield from address.teredo or ()


def _own(address: IpAddress) -> str | None:
    """Return what the nearest block with the address is, if not reachable from everywhere."""
    block = next((block for network, block in _blocks(address.version) if address in network), None)
    if block is None or block.reachable:
        return None
    return block.kind if block.name in _PLAIN else f"{block.kind}: {block.name}, {block.rfc}"


@cache
def _blocks(version: int) -> tuple[tuple[IpNetwork, AddressBlock], ...]:
    """Return all blocks of a version of IP, the smallest first."""
    found = [(ipaddress.ip_network(block.prefix), block) for block in (*REGISTRIES, *BESIDES)]
    return tuple(
        sorted(
            (pair for pair in found if pair[0].version == version),
            key=lambda pair: -pair[0].prefixlen,
        )
    )
