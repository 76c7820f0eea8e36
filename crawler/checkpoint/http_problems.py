"""Why an authority or a witness gave no answer, in plain words: no library's own."""

import socket
import ssl
from http.client import HTTPException, InvalidURL
from urllib.error import HTTPError, URLError

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (TimeoutError, "no whole answer in time"),
    (ConnectionRefusedError, "the connection was refused: nothing listens there"),
    (ConnectionError, "the connection was cut before the answer came"),
    (socket.gaierror, "the host's name cannot be resolved"),
    (InvalidURL, "the address is none that can be asked"),
    (UnicodeError, "the address is none that can be asked"),
    (HTTPException, "the answer is no HTTP"),
)


def problem_of(error: BaseException) -> str:
    """Return why nothing came of asking, from what ``urllib`` raised."""
    if isinstance(error, HTTPError):
        return f"it answered with status {error.code}"
    if isinstance(error, URLError) and isinstance(error.reason, BaseException):
        return problem_of(error.reason)
    if isinstance(error, ssl.SSLError):
        return _tls_words(error)
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return said[:1].lower() + said[1:]


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be verified: {error.verify_message}"
    reason = getattr(error, "reason", None) or "it failed"
    return f"no TLS connection: {reason.replace('_', ' ').lower()}"
