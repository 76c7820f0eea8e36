"""The download handler: Scrapy's own, which also notes what was on the wire, and can be cut.

Scrapy rewrites the case of header names, folds duplicates and drops connection headers, so both
heads are noted where Twisted writes and parses them. The names with underscores are Scrapy's and
Twisted's own: there is no public way to their bytes.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
    _TunnelingAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import fail
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import _HTTP11ClientFactory
from twisted.web.http_headers import InvalidHeaderName

from crawler.capture import FetchFailure
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_state import LastExchange, Wire, state_of
from crawler.middlewares.fetch_stats import counted, metered
from crawler.middlewares.guard.addresses import guarded_resolver
from crawler.middlewares.interruption import cutting
from crawler.middlewares.request_errors import Interrupted, Refused, chain
from crawler.middlewares.wire.heads import (
    BoundedParser,
    BoundedTunnels,
    HeadTooLong,
    LengthUnknown,
    broken_head,
)
from crawler.model import Tls


class WireHandler(HTTP11DownloadHandler):
    """Downloads over ``http`` and ``https``.

    Begins the ``LastExchange`` of the fetch, with ``sent_at`` and ``wire``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        made: Any = partial(_WireFactory, self._may_send)
        self._pool._factory = made  # noqa: SLF001  # as Scrapy itself does it
        self._running: set[Any] = set()
        self._cut = False
        crawler.signals.connect(self._cut_running, signal=cutting)

    def _cut_running(self) -> None:
        self._cut = True
        for download in tuple(self._running):
            download.cancel()

    def _may_send(self) -> bool:
        """Return whether the crawl still has its right to fetch, if it has it for a time only."""
        lease = context_of(self._crawler).lease
        return lease is None or lease.fence.holds

    async def download_request(self, request: Request) -> Response:
        """Return the response.

        Raises a ``RequestEnded`` where it was refused or cut, and Scrapy's download exceptions.
        """
        with counted(self._crawler.stats, request):
            if self._cut or not self._may_send():
                raise Interrupted
            state_of(request).last = LastExchange(sent_at=datetime.now(UTC))
            try:
                return await self._downloaded(request)
            except LengthUnknown:
                request.headers["Connection"] = "close"
                state_of(request).last = LastExchange(sent_at=datetime.now(UTC))
                return await self._downloaded(request)
            finally:
                request.headers.pop("Connection", None)

    async def _downloaded(self, request: Request) -> Response:
        download = self._agent().download_request(request)
        self._running.add(download)
        try:
            with wrap_twisted_exceptions(), metered(request, self._crawler.stats) as meter:
                return meter.of(await maybe_deferred_to_future(download))
        except (
            DownloadCancelledError,
            DownloadFailedError,
            ResponseDataLossError,
            HeadTooLong,
        ) as error:
            if self._cut:
                raise Interrupted from error
            links = tuple(chain(error))
            unknown = next((link for link in links if isinstance(link, LengthUnknown)), None)
            if unknown is not None and "Connection" not in request.headers:
                raise unknown from error
            head = broken_head(links)
            if head is not None:
                raise head.ended() from error
            if not isinstance(error, DownloadCancelledError):
                raise
            limit = request.meta.get("download_maxsize", self._default_maxsize)
            raise Refused(
                FetchFailure.SIZE,
                f"size: more than {limit} bytes; crawl.max_page_bytes sets how many are read",
            ) from error
        except CannotResolveHostError as error:
            _raise_if_guarded(urlparse_cached(request).hostname or "", error)
            raise
        finally:
            self._running.discard(download)

    def _agent(self) -> "_WireAgent":
        return _WireAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )


def _raise_if_guarded(host: str, error: Exception) -> None:
    """Raise ``Refused`` if the guard refused every address of a host that seems to have none."""
    resolver = guarded_resolver()
    refusal = resolver.refusals.get(host) if resolver else None
    if refusal:
        raise Refused(FetchFailure.ADDRESS, refusal) from error


class _WireAgent(_ScrapyAgent):
    """Carries what the connection noted over to the request."""

    # Twisted's agents
    def _get_agent(self, request: Request, timeout: float) -> Any:  # noqa: ANN401
        agent = super()._get_agent(request, timeout)
        if isinstance(agent, _TunnelingAgent):
            agent.__class__ = BoundedTunnels
        return agent

    # Scrapy's own shape
    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:  # noqa: ANN401
        last = state_of(request).last
        if last is not None:
            last.wire = getattr(txresponse, "_palimpsest_wire", None)
        return super()._cb_bodyready(txresponse, request)


class _WireParser(BoundedParser):
    """Notes the lines of the response's head."""

    wire: Wire

    def lineReceived(self, line: bytes) -> None:  # noqa: N802  # Twisted's interface
        if self.state == STATUS:  # again after a 1xx response, which is none of the page's
            self.wire.response.clear()
        self.wire.response.append(line.removesuffix(b"\r"))
        if self.state == HEADER and self._partialHeader is None and line[:1] in {b" ", b"\t"}:
            return  # it continues nothing
        super().lineReceived(line)

    # Twisted's interface
    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        """Take a header, unless its name is no token (RFC 9110, 5.1).

        That one is noted as it stands, and means nothing to us.
        """
        with suppress(InvalidHeaderName):
            # Twisted has no types there
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]


class _WireProtocol(_LenientHTTP11ClientProtocol):
    """Notes both heads of each exchange, and the TLS result."""

    may_send: Callable[[], bool]

    # Twisted's private request and its Deferred
    def request(self, request: Any) -> Any:  # noqa: ANN401
        if not self.may_send():  # it was frozen while the connection was made
            return fail(Interrupted())
        wire = Wire()
        with suppress(AttributeError):
            # see the module's docstring
            request._writeHeaders(_Recorder(wire.request), None)  # noqa: SLF001
        answered = super().request(request)
        parser = self._parser
        if parser is not None:
            parser.__class__ = _WireParser
            parser.wire = wire  # type: ignore[attr-defined]  # it has just become a _WireParser
        return answered.addCallback(self._note, wire)

    def _giveUp(self, reason: Any) -> None:  # noqa: ANN401, N802  # Twisted's
        """Hang up.

        On somebody who does not end, without the usual waiting for TLS to be closed in order.
        """
        super()._giveUp(reason)  # type: ignore[no-untyped-call]  # Twisted has no types there
        if reason.check(HeadTooLong) and self.transport is not None:
            self.transport.abortConnection()

    def _note(self, response: Any, wire: Wire) -> Any:  # noqa: ANN401  # Twisted's private response
        wire.tls = tls_result(self.transport)
        response._palimpsest_wire = wire  # noqa: SLF001  # a name that is ours
        return response


class _WireFactory(_HTTP11ClientFactory):
    noisy = False

    # Twisted's own arguments
    def __init__(self, may_send: Callable[[], bool], *arguments: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments)  # type: ignore[no-untyped-call]  # Twisted has no types there
        self._may_send = may_send

    # Twisted's interface
    def buildProtocol(self, addr: Any) -> _WireProtocol:  # noqa: ANN401, ARG002, N802
        # Twisted has no types there
        protocol = _WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.may_send = self._may_send
        return protocol


class _Recorder:
    """A transport that keeps the lines of a request's head."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines

    def writeSequence(self, lines: list[bytes]) -> None:  # noqa: N802  # Twisted's interface
        self._lines.extend(line.removesuffix(b"\r\n") for line in lines)


def tls_result(transport: Any) -> Tls | None:  # noqa: ANN401  # any of Twisted's transports
    """Return the handshake's result, names as RFC 4514 strings.

    None on a connection without TLS.
    """
    try:
        connection = transport.getHandle()
        certificate = transport.getPeerCertificate().to_cryptography()
    except AttributeError:
        return None
    return Tls(
        protocol=connection.get_protocol_version_name(),
        cipher=connection.get_cipher_name(),
        issuer=certificate.issuer.rfc4514_string(),
        subject=certificate.subject.rfc4514_string(),
        certificate_sha256=certificate.fingerprint(SHA256()).hex(),
    )
