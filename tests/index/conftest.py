"""An index in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.index import Index, open_index


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Provide the URL of an index that is not there yet."""
    return f"sqlite:///{tmp_path}/index.db"


@pytest.fixture
def index(url: str) -> Iterator[Index]:
    """Provide an empty index."""
    index = open_index(url)
    yield index
    index.close()
