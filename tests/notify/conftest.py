"""A newsroom: an archive, its index, and receivers that are told."""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.config import Config
from crawler.index import Index
from crawler.reindex import catch_up, open_current
from crawler.store.base import ObjectStore
from crawler.store.files import FileStore
from jobs.notify import Notifier, Ticked
from jobs.observe import SourceHealth
from tests.notify.press import Clock, Press
from tests.notify.receiver import Receiver, receiving

SOURCES = [
    {"name": name, "feeds": [f"https://{name}.example/rss"]} for name in ("courier", "herald")
]


@dataclass
class Newsroom:
    """One archive with its service: what is written, who is told."""

    store: ObjectStore
    folder: Path
    receive: Callable[[], Receiver]
    clock: Clock = field(default_factory=Clock)
    indexes: int = 0
    environ: dict[str, str] = field(default_factory=dict)
    alerts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.press = Press(self.store, self.clock)
        self.index: Index = self.new_index()
        self.notifier: Notifier | None = None

    def new_index(self) -> Index:
        """Return an index that is made anew from the store, as after the loss of the one before."""
        self.indexes += 1
        return open_current(f"sqlite:///{self.folder}/index-{self.indexes}.db", self.store)

    def alert(self, name: str, *receivers: Receiver, **settings: Any) -> None:
        """Configure an alert that is sent to these receivers."""
        variable = f"{name.upper()}_URLS"
        self.environ[variable] = " ".join(receiver.url for receiver in receivers)
        self.alerts.append({"name": name, "targets_env": variable, **settings})

    def service(self, *, store: ObjectStore | None = None, index: Index | None = None) -> Notifier:
        """Return a further service process, on this store or on one that stands before it."""
        config = Config.model_validate({"sources": SOURCES, "alerts": self.alerts})
        return Notifier(
            config, self.environ, Archive(store or self.store), index or self.index, self.clock
        )

    def restart(self) -> None:
        """Begin a new service process; what the one before knew is gone."""
        self.notifier = self.service()

    def lose_index(self) -> None:
        """Begin a new service process with a new index."""
        self.index = self.new_index()
        self.restart()

    def tick(self, health: Sequence[SourceHealth] = ()) -> Ticked:
        """Return one tick of the service, a minute after the last."""
        if self.notifier is None:
            self.restart()
        assert self.notifier is not None
        self.clock.pass_by(minutes=1)
        self.learn()
        return self.notifier.tick(health)

    def learn(self) -> None:
        """Let the index learn what was stored."""
        catch_up(self.index, self.store)

    def cursors(self, name: str) -> list[str]:
        """Return keys of the cursors of an alert."""
        return list(self.store.list(f"alerts/{name}/"))


@pytest.fixture
def receive() -> Iterator[Callable[[], Receiver]]:
    """Start a receiver, as often as it is called."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(receiving())


@pytest.fixture
def room(tmp_path: Path, receive: Callable[[], Receiver]) -> Newsroom:
    """Provide a newsroom whose archive lies in files."""
    return Newsroom(FileStore(tmp_path / "store"), tmp_path, receive)


@pytest.fixture(params=["files", "bucket"])
def any_room(
    request: pytest.FixtureRequest, tmp_path: Path, receive: Callable[[], Receiver]
) -> Newsroom:
    """Provide a newsroom whose archive lies in files, and one whose archive lies in a bucket."""
    if request.param == "files":
        return Newsroom(FileStore(tmp_path / "store"), tmp_path, receive)
    request.getfixturevalue("s3_environ")
    return Newsroom(request.getfixturevalue("seaweed").store(), tmp_path, receive)


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Provide all that a program would log which logs whatever reaches its root.

    ``caplog`` listens behind closed doors too.
    """
    said, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said.getvalue
    root.setLevel(level)
    root.removeHandler(handler)
