"""A shell with an empty folder, and one beside a small archive that several tests read."""

import re
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from tests.archives import Built, build_archive
from tests.cli.shell import Shell

KEPT = """\
store: {url: "file:store"}
index: {url: "sqlite:///index.db"}
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Provide a shell in an empty folder."""
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shell, Built]:
    """Provide a shell beside an archive of two articles, which no test may change."""
    shell = Shell(tmp_path_factory.mktemp("kept"))
    shell.configure(KEPT)
    return shell, build_archive(FileStore(shell.folder / "store"))


@pytest.fixture(scope="module")
def reader(kept: tuple[Shell, Built]) -> Shell:
    """Provide the shell beside that archive."""
    return kept[0]


def bare(text: str) -> str:
    """Return text without the escape sequences of a terminal, and with plain line ends."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r\n", "\n")
