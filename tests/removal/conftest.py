"""An archive of two articles with its index, for tests that take something out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.config import Config, IndexConfig, StoreConfig
from crawler.errors import StoreUnavailable
from crawler.index import Index
from crawler.reindex import open_current
from crawler.store.base import ObjectStore, RemovingStore
from crawler.store.files import FileStore
from crawler.store.open_store import open_store
from crawler.verify import VerifyReport, verify
from jobs.redacting import Redacted, redact
from tests.archives import BORN, Built, build_archive
from tests.removal.telling import build_telling_archive

LATER = BORN + timedelta(days=40)
ORDER = "12 O 34/26"


@dataclass(frozen=True)
class Office:
    """An archive, and who takes something out of it."""

    config: Config
    store: RemovingStore
    index: Index
    built: Built

    @property
    def article(self) -> str:
        """The article with two versions and one daily capture."""
        return self.built.articles[-1]

    def redact(self, *numbers: int, carry_out: bool = True) -> Redacted:
        """Redact these versions of the article, or all."""
        return redact(
            self.config,
            self.index,
            self.article,
            set(numbers) or None,
            reason="a court said so",
            order_id=ORDER,
            by="the archivist",
            carry_out=carry_out,
            clock=now,
        )

    def verify(self) -> VerifyReport:
        """Return what verification says now."""
        return verify(self.store)

    def findings(self) -> dict[str, str]:
        """Return key to problem of every finding."""
        return {one.key: one.problem.value for one in self.verify().findings}

    def listed(self) -> list[str]:
        """Return the keys of the article's objects."""
        return list(self.store.list(f"articles/{self.article}/"))


def now() -> datetime:
    """Return the time of the office."""
    return LATER


def office_at(config: Config, build: Callable[[ObjectStore], Built] = build_archive) -> Office:
    """Return the office of a new archive at the configuration's place."""
    store = open_store(config.store)
    built = build(store)
    return Office(config, store, open_current(config.index.url, store), built)


@contextmanager
def stopped_after(removed: int) -> Iterator[None]:
    """Have the store of files go down once it has removed so many objects.

    What runs in the block must fail of it.
    """
    real = FileStore.remove
    calls: list[str] = []

    def failing(store: FileStore, key: str) -> None:
        if len(calls) == removed:
            raise StoreUnavailable("the server went down")
        calls.append(key)
        real(store, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileStore, "remove", failing)
        with pytest.raises(StoreUnavailable):
            yield


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Provide an archive in files."""
    made = office_at(_in_files(tmp_path))
    yield made
    made.index.close()


@pytest.fixture
def telling(tmp_path: Path) -> Iterator[Office]:
    """Provide an archive in files whose records quote each other."""
    made = office_at(_in_files(tmp_path), build_telling_archive)
    yield made
    made.index.close()


def _in_files(folder: Path) -> Config:
    return Config(
        store=StoreConfig(url=f"file:{folder}/store"),
        index=IndexConfig(url=f"sqlite:///{folder}/index.db"),
    )
