"""A Capture as the bytes of a WARC file."""

import ipaddress
from collections.abc import Iterator

from crawler.codec import format_utc
from crawler.model import Capture, Exchange, Headers, Rendering
from crawler.warc.http import recovered, request_block, response_block, uri
from crawler.warc.notes import import_block, notes_block, rendering_block
from crawler.warc.payload import DOCUMENT
from crawler.warc.warc_records import Draft, digest, pack

INFO = (
    b"software: Palimpsest (palimpsest-archive)\r\n"
    b"format: WARC File Format 1.1\r\n"
    b"conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
)
NOTES = "urn:palimpsest:"
"""Before the target of a metadata record. With the page's own address, as in captures until
2026-11-28, replay tools show the notes instead of the page.
"""
_PROTOCOLS = {
    "HTTP/0.9": "http/0.9",
    "HTTP/1.0": "http/1.0",
    "HTTP/1.1": "http/1.1",
    "HTTP/2": "h2",
    "HTTP/2.0": "h2",
    "h2": "h2",
    "HTTP/3": "h3",
    "h3": "h3",
    "TLSv1": "tls/1.0",
    "TLSv1.1": "tls/1.1",
    "TLSv1.2": "tls/1.2",
    "TLSv1.3": "tls/1.3",
}
"""What libraries call a protocol, and what WARC-Protocol does (IIPC's proposal, issue 42 of
warc-specifications).
"""


def write(capture: Capture) -> bytes:
    """Return a complete WARC 1.1 file, each record a gzip member of its own.

    Equal captures give equal bytes.

    Records: warcinfo; for each hop request, response and metadata; a resource for the feed item
    that extraction may fall back on; for a page that a browser rendered conversion and metadata,
    and a resource for its picture; for an imported answer metadata. Raises ``ValueError`` on a
    Capture without an exchange.
    """
    if not capture.exchanges:
        raise ValueError("a capture holds one exchange at least")
    return pack(list(_drafts(capture)))


def _drafts(capture: Capture) -> Iterator[Draft]:
    date = (("WARC-Date", format_utc(capture.fetched_at)),)
    yield Draft(type="warcinfo", content_type="application/warc-fields", fields=date, block=INFO)
    for hop, exchange in enumerate(capture.exchanges, 1):
        yield from _exchange_drafts(exchange, hop, len(capture.exchanges))
    if capture.rescue is not None:
        yield Draft(
            type="resource",
            content_type="text/html",
            fields=(
                *date,
                ("WARC-Target-URI", f"urn:palimpsest:feed-item:{digest(capture.rescue)}"),
            ),
            block=capture.rescue,
            payload=capture.rescue,
            concurrent=_response_position(len(capture.exchanges)),
        )
    if capture.rendering is not None:
        yield from _rendering_drafts(capture.rendering, capture)
    if capture.imported is not None:
        yield Draft(
            type="metadata",
            content_type="application/json",
            fields=(*date, ("WARC-Target-URI", f"{NOTES}import:{uri(capture.url)}")),
            block=import_block(capture.imported),
            concurrent=_response_position(len(capture.exchanges)),
        )


def _rendering_drafts(rendering: Rendering, capture: Capture) -> Iterator[Draft]:
    """Yield what the browser made is no response.

    A conversion, which names the answer that it was made from.
    """
    hops, url = len(capture.exchanges), uri(capture.url)
    position = _response_position(hops + 1) - 1 + (capture.rescue is not None)
    date = ("WARC-Date", format_utc(rendering.rendered_at))
    basics: Headers = (date, ("WARC-Target-URI", url))
    html, picture = rendering.html, rendering.screenshot
    response = _response_position(hops)
    yield Draft(
        type="conversion",
        content_type=DOCUMENT,
        fields=basics,
        block=html,
        payload=html,
        refers=response,
    )
    yield Draft(
        type="metadata",
        content_type="application/json",
        fields=(date, ("WARC-Target-URI", f"{NOTES}rendering:{url}")),
        block=rendering_block(rendering),
        concurrent=position,
    )
    if picture is not None:
        fields: Headers = (date, ("WARC-Target-URI", f"urn:fullPage:{url}"))
        yield Draft(
            type="resource",
            content_type="image/jpeg",
            fields=fields,
            block=picture,
            payload=picture,
            concurrent=position,
        )


def _response_position(hop: int) -> int:
    """Return where the response of the hop stands.

    Warcinfo is 0, each hop before had three records, its own request comes first.
    """
    return 3 * hop - 1


def _exchange_drafts(exchange: Exchange, hop: int, hops: int) -> Iterator[Draft]:
    request, response = request_block(exchange), response_block(exchange)
    basics: Headers = (
        ("WARC-Date", format_utc(exchange.fetched_at)),
        ("WARC-Target-URI", uri(exchange.url)),
    )
    line = basics + _connection_fields(exchange)
    answer = _response_position(hop)
    yield Draft(
        type="request",
        content_type="application/http; msgtype=request",
        fields=line,
        block=request,
        concurrent=answer,
    )
    yield Draft(
        type="response",
        content_type="application/http; msgtype=response",
        fields=line,
        block=response,
        payload=exchange.body,
    )
    given_back = recovered(
        Exchange(
            url=uri(exchange.url), fetched_at=exchange.fetched_at, status=0, ip=_address(exchange)
        ),
        request,
        response,
    )
    notes = notes_block(exchange, given_back, hop, hops)
    yield Draft(
        type="metadata",
        content_type="application/json",
        fields=(basics[0], ("WARC-Target-URI", f"{NOTES}exchange:{uri(exchange.url)}")),
        block=notes,
        concurrent=answer,
    )


def _connection_fields(exchange: Exchange) -> Headers:
    """Return the named fields about the connection.

    Peer address, protocols from the top layer down, and the cipher suite where its name is one of
    IANA's.
    """
    address = _address(exchange)
    tls = exchange.tls
    protocols = [
        _PROTOCOLS.get(name or "")
        for name in (exchange.http_version, tls.protocol if tls else None)
    ]
    cipher = tls.cipher if tls and (tls.cipher or "").startswith("TLS_") else None
    return (
        *((("WARC-IP-Address", address),) if address else ()),
        *(("WARC-Protocol", protocol) for protocol in protocols if protocol),
        *((("WARC-Cipher-Suite", uri(cipher)),) if cipher else ()),
    )


def _address(exchange: Exchange) -> str | None:
    """Return the peer's address, if it is one that the WARC field may hold.

    No zone, whose name can be anything.
    """
    text = (exchange.ip or "").partition("%")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
