"""Why a request went no further: what ends one on purpose, and what download errors mean."""

from collections.abc import Iterator

from OpenSSL.SSL import Error as TlsError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web._newclient import ParseError

from crawler.capture import FetchFailure, FetchStatus
from crawler.handing_on import BegunRobots

TRANSIENT = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionClosed,
    TunnelError,
    OSError,
)
"""What may go better the next time."""

UNREACHABLE = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ConnectError,
    TunnelError,
)
"""What says nothing of the page, and everything of its host."""

_WORDS: tuple[tuple[type[BaseException], FetchFailure, str], ...] = (
    (DownloadTimeoutError, FetchFailure.TIMEOUT, "timeout: no whole answer in time"),
    (CannotResolveHostError, FetchFailure.NAME, "the host's name cannot be resolved"),
    (
        DownloadConnectionRefusedError,
        FetchFailure.CONNECTION,
        "the connection was refused",
    ),
    (
        ResponseDataLossError,
        FetchFailure.CUT_OFF,
        "the connection was cut before the whole body came",
    ),
    (ParseError, FetchFailure.NOT_HTTP, "the answer is no HTTP"),
    (
        ConnectionClosed,
        FetchFailure.CONNECTION,
        "the connection was closed without an answer",
    ),
    (ConnectError, FetchFailure.CONNECTION, "no connection"),
    (TunnelError, FetchFailure.PROXY, "the proxy opened no tunnel"),
)


class RequestEnded(IgnoreRequest):
    """A request was ended on purpose. ``reason`` is fit for a check line.

    Scrapy hands it to the request's errback without logging it as an error.
    """

    fetch_status = FetchStatus.FAILED

    def __init__(self, failure: FetchFailure, reason: str) -> None:
        super().__init__(reason)
        self.failure, self.reason = failure, reason


class Refused(RequestEnded):
    """We would not fetch it: robots, address, scheme, size."""

    fetch_status = FetchStatus.REFUSED


class Skipped(RequestEnded):
    """The gate said that it need not be fetched."""

    fetch_status = FetchStatus.SKIPPED

    def __init__(self, reason: str) -> None:
        super().__init__(FetchFailure.NOT_ADMITTED, reason)


class Failed(RequestEnded):
    """It cannot be had: a redirect loop, a host to be left alone, a body without end."""


class HandedOn(RequestEnded):
    """A redirect leads to another site, whose own crawl is to go on."""

    def __init__(self, url: str, site: str) -> None:
        super().__init__(FetchFailure.REDIRECT, f"a redirect to {site}, at a second look")
        self.url = url


class AwaitsRobots(RequestEnded):
    """The robots.txt that the request is subject to redirects to another site."""

    def __init__(self, robots: BegunRobots) -> None:
        super().__init__(
            FetchFailure.ROBOTS_UNREACHABLE, "robots.txt could not be had: it redirects elsewhere"
        )
        self.robots = robots


class Interrupted(RequestEnded):
    """The run was told to stop before this request had an answer.

    Nothing is known of its page, so nothing is reported.
    """

    def __init__(self) -> None:
        super().__init__(FetchFailure.INTERRUPTED, "interrupted")


def failure_of(error: BaseException) -> tuple[FetchFailure, str]:
    """Return what went wrong: for whoever counts, and in a few words."""
    if isinstance(error, RequestEnded):
        return error.failure, error.reason
    links = tuple(chain(error))
    if any(isinstance(link, TlsError | VerificationError) for link in links):
        return FetchFailure.TLS, f"TLS: {_tls_words(links)}"
    for link in links:
        for kind, failure, words in _WORDS:
            if isinstance(link, kind):
                return failure, words
    if any(isinstance(link, ValueError | KeyError) for link in links[1:]):
        return FetchFailure.NOT_HTTP, "the answer is no HTTP: a header says what it cannot"
    return FetchFailure.OTHER, f"{type(error).__name__}: {error}"


def is_transient(error: BaseException) -> bool:
    """Return whether another try could help. A certificate that cannot be verified stays so."""
    return isinstance(error, TRANSIENT) and not any(
        isinstance(link, TlsError | VerificationError) for link in chain(error)
    )


def is_unreachable(error: BaseException) -> bool:
    """Return whether it is the host that does not answer, rather than one page that is broken."""
    return isinstance(error, UNREACHABLE)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception, and everything that it was raised for.

    Twisted keeps lists of reasons inside its own.
    """
    yield error
    inner = [getattr(reason, "value", reason) for reason in getattr(error, "reasons", ())]
    for further in (error.__cause__, *inner):
        if isinstance(further, BaseException):
            yield from chain(further)


def _tls_words(links: tuple[BaseException, ...]) -> str:
    """Return OpenSSL's own words: its errors hold lists of (library, function, reason)."""
    if any(isinstance(link, VerificationError) for link in links):
        return "the certificate is for another host"
    error = next(link for link in links if isinstance(link, TlsError))
    entries = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(entry[-1]) for entry in entries) or "the handshake failed"
