"""Download exceptions: in words that fit a check line, and whether another try could help."""

from collections.abc import Iterator

from OpenSSL.SSL import Error as TlsError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web._newclient import ParseError

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

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "timeout: no whole answer in time"),
    (CannotResolveHostError, "the host's name cannot be resolved"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (ResponseDataLossError, "the connection was cut before the whole body came"),
    (ParseError, "the answer is no HTTP"),
    (ConnectionClosed, "the connection was closed without an answer"),
    (ConnectError, "no connection"),
    (TunnelError, "the proxy opened no tunnel"),
)


def error_message(error: BaseException) -> str:
    """Return what went wrong, in a few words."""
    links = tuple(chain(error))
    if any(isinstance(link, TlsError | VerificationError) for link in links):
        return f"TLS: {_tls_words(links)}"
    for link in links:
        for kind, words in _WORDS:
            if isinstance(link, kind):
                return words
    if any(isinstance(link, ValueError | KeyError) for link in links[1:]):  # a transfer coding, too
        return "the answer is no HTTP: a header says what it cannot"
    return f"{type(error).__name__}: {error}"


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
