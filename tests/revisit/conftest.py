"""An index in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.index import Index, open_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Provide an empty index."""
    index = open_index(f"sqlite:///{tmp_path}/index.db")
    yield index
    index.close()
