"""Sites of this machine, and a shell that may fetch from them."""

from collections.abc import Iterator

import pytest

from tests.cli.shell import Shell
from tests.servers.made_site import MadeSite, made_site

FAST = {
    "PALIMPSEST_CRAWL__ALLOW_PRIVATE_NETWORKS": "true",
    "PALIMPSEST_CRAWL__PER_HOST_DELAY": "0",
    "PALIMPSEST_CRAWL__RETRIES": "0",
    "PALIMPSEST_CRAWL__WORKERS": "1",
}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide a shell in an empty folder, for the tests of a module."""
    return Shell(tmp_path_factory.mktemp("desk"), dict(FAST))


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide a shell in an empty folder, for one test."""
    return Shell(tmp_path_factory.mktemp("desk"), dict(FAST))


@pytest.fixture
def site() -> Iterator[MadeSite]:
    """Provide an empty site."""
    with made_site() as made:
        yield made


@pytest.fixture
def other() -> Iterator[MadeSite]:
    """Provide an empty site under another name."""
    with made_site("localhost") as made:
        yield made
