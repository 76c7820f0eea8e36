"""Pages of a small archive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from tests.archives import build_archive
from tests.web.site import Site, config_at, serving


@pytest.fixture(scope="module")
def archive_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide a folder that holds an archive of two articles and three runs."""
    folder = tmp_path_factory.mktemp("archive")
    build_archive(FileStore(folder / "store"), settled=False)
    return folder


@pytest.fixture(scope="module")
def site(archive_folder: Path) -> Iterator[Site]:
    """Provide its pages, as on loopback."""
    with serving(config_at(archive_folder)) as site:
        yield site
