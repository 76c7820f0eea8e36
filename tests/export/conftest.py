"""An archive of which one article is exported, with words in it that a careless page would take for
markup.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.checkpoint import make, new_key
from crawler.export import Evidence, History, gather
from crawler.index import THROWAWAY, Index, open_index
from crawler.reindex import catch_up
from crawler.store.files import FileStore
from tests.archives import BORN, Built, build_archive

AT = BORN + timedelta(days=1)


@dataclass(frozen=True)
class Shelf:
    """An archive with a checkpoint, and an index of it."""

    root: Path
    built: Built
    index: Index

    @property
    def store(self) -> FileStore:
        """The archive's store."""
        return FileStore(self.root)

    def evidence(self, number: int = 1) -> Evidence:
        """Return the evidence on an article.

        The first one is gone in the end, the second is present.
        """
        return gather(self.store, self.index, self.built.articles[number])

    def history(self, number: int = 1) -> History:
        """Its history."""
        versions = self.evidence(number).versions
        return History.of(versions, [version.extraction for version in versions])


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two articles, three runs, one checkpoint after them."""
    built = build_archive(FileStore(tmp_path / "store"), lines=1)
    index = open_index(THROWAWAY)
    catch_up(index, built.archive.store)
    make(built.archive, lambda: index, new_key(tmp_path / "key.pem"), at=AT)
    return Shelf(tmp_path / "store", built, index)
