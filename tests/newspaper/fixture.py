"""The newspaper as a fixture: one process for a test session, wiped before each test."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Press:
    """A running newspaper, as a test sees it."""

    base: str
    tls_base: str
    certificate: Path
    """PEM file of the certificate that ``tls_base`` shows."""

    def url(self, path: str) -> str:
        """Return the absolute URL of a path."""
        return self.base + path

    def edit(self, name: str) -> None:
        """Put a story into its next state."""
        self._control("edit", name)

    def set(self, name: str, value: int) -> None:
        """Set a story's state, or a resource's switch.

        ``gone/<name>`` and ``soft404/<name>``, ``robots`` for its status.
        """
        self._control("set", name, str(value))

    def say(self, name: str, text: str) -> None:
        """Tell ``robots`` its text, or the lists their ``links``, one in each line."""
        self._control("say", name, text)

    def reset(self) -> None:
        """Forget all states, texts and the log."""
        self._control("reset", "")

    def log(self, path: str = "") -> list[dict[str, Any]]:
        """Return the requests that came since the last reset, oldest first.

        Only those whose path starts with ``path``.
        """
        entries: list[dict[str, Any]] = json.loads(self._control("log", ""))
        return [entry for entry in entries if entry["path"].startswith(path)]

    def _control(self, verb: str, name: str, body: str = "") -> bytes:
        request = urllib.request.Request(
            f"{self.base}/control/{verb}/{name}", data=body.encode(), method="POST"
        )
        # No proxy from the environment: the newspaper is on loopback.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            request, timeout=10
        ) as answer:
            data: bytes = answer.read()
            return data


@pytest.fixture(scope="session")
def _press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    directory = tmp_path_factory.mktemp("newspaper")
    command = [sys.executable, "-m", "tests.newspaper", "--tls", str(directory)]
    process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdin
    try:
        ports = json.loads(process.stdout.readline())
        yield Press(
            f"http://127.0.0.1:{ports['http']}",
            f"https://127.0.0.1:{ports['https']}",
            directory / "certificate.pem",
        )
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture
def newspaper(_press: Press) -> Press:
    """Provide the lying newspaper, with all its stories in their first state."""
    _press.reset()
    return _press


@pytest.fixture(scope="module")
def module_press(_press: Press) -> Press:
    """Provide the lying newspaper for tests that share one crawl, with all its stories in their
    first state.
    """
    _press.reset()
    return _press
