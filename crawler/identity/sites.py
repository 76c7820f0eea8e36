"""Which hosts belong to one site.

The registrable domain, from the bundled public suffix list only.
"""

import re
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from crawler.errors import BadUrl
from crawler.identity.urls import host_of

if TYPE_CHECKING:
    from tldextract import TLDExtract


_READING = Lock()
"""Held while the list is read: a crawl's threads ask all at once, and each would read it."""


@cache
def _suffixes() -> "TLDExtract":
    """Return the reader of the public suffix list.

    It has no network and no cache on disk: the same release gives the same answer everywhere.
    Private suffixes count, so that two blogs on one hosting service stay strangers.
    """
    # brings an HTTP client with it, which costs a command that asks for no site 50 ms
    import tldextract

    reader = tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )
    reader("site.example")  # only now the list is read
    return reader


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
        suffixes = _suffixes()
    found = suffixes(name)
    unlisted = ".".join(name.split(".")[-2:])
    domain = (found.top_domain_under_public_suffix or name) if found.suffix else unlisted
    return f"{domain}{colon}{port}"


def same_site(a: str, b: str) -> bool:
    """Return whether two URLs belong to one registrable domain and port. Raises ``BadUrl``."""
    return registrable(host_of(a)) == registrable(host_of(b))


def site_of(url: str) -> str | None:
    """Return the registrable domain of a URL; None for one that none can fetch."""
    try:
        return registrable(host_of(url))
    except BadUrl:
        return None
