"""Which hosts belong to one site.

The registrable domain, from the bundled public suffix list only.
"""

import re
from functools import cache, lru_cache
from threading import Lock

from publicsuffixlist import PublicSuffixList

from crawler.errors import BadUrl
from crawler.identity.urls import host_of

_READING = Lock()
"""Held while the list is read: a crawl's threads ask all at once, and each would read it."""


@cache
def _suffixes(*, encoded: bool) -> PublicSuffixList:
    """Return the public suffix list, bundled: the same release gives the same answer everywhere.

    Private suffixes count, so that two blogs on one hosting service stay strangers. ``encoded``:
    with the ASCII forms of international names, which take most of the time to make.
    """
    return PublicSuffixList(accept_encoded_idn=encoded)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Return the part of ``host`` (as ``host_of`` gives it) that someone registered.

    ``bbc.co.uk`` for ``www.bbc.co.uk``.

    A port stays on it, so two servers on one machine are two sites. An IP address, a name without
    dots, or a public suffix is its own. Where the list knows no suffix the last label is one, as
    the list's default rule says.
    """
    name, colon, port = (
        host.rpartition(":")
        if re.search(r":[0-9]+\Z", host) and not host.endswith("]")
        else (host, "", "")
    )
    if name.startswith("[") or re.fullmatch(r"[0-9.]+", name):
        return host
    with _READING:
        suffixes = _suffixes(encoded="xn--" in name)
    domain = suffixes.privatesuffix(name) or name
    return f"{domain}{colon}{port}"


def same_site(a: str, b: str) -> bool:
    """Return whether two URLs belong to one registrable domain and port. Raises ``BadUrl``."""
    return registrable(host_of(a)) == registrable(host_of(b))


def without_port(host: str) -> str:
    """Return a host, or what of it is registrable, without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() and not host.endswith("]") else host


def site_of(url: str) -> str | None:
    """Return the site that a request for a URL burdens; None for what none can fetch.

    The registrable domain without a port: two ports of one host are served by one machine.
    """
    domain = domain_of(url)
    return None if domain is None else without_port(domain)


def domain_of(url: str) -> str | None:
    """Return the registrable domain and port of a URL, as sources own it.

    None for what none can fetch.
    """
    try:
        return registrable(host_of(url))
    except BadUrl:
        return None
