"""Our own style, script and icon.

Their addresses hold the hash of their content, so a browser keeps each for ever.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FOLDER = "/static/"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file of ours as it is sent."""

    body: bytes
    media_type: str
    cache_control: str = _FOR_EVER


@cache
def _all() -> tuple[dict[str, str], dict[str, StaticFile]]:
    """Return the address of each file by its name, and each file by the end of its address."""
    addresses, found = {}, {}
    for one in (files("jobs.web") / "static").iterdir():
        stem, _, ending = one.name.rpartition(".")
        if ending in _TYPES:
            body = one.read_bytes()
            named = f"{stem}.{hashlib.sha256(body).hexdigest()[:16]}.{ending}"
            addresses[one.name] = FOLDER + named
            found[named] = StaticFile(body=body, media_type=_TYPES[ending])
    return addresses, found


def address_of(name: str) -> str:
    """Return the address of a file of ours."""
    return _all()[0][name]


def static_file(named: str) -> StaticFile | None:
    """Return the file at an address below ``/static/``; None where there is none."""
    return _all()[1].get(named)
