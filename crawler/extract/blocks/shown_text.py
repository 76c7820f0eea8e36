"""What readers see of elements whose markup says something else."""

import re

from lxml.html import HtmlElement

_ANCHOR_SIGNS = frozenset(["#", "##", "¶", "§", "∞", "🔗", "⚓", "↩", "↑", "⇧"])
_HEX = re.compile(r"(?:[0-9a-f]{2}){2,320}", re.IGNORECASE)


def is_anchor_mark(link: HtmlElement) -> bool:
    """Return whether a link is nothing but the mark by which a passage's own address is had."""
    return (
        len(link) == 0
        and (link.text or "").strip() in _ANCHOR_SIGNS
        and "#" in (link.get("href") or "")
    )


def hidden_address(element: HtmlElement) -> str | None:
    """Return the mail address that a proxy hid from machines, which scripts show to readers.

    The first byte is the key, with which all others are exclusive-or'd. None where there is none,
    or it cannot be read. The words in its place say so in the proxy's language, and stand on some
    looks and not on others.
    """
    code = element.get("data-cfemail")
    if code is None or not _HEX.fullmatch(code):
        return None
    key, *rest = bytes.fromhex(code)
    try:
        address = bytes(byte ^ key for byte in rest).decode()
    except UnicodeDecodeError:
        return None
    return address if "@" in address and address.isprintable() else None
