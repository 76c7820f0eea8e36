"""An archive that several processes look at is found to be what one finds it to be."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler import hands
from crawler.codec import decode, encode
from crawler.config import StoreConfig
from crawler.hands import Hands
from crawler.store.files import FileStore
from crawler.verify import VerifiedRange, groups, ranges_of, verify, verify_range
from tests.archives import build_archive, damage


@pytest.fixture
def damaged(tmp_path: Path) -> FileStore:
    """Provide an archive of several articles, some of whose objects are spoilt or gone."""
    files = FileStore(tmp_path / "store")
    files.root.mkdir()
    build_archive(files, articles=6, lines=3)
    damage(files, every=7, spoilt=3, gone=5)
    return files


def test_processes_find_what_one_finds(damaged: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts and findings are the same, and all objects were counted as they were looked at."""
    monkeypatch.setattr(groups, "_GROUPS", 1)
    monkeypatch.setattr(hands, "processors", lambda: 2)
    done: list[str] = []
    elsewhere = Hands._elsewhere

    def noted(processes: Any, work: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        done.append(work.__name__)
        return elsewhere(processes, work, args)

    monkeypatch.setattr(Hands, "_elsewhere", staticmethod(noted))
    looked: list[int] = []
    alone: list[int] = []
    one = verify(damaged, progress=alone.append)
    several = verify(damaged, progress=looked.append, beside=StoreConfig(url=damaged.url))
    assert several == one
    assert not one.ok
    assert sum(looked) == sum(alone)
    assert len(done) >= 4


@pytest.mark.parametrize("most", [1, 3, 50])
def test_ranges_find_what_the_whole_finds(damaged: FileStore, most: int) -> None:
    """Ranges that were verified one by one, and told as JSON, come to what the whole comes to."""
    missing = min(damaged.list("articles/")).split("/")[:3]
    shutil.rmtree(damaged.root.joinpath(*missing))
    (damaged.root / "articles" / "no key.txt").write_bytes(b"x")

    def elsewhere(articles: Sequence[str]) -> Iterator[VerifiedRange]:
        for within in ranges_of(articles, most):
            found = verify_range(FileStore(damaged.root), within)
            yield decode(VerifiedRange, encode(found))

    whole = verify(damaged)
    assert not whole.ok
    assert verify(damaged, elsewhere=elsewhere) == whole
