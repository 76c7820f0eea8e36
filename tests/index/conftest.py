"""An empty index in every database: what holds for one holds for the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.index import Index, discard, open_index


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Provide the URL of an index that is not there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/index.db"
        return
    server: str = request.getfixturevalue("postgres")
    discard(server)
    yield server


@pytest.fixture
def index(url: str) -> Iterator[Index]:
    """Provide an empty index."""
    index = open_index(url)
    yield index
    index.close()
