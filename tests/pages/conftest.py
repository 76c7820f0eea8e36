"""A browser, and the pages of an archive with all that is rare and all that is hostile."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from crawler.capture_reader import ArchiveReader
from crawler.store.files import FileStore
from tests.pages.browsing import launched
from tests.pages.newsroom import this_hour
from tests.pages.stories_told import Told, write_stories
from tests.web.site import config_at, serving


@dataclass(frozen=True)
class Served:
    """An archive that is served."""

    base: str
    told: Told


@pytest.fixture(scope="package")
def browser(served: Served) -> Iterator[Browser]:  # noqa: ARG001  # it ends before them
    """Provide one browser for all pages.

    It ends before other folders' tests: while it is there, an event loop runs in this thread, and
    neither ``asyncio.run`` nor another browser can start one.
    """
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Provide the pages."""
    folder = tmp_path_factory.mktemp("pages")
    told = write_stories(FileStore(folder / "store"), this_hour())
    with serving(config_at(folder), captures=ArchiveReader) as site:
        yield Served(f"http://127.0.0.1:{site.port}", told)
