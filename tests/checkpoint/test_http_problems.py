"""Why nobody answered is said in words, and in none of a library's."""

import socket
import ssl
from email.message import Message
from http.client import BadStatusLine, IncompleteRead, InvalidURL
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from crawler.checkpoint.http_problems import problem_of
from crawler.checkpoint.witnesses import ask_without_note

CERTIFICATE = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate")
CERTIFICATE.verify_message = "self-signed certificate"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (HTTPError("http://a/", 502, "Bad Gateway", Message(), None), "answered with status 502"),
        (URLError(TimeoutError("timed out")), "no whole answer in time"),
        (URLError(socket.gaierror(-2, "Name or service not known")), "cannot be resolved"),
        (URLError(CERTIFICATE), "cannot be verified: self-signed certificate"),
        (URLError(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] (_ssl.c:1006)")), "no TLS"),
        (URLError(OSError(113, "No route to host")), "no route to host"),
        (URLError("unknown url type: gopher"), "unknown url type"),
        (ConnectionResetError(104, "Connection reset by peer"), "the connection was cut"),
        (BadStatusLine("SSH-2.0"), "the answer is no HTTP"),
        (IncompleteRead(b""), "the answer is no HTTP"),
        (InvalidURL("nonnumeric port: 'x'"), "the address is none"),
    ],
)
def test_each_error_has_words(error: Exception, words: str) -> None:
    """No class, no number of the system and no file of a library's source is shown."""
    said = problem_of(error)
    assert words in said
    assert not {"Errno", "urlopen", "_ssl.c", "[SSL"} & set(said.replace(":", " ").split())


def test_a_witness_that_is_not_there() -> None:
    """Nobody at the address of a witness is said so, and the note is not the worse for it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        (answer,) = ask_without_note([url])
        with pytest.raises(URLError, match="urlopen error"):
            urlopen(url, timeout=5)
    assert answer.problem == "it cannot be asked: the connection was refused: nothing listens there"
