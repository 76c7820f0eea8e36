"""Who sits before a terminal is told that a server is being waited for, once it takes long."""

import logging
import socket
import sys
import threading
from queue import SimpleQueue

import pytest

from crawler.errors import StoreMissing, StoreUnavailable
from crawler.store import s3_first_answer
from crawler.store.s3 import S3Store
from jobs.terminal import streams
from tests.servers.here import QuietHandler, served_by
from tests.servers.s3 import credentials

PATIENCE = 60


class Told(logging.Handler):
    """Keeps what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.sentences: SimpleQueue[str] = SimpleQueue()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a sentence."""
        self.sentences.put(record.getMessage())


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Told:
    """Provide what is told of waiting, and credentials for a server that looks at none."""
    for name, value in credentials("KEY", "secret").items():
        monkeypatch.setenv(name, value)
    told = Told()
    monkeypatch.setattr(s3_first_answer.WAITING, "handlers", [told])
    caplog.set_level(logging.INFO, s3_first_answer.WAITING.name)
    return told


def test_a_server_that_does_not_answer_is_named(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence comes while the first request waits, and names the bucket and the address."""
    monkeypatch.setattr(s3_first_answer, "AFTER_SECONDS", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        store = S3Store("s3://bucket/news", endpoint_url=address, attempts=1)
        failed: SimpleQueue[StoreUnavailable] = SimpleQueue()

        def ask() -> None:
            with pytest.raises(StoreUnavailable) as raised:
                store.read("palimpsest.json")
            failed.put(raised.value)

        asking = threading.Thread(target=ask)
        asking.start()
        held, _ = server.accept()
        said = told.sentences.get(timeout=PATIENCE)
        held.close()
        failed.get(timeout=PATIENCE)
        asking.join(PATIENCE)
    assert said == f"waiting for the store: s3://bucket/news at {address} has not answered yet"


def test_a_server_that_has_answered_is_waited_for_in_silence(told: Told) -> None:
    """After the first answer, whatever it is, nothing is said any more."""

    class Nothing(QuietHandler):
        def handle_one_request(self) -> None:
            self.close_connection = True
            while self.rfile.readline().strip():
                pass
            self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with served_by(Nothing) as port:
        store = S3Store("s3://bucket", endpoint_url=f"http://127.0.0.1:{port}")
        for _ in range(2):
            with pytest.raises(StoreMissing):
                store.read("palimpsest.json")
            assert not [one for one in threading.enumerate() if one.name == "first answer"]
    assert told.sentences.empty()


@pytest.mark.parametrize("terminal", [True, False])
def test_only_a_terminal_is_told(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    *,
    terminal: bool,
) -> None:
    """In a pipe standard error stays empty until there is an error."""
    logger = s3_first_answer.WAITING
    caplog.set_level(logging.WARNING, logger.name)  # and back again afterwards
    for one in (logger, logging.getLogger()):
        monkeypatch.setattr(one, "handlers", [])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    streams.set_up()
    logger.info("waiting for the store: %s has not answered yet", "s3://bucket at a\x1b[2J")
    err = capsys.readouterr().err
    shown = "waiting for the store: s3://bucket at a⟨U+001B⟩[2J has not answered yet\n"
    assert err == (shown if terminal else "")
