"""Host names in one form: IP literals, IDNA, case, closing dot.

Raises ``ValueError`` in words that complete "no usable host: ...".
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import idna

MAX_HOST_LENGTH = 240
"""Names end at 253 characters (RFC 1035); a host with its port must fit a file name of 255 bytes
beside a temporary suffix.
"""

_MAX_LABEL_LENGTH = 63
_MAX_SPELLING = 12
"""Characters that can stand for one in a name: four bytes, each escaped as ``%XX``."""
_LABEL = re.compile(r"[a-z0-9_\-]+")


@lru_cache(maxsize=1024)  # a source's pages lie on few
def canonical_host(host: str) -> str:
    """Return the lower-case ASCII form of ``host``.

    A name, an IPv4 address, or an IPv6 address in brackets.
    """
    if host.startswith("["):
        return f"[{_ipv6(host[1:-1])}]"
    name = _name(host).removesuffix(".")
    labels = name.split(".")
    if labels[-1].isdigit() or re.fullmatch(r"0x[0-9a-f]*", labels[-1]):
        return str(_ipv4(name))
    for label in labels:
        _check_label(label)
    if len(name) > MAX_HOST_LENGTH:
        raise ValueError(f"a name of {len(name)} characters is too long")
    return name


def _name(host: str) -> str:
    if not host:
        raise ValueError("it is empty")
    if len(host) > MAX_HOST_LENGTH * _MAX_SPELLING:
        raise ValueError(f"a name of {len(host)} characters is too long")
    text = unquote_to_bytes(host).decode()
    if text.isascii():
        return text.lower()
    try:
        mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
        return ".".join(
            label if label.isascii() else idna.alabel(label).decode() for label in mapped.split(".")
        )
    except idna.IDNAError as error:
        raise ValueError(f"{text[:80]!r} cannot be a domain name: {error}") from error


def _check_label(label: str) -> None:
    if not label:
        raise ValueError("a name between two dots is empty")
    if len(label) > _MAX_LABEL_LENGTH:
        raise ValueError(
            f"a name between two dots has {len(label)} characters, more than {_MAX_LABEL_LENGTH}"
        )
    if not _LABEL.fullmatch(label):
        raise ValueError(f"{label!r} holds more than letters, digits, '-' and '_'")


def _ipv4(text: str) -> ipaddress.IPv4Address:
    # Shorthands such as 127.1 or 0x7f000001 are read in different ways by different programs:
    # refused, never guessed.
    try:
        return ipaddress.IPv4Address(text)
    except ValueError as error:
        raise ValueError(
            f"{text[:80]!r} ends in a number but is no IPv4 address of four plain numbers"
        ) from error


def _ipv6(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError as error:
        raise ValueError(
            f"[{text[:80]}] is no IPv6 address".encode("ascii", "backslashreplace").decode()
        ) from error
    if address.scope_id is not None:
        raise ValueError("an IPv6 zone has no meaning on another machine")
    if address.ipv4_mapped is None:
        return address.compressed
    # Python 3.13 writes mapped addresses with dots, earlier ones do not; identity must not hang on
    # that.
    high, low = divmod(int(address.ipv4_mapped), 1 << 16)
    return f"::ffff:{high:x}:{low:x}"
