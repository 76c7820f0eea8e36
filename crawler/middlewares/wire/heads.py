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

MAX_SHOWN = 100
"""Bytes of what is no status line that an exception holds."""


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


def too_long(chain: Iterable[BaseException]) -> HeadTooLong | None:
    """Return the exception among those that a failed download was raised for."""
    return next((link for link in chain if isinstance(link, HeadTooLong)), None)


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
