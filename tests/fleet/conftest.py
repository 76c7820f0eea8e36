"""An engine's database, workers as a user starts them, and newspapers on several sites."""

import json
import secrets
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crawler.config import EngineConfig
from crawler.model import Check
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, place
from tests.run.palimpsest import Place, Running, parts_of, until
from tests.servers.postgres import PostgresServer, serving

__all__ = ["place"]

OTHER = "127.0.0.2"
"""A further address of the newspaper, and so a further site."""

SILENCE = 6
"""Seconds after which a silent worker is thought dead, in these tests."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Provide a server for the session. Who stops it starts it again."""
    with serving() as server:
        yield server


@pytest.fixture
def engine(postgres: PostgresServer) -> EngineConfig:
    """Provide an engine whose queue nobody else uses."""
    return EngineConfig.model_validate(
        {
            "url": postgres.url,
            "namespace": f"jobs_{secrets.token_hex(4)}",
            "silence": SILENCE,
            "attempts": 3,
            "retry_after": "1s",
        }
    )


@dataclass
class Fleet:
    """An archive whose crawls workers carry out."""

    place: Place
    engine: EngineConfig
    workers: list[Running] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)
    """What was configured last, but for the engine."""

    def configure(self, **sections: Any) -> "Fleet":
        """Write the configuration, with these sections besides."""
        engine = {
            "url": self.engine.url,
            "namespace": self.engine.namespace,
            "silence": self.engine.silence.total_seconds(),
            "attempts": self.engine.attempts,
            "retry_after": self.engine.retry_after.total_seconds(),
        }
        self.sections = sections
        self.place.configure(**{"engine": engine, **sections})
        return self

    def start_worker(self, *arguments: str) -> Running:
        """Start a worker."""
        self.workers.append(self.place.start("worker", "--json", *arguments))
        return self.workers[-1]

    def log(self, worker: Running, event: str) -> list[dict[str, Any]]:
        """Return the lines of an event that a worker has logged."""
        text = worker._err.read_text() if worker._err.exists() else ""
        lines = [json.loads(line) for line in text.split("\n")[:-1] if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def wait_for(self, worker: Running, event: str, count: int = 1) -> list[dict[str, Any]]:
        """Return so many lines of an event, which must come."""
        found: list[dict[str, Any]] = until(
            lambda: lines if len(lines := self.log(worker, event)) >= count else [],
            f"{count} times {event!r}",
        )
        return found

    def lines(self, run: str) -> list[Check]:
        """Return a run's check lines, from the store."""
        return [check for part in parts_of(self.place.store, run) for check in part.checks]

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            if worker.alive:
                worker.signal(signal.SIGCONT)
                worker.signal(signal.SIGTERM)
        for worker in self.workers:
            worker.status()


@pytest.fixture
def fleet(tmp_path: Path, engine: EngineConfig) -> Iterator[Fleet]:
    """Provide an archive in files with an engine. Its workers are ended at the end."""
    found = Fleet(file_place(tmp_path), engine).configure()
    try:
        yield found
    finally:
        found.close()


def elsewhere(newspaper: Press, path: str) -> str:
    """Return the address of a page on the newspaper's other site."""
    return newspaper.url(path).replace("127.0.0.1", OTHER)
