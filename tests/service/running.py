"""``palimpsest run`` as a real process, as a test sees it."""

import json
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.run.palimpsest import Place, Running, until


class Serving:
    """A service that runs. Its log is JSON lines."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.running: Running = place.start("run", "--json")
        (answers,) = self.wait_for("the service answers")
        self.port: int = answers["port"]

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.running._process.pid
        return self.running._process.pid

    @property
    def log(self) -> list[dict[str, Any]]:
        """The lines of its log so far that are whole."""
        text = self.running._err.read_text() if self.running._err.exists() else ""
        return [json.loads(line) for line in text.split("\n")[:-1] if line.startswith("{")]

    def lines(self, event: str, **fields: Any) -> list[dict[str, Any]]:
        """Return the lines of an event with these fields."""
        return [
            line
            for line in self.log
            if line["event"] == event
            and all(line.get(name) == value for name, value in fields.items())
        ]

    def wait_for(self, event: str, count: int = 1, **fields: Any) -> list[dict[str, Any]]:
        """So many lines of an event, which must come."""

        def come() -> list[dict[str, Any]]:
            assert self.running.alive, self.running.wait()
            found = self.lines(event, **fields)
            return found if len(found) >= count else []

        found: list[dict[str, Any]] = until(come, f"{count} lines of {event!r} with {fields}")
        return found

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of one of its addresses."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def figure(self, name: str) -> float:
        """Return one of its figures, named with its labels as the text format has them.

        0 where it is not there yet.
        """
        lines = self.get("/metrics")[1].splitlines()
        return next(
            (float(line.rpartition(" ")[2]) for line in lines if line.rpartition(" ")[0] == name),
            0.0,
        )

    def crawls(self) -> list[psutil.Process]:
        """Its child processes that crawl: they lead process groups, in its folder."""
        return [
            one
            for one in psutil.process_iter()
            if one.pid != self.pid and _leads(one.pid) and _is_in(one, self.place.folder)
        ]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)


def _leads(pid: int) -> bool:
    with suppress(ProcessLookupError):
        return os.getpgid(pid) == pid
    return False


def _is_in(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(folder)
    return False


@contextmanager
def serving(place: Place) -> Iterator[Serving]:
    """Provide a service, which is ended at the end whatever state it is in."""
    service = Serving(place)
    try:
        yield service
    finally:
        if service.running.alive:
            service.signal(signal.SIGTERM)
            service.running.wait()
