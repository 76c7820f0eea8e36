"""One Scrapy response, and what the wire showed of it, as an Exchange."""

from datetime import UTC, datetime

from scrapy import Request
from scrapy.http import Response

from crawler.middlewares.download_handler import Wire
from crawler.model import Exchange, Headers

_HIDDEN = frozenset({"authorization", "cookie", "proxy-authorization"})


def exchange_of(request: Request, response: Response) -> Exchange:
    """Return the exchange, body as received, without the request headers that hold secrets.

    ``crawler.middlewares.masking`` sees to the rest.

    ``reconstructed`` says what is not as it was on the wire. Behind a proxy there is no peer
    address: the connection shows the proxy's.
    """
    wire = request.meta.get("wire") or Wire()
    secret = _HIDDEN | frozenset(request.meta.get("displaced", ()))
    sent = _headers(wire.request[1:]) or _scrapy_headers(request)
    received = _headers(wire.response[1:]) or _scrapy_headers(response)
    kept = tuple((name, value) for name, value in sent if name.lower() not in secret)
    return Exchange(
        url=response.url,
        fetched_at=request.meta.get("sent_at") or datetime.now(UTC),
        status=response.status,
        method=request.method,
        http_version=response.protocol or "HTTP/1.1",
        phrase=_phrase(wire),
        request_headers=kept,
        response_headers=received,
        body=response.body,
        ip=None
        if request.meta.get("proxy") or response.ip_address is None
        else str(response.ip_address),
        tls=wire.tls,
        reconstructed=tuple(_differences(wire, sent=sent, kept=kept, received=received)),
    )


def _differences(wire: Wire, *, sent: Headers, kept: Headers, received: Headers) -> list[str]:
    found = [] if wire.request and wire.response else ["header case", "header order"]
    if any(name.lower() == "transfer-encoding" for name, _ in received) or not wire.response:
        found.append("transfer coding")
    if any(
        line and b":" not in line and line[:1] not in {b" ", b"\t"} for line in wire.response[1:]
    ):
        found.append("header lines without a colon left out")
    if kept != sent:
        found.append("request headers with credentials left out")
    return found


def _phrase(wire: Wire) -> str:
    """Return the status line's third part."""
    parts = wire.response[0].split(b" ", 2) if wire.response else []
    # version, status, phrase
    return parts[2].decode("latin-1").strip() if len(parts) == 3 else ""  # noqa: PLR2004


def _headers(lines: list[bytes]) -> Headers:
    """Return header lines as pairs.

    Folded lines (RFC 9112, 5.2) are joined by a space, lines without a colon are no headers.
    """
    unfolded: list[bytes] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"} and unfolded:
            unfolded[-1] += b" " + line.strip()
        elif b":" in line:
            unfolded.append(line)
    pairs = (line.decode("latin-1").partition(":") for line in unfolded)
    return tuple((name, value.strip()) for name, _, value in pairs)


def _scrapy_headers(message: Request | Response) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )
