"""The metadata record beside each response.

What was rebuilt, how TLS went, and what an HTTP block cannot hold exactly.
"""

from dataclasses import dataclass, fields, replace
from typing import Literal

from crawler.codec import decode, encode
from crawler.model import Exchange, Headers, ImportOrigin, Rendering, Tls

BODY = "as the server sent it: content coding kept, transfer coding removed"
IMPORTED = "a record of the file that is named here, which another tool wrote"
RENDERED = "as it stood in a browser after the page's scripts had run: no bytes that a server sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """Fields of an Exchange that its records hold in a changed form only.

    None for those that they hold exactly.
    """

    url: str | None = None
    method: str | None = None
    http_version: str | None = None
    status: int | None = None
    phrase: str | None = None
    ip: str | None = None
    request_headers: Headers | None = None
    response_headers: Headers | None = None


_NAMES = tuple(spec.name for spec in fields(Exact))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The metadata record's content.

    ``hop`` counts from 1 to ``hops``, the last being the answer.
    """

    format: Literal[1] = 1
    hop: int
    hops: int
    body: str = BODY
    reconstructed: tuple[str, ...]
    tls: Tls | None
    exact: Exact | None

    def applied(self, recovered: Exchange) -> Exchange:
        """Return the Exchange as it was captured, from what its other records give."""
        stated = {name: getattr(self.exact, name) for name in _NAMES} if self.exact else {}
        known = {name: value for name, value in stated.items() if value is not None}
        return replace(recovered, reconstructed=self.reconstructed, tls=self.tls, **known)


def notes_block(exchange: Exchange, recovered: Exchange, hop: int, hops: int) -> bytes:
    """Return the metadata record's block. ``recovered`` is what the other records give back."""
    differing = {
        name: getattr(exchange, name)
        for name in _NAMES
        if getattr(exchange, name) != getattr(recovered, name)
    }
    exact = Exact(**differing) if differing else None
    return encode(
        Notes(
            hop=hop, hops=hops, reconstructed=exchange.reconstructed, tls=exchange.tls, exact=exact
        )
    )


def parse_notes(block: bytes) -> Notes:
    """Return the inverse of ``notes_block``. Raises ``BadRecord``."""
    return decode(Notes, block, what="the metadata record")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingNotes:
    """The content of the metadata record beside a rendered document: how that came about."""

    format: Literal[1] = 1
    document: str = RENDERED
    browser: str
    settled: bool
    requests: int
    received: int
    missing: tuple[str, ...]


def rendering_block(rendering: Rendering) -> bytes:
    """Return the block of that record."""
    return encode(
        RenderingNotes(
            browser=rendering.browser,
            settled=rendering.settled,
            requests=rendering.requests,
            received=rendering.received,
            missing=rendering.missing,
        )
    )


def parse_rendering(block: bytes) -> RenderingNotes:
    """Return the inverse of ``rendering_block``. Raises ``BadRecord``."""
    return decode(RenderingNotes, block, what="the metadata record of a rendering")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNotes:
    """The content of the metadata record beside an imported answer: the file that it stood in."""

    format: Literal[1] = 1
    origin: str = IMPORTED
    imported: ImportOrigin


def import_block(origin: ImportOrigin) -> bytes:
    """Return the block of that record."""
    return encode(ImportNotes(imported=origin))


def parse_import(block: bytes) -> ImportOrigin:
    """Return the inverse of ``import_block``. Raises ``BadRecord``."""
    return decode(ImportNotes, block, what="the metadata record of an import").imported
