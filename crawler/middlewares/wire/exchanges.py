"""Keeps each response as it came, before anything that follows decodes or replaces it."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.capture import FetchFailure
from crawler.middlewares.fetch_state import FetchState, LastExchange, Wire, state_of
from crawler.middlewares.fetch_stats import counted
from crawler.middlewares.request_errors import Failed
from crawler.middlewares.wire.masking import masked
from crawler.model import Exchange, Headers
from crawler.secrets import Mask

_HIDDEN = frozenset({"authorization", "cookie", "proxy-authorization"})
_STATUS = re.compile(r"[1-5][0-9]{2}")
_SHOWN = 20

MUCH = 1 << 16
"""Bytes of a body from which it is searched for secrets beside the event loop."""


class RecordingMiddleware:
    """Notes the exchange as it was received and, without secrets, as it may be kept.

    A retried attempt is overwritten by the next; a redirect's becomes a hop.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        self._limit, self._stats = crawler.settings.getint("DOWNLOAD_MAXSIZE"), crawler.stats

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange, and pass the response on.

        Raises a ``RequestEnded`` where the answer is no HTTP.
        """
        state = state_of(request)
        if state.last is None:
            raise ValueError("a response to nothing that was sent")
        with counted(self._stats, request):
            _require_http(_status(state.last, response), state.mask)
        received, mask = exchange_of(request, response, state), state.mask
        state.last.received = received
        if len(received.body) > MUCH and mask:
            state.last.exchange = await asyncio.to_thread(masked, received, mask, self._limit)
        else:
            state.last.exchange = masked(received, mask, self._limit)
        return response


def _require_http(status: str, mask: Mask) -> None:
    if not _STATUS.fullmatch(status):
        shown = mask.text(status)[:_SHOWN]
        raise Failed(FetchFailure.NOT_HTTP, f"the answer is no HTTP: its status is {shown!a}")


def _status(last: LastExchange, response: Response) -> str:
    """Return the status as it stood on the wire: Twisted takes whatever Python calls an integer."""
    parts = last.wire.response[0].split(b" ", 2) if last.wire and last.wire.response else []
    return parts[1].decode("latin-1") if len(parts) > 1 else str(response.status)


def exchange_of(request: Request, response: Response, state: FetchState) -> Exchange:
    """Return the exchange, body as received, without the request headers that hold secrets.

    ``crawler.middlewares.wire.masking`` sees to the rest.

    ``reconstructed`` says what is not as it was on the wire. Behind a proxy there is no peer
    address: the connection shows the proxy's.
    """
    wire = (state.last.wire if state.last else None) or Wire()
    secret = _HIDDEN | frozenset(state.displaced)
    sent = _headers(wire.request[1:]) or _scrapy_headers(request)
    received = _headers(wire.response[1:]) or _scrapy_headers(response)
    kept = tuple((name, value) for name, value in sent if name.lower() not in secret)
    return Exchange(
        url=response.url,
        fetched_at=state.last.sent_at if state.last else datetime.now(UTC),
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
