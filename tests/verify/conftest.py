"""A small archive in files, built once and copied for each test that harms it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from crawler.verify import VerifyReport, verify
from tests.archives import Built, build_archive

NEWEST_LAST_PART = "checks/2026/11/21/20261121T120000Z-03030303-0003.jsonl.gz"
"""The one object that nothing else vouches for."""


@dataclass(frozen=True, slots=True)
class Victim:
    """An archive on disk that a test may harm."""

    root: Path
    built: Built

    def path(self, key: str) -> Path:
        """Return the object's file."""
        return self.root / key

    def verify(self, article: str | None = None) -> VerifyReport:
        """Return what verification says of it now."""
        return verify(FileStore(self.root), article)

    def damaged(self) -> set[str]:
        """Return the keys that verification names as damage."""
        return {finding.key for finding in self.verify().findings if finding.severity == "damage"}


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Victim:
    """Two articles, three runs of three parts each; nobody harms this one."""
    root = tmp_path_factory.mktemp("original")
    return Victim(root=root, built=build_archive(FileStore(root), lines=1))


@pytest.fixture
def victim(original: Victim, tmp_path: Path) -> Victim:
    """Provide a copy of the original."""
    root = tmp_path / "store"
    shutil.copytree(original.root, root)
    return Victim(root=root, built=original.built)


@pytest.fixture
def harm(victim: Victim) -> Callable[[str, bytes | None], set[str]]:
    """Provide a function that puts other bytes under a key, or none, names the damage that is
    found, and undoes the harm.
    """

    def harmed(key: str, data: bytes | None) -> set[str]:
        path = victim.path(key)
        before = path.read_bytes()
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)
        found = victim.damaged()
        path.write_bytes(before)
        return found

    return harmed
