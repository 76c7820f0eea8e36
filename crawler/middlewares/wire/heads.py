"""The limit for what stands around a body: heads, interim answers, chunk lines and trailers.

Twisted bounds single lines, and neither their number nor that of the 1xx answers before the real
one. Chunk lines (1 kB) and trailers (64 kB) it does bound, without saying so afterwards. The names
with underscores are Twisted's own: there is no public way in.
"""

from collections.abc import Iterable
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTPClientParser,
    _TunnelingAgent,
    _TunnelingTCP4ClientEndpoint,
)
from twisted.python.failure import Failure
from twisted.web._newclient import STATUS, ParseError
from twisted.web.http import (
    _ChunkedTransferDecoder,
    _MalformedChunkedDataError,
    maxChunkSizeLineLength,
)

from crawler.capture import FetchFailure
from crawler.middlewares.request_errors import Failed

MAX_HEAD = 256_000
"""Bytes of one exchange's status line and headers, with all interim answers before it. Browsers
take about as much.
"""

_FINAL = 200
"""The first status of an answer that is none on the way."""
_DIGITS = 30
"""Digits of a length that are read."""

MAX_SHOWN = 100
"""Bytes of what is no status line that an exception holds."""


def _shown(values: Iterable[bytes]) -> str:
    return repr(b", ".join(values)[:MAX_SHOWN].decode("latin-1"))


class HeadTooLong(Exception):
    """More than fits came before, between or after the body.

    ``limit`` is what would have been taken.
    """

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(what, limit)
        self.what, self.limit = what, limit

    def ended(self) -> Failed:
        """Return how the exchange ends. Another try would get the same."""
        return Failed(FetchFailure.HEAD, f"head: more than {self.limit} bytes{self.what}")


class BadFraming(Exception):
    """The head says nothing usable of where its body ends, or two things."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def ended(self) -> Failed:
        """Return how the exchange ends. Another try would get the same."""
        return Failed(FetchFailure.NOT_HTTP, f"the answer is no HTTP: {self.reason}")


class LengthUnknown(BadFraming):
    """Only the end of the connection can show where the body ends, and it is to be kept open.

    Asked to close it, the server shows the end.
    """


def broken_head(links: Iterable[BaseException]) -> HeadTooLong | BadFraming | None:
    """Return the exception among those that a failed download was raised for."""
    return next((link for link in links if isinstance(link, HeadTooLong | BadFraming)), None)


class _BoundedChunks(_ChunkedTransferDecoder):
    """Says what was too long."""

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802  # Twisted's
        try:
            return super()._dataReceived_CHUNK_LENGTH()
        except _MalformedChunkedDataError as error:
            if not 0 <= self._buffer.find(b"\r\n") < maxChunkSizeLineLength:
                raise HeadTooLong(" in a chunk's line", maxChunkSizeLineLength) from error
            raise

    def _dataReceived_TRAILER(self) -> bool:  # noqa: N802  # Twisted's
        try:
            return super()._dataReceived_TRAILER()
        except _MalformedChunkedDataError as error:
            raise HeadTooLong(" of trailers", self._maxTrailerHeadersSize) from error


class BoundedParser(_LenientHTTPClientParser):
    """Reads no head beyond the limit."""

    MAX_LENGTH = MAX_HEAD
    """Of the next line: what of the limit is left."""

    _transferDecoders = {b"chunked": _BoundedChunks}  # noqa: N815, RUF012  # Twisted's

    def lineReceived(self, line: bytes) -> None:  # noqa: N802  # Twisted's interface
        """Count the line, and read it."""
        self.MAX_LENGTH -= len(line) + 1
        if self.MAX_LENGTH < 0:
            raise HeadTooLong("", MAX_HEAD)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002, N802  # Twisted's interface
        """End what has no end."""
        raise HeadTooLong("", MAX_HEAD)

    def allHeadersReceived(self) -> None:  # noqa: N802  # Twisted's interface
        """Make sense of where the body ends as browsers do, or say that there is none."""
        if self.response.code not in self.NO_BODY_CODES and self.response.code >= _FINAL:
            self._settle_coding()
            self._settle_length()
        super().allHeadersReceived()  # type: ignore[no-untyped-call]

    def _settle_coding(self) -> None:
        """Leave out a transfer coding that is none. Raise where it is another than ``chunked``."""
        values = self.connHeaders.getRawHeaders(b"transfer-encoding", [])
        codings = {value.strip().lower() for value in b",".join(values).split(b",")}
        codings -= {b"", b"identity"}
        if not codings:
            self.connHeaders.removeHeader(b"transfer-encoding")
        elif codings == {b"chunked"}:
            self.connHeaders.setRawHeaders(b"transfer-encoding", [b"chunked"])
        else:
            raise BadFraming(f"its Transfer-Encoding is {_shown(values)}")

    def _settle_length(self) -> None:
        """Leave out a length that is no number: the body ends with the connection."""
        values = self.connHeaders.getRawHeaders(b"content-length", [])
        if not values or self.connHeaders.hasHeader(b"transfer-encoding"):
            return
        lengths = {value.strip() for value in b",".join(values).split(b",")}
        if all(length.isdigit() for length in lengths):
            if len({int(length[:_DIGITS]) for length in lengths}) > 1:
                raise BadFraming(f"its Content-Length is {_shown(values)}")
            return
        self.connHeaders.removeHeader(b"content-length")
        if self.request.persistent and not self._is_closed():
            raise LengthUnknown(f"its Content-Length is {_shown(values)}")

    def _is_closed(self) -> bool:
        """Return whether the server closes the connection behind the body, as far as it says."""
        told = b",".join(self.connHeaders.getRawHeaders(b"connection", [])).lower()
        asked = self.request.headers.getRawHeaders(b"connection", [])
        old = self.response.version < (b"HTTP", 1, 1)
        return b"close" in told or b"close" in asked or (old and b"keep-alive" not in told)

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802  # Twisted's
        """Say that what came was no HTTP, where it ended before any status line did."""
        if self.state == STATUS and self._buffer:
            # Twisted has no types there
            error = ParseError("no status line", self._buffer[:MAX_SHOWN])  # type: ignore[no-untyped-call]
            reason = Failure(error)  # type: ignore[no-untyped-call]
        super().connectionLost(reason)


class _BoundedTunnel(_TunnelingTCP4ClientEndpoint):
    """A tunnel whose proxy cannot answer without end.

    Scrapy keeps all of it until a blank line comes.
    """

    def processProxyResponse(self, data: bytes) -> None:  # noqa: N802  # Scrapy's
        if len(self._connectBuffer) + len(data) <= MAX_HEAD:
            super().processProxyResponse(data)
        elif not self._tunnelReadyDeferred.called:
            self._tunnelReadyDeferred.errback(HeadTooLong(" from the proxy", MAX_HEAD))
            if self._protocol.transport is not None:
                self._protocol.transport.abortConnection()


class BoundedTunnels(_TunnelingAgent):
    """Goes through such tunnels."""

    def _getEndpoint(self, uri: Any) -> _BoundedTunnel:  # noqa: ANN401, N802  # Twisted's
        endpoint = super()._getEndpoint(uri)
        endpoint.__class__ = _BoundedTunnel
        return endpoint  # type: ignore[return-value]  # it has just become one
