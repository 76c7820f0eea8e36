"""Other people's programs that read what we write, and write what we read.

They live in folders of their own beside pytest's cache, installed once: they need other releases of
what we use.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.process import HOST, connects, free_ports, running

PYTHON_PROGRAMS = ("pywb==2.10.0", "memento-client==0.6.1")
BROWSER_PROGRAM = "replaywebpage@2.5.3"
"""ReplayWeb.page, and in it wabac.js 2.27 as its service worker. Built: it needs nothing else."""
NODE_PROGRAM = "warcio@2.4.11"
"""warcio.js, with which Browsertrix writes."""


@dataclass(frozen=True)
class Programs:
    """Where the programs are."""

    folder: Path

    def path(self, name: str) -> Path:
        """Return the path of one."""
        return self.folder / "bin" / name

    @contextmanager
    def wayback(self, folder: Path, *arguments: str) -> Iterator[str]:
        """Provide pywb, serving the collections of a folder: its address."""
        (port,) = free_ports(1)
        command: list[str | Path] = [self.path("wayback"), "-b", HOST, "-p", str(port)]
        command += ["-d", folder, *arguments]
        with running(command, folder / "log", lambda: connects(port)):
            yield f"http://{HOST}:{port}"

    def manage(self, folder: Path, *arguments: str | Path) -> None:
        """Call pywb's manager of collections in a folder."""
        call = (self.path("wb-manager"), *arguments)
        subprocess.run(call, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def programs(pytestconfig: pytest.Config) -> Programs:
    """Provide the programs that are written in Python."""
    return Programs(installed_by_pip(pytestconfig, "python", *PYTHON_PROGRAMS))


@pytest.fixture(scope="session")
def replay_page(pytestconfig: pytest.Config) -> Path:
    """Provide the folder that a server shows to make ReplayWeb.page.

    Taken as it was published: what it says that it depends on is built into it.
    """
    folder = _folder(pytestconfig, "browser")
    fetch = ("npm", "pack", "--silent", "--pack-destination", folder, BROWSER_PROGRAM)
    packed = folder / f"{BROWSER_PROGRAM.replace('@', '-')}.tgz"
    _installed(folder, (BROWSER_PROGRAM,), fetch, ("tar", "xzf", packed, "-C", folder))
    return folder / "package"


@pytest.fixture(scope="session")
def node_modules(pytestconfig: pytest.Config) -> Path:
    """Provide the folder in which a script for node finds warcio.js."""
    folder = installed_by_npm(pytestconfig, "node", NODE_PROGRAM)
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}))
    return folder


def installed_by_pip(config: pytest.Config, name: str, *wanted: str) -> Path:
    """Return a folder of this name with these packages in it: an environment of their own."""
    folder = _folder(config, name)
    pip: list[str | Path] = [folder / "bin" / "pip", "install", "--quiet", *wanted]
    return _installed(folder, wanted, (sys.executable, "-m", "venv", folder), pip)


def installed_by_npm(config: pytest.Config, name: str, *wanted: str) -> Path:
    """Return a folder of this name with these packages in it, below ``node_modules``."""
    folder = _folder(config, name)
    quiet = ("--silent", "--no-audit", "--no-fund")
    return _installed(folder, wanted, ["npm", "install", *quiet, "--prefix", folder, *wanted])


def _folder(config: pytest.Config, name: str) -> Path:
    assert config.cache is not None
    return config.cache.mkdir(f"programs-{name}")


def _installed(folder: Path, wanted: Sequence[str], *commands: Sequence[str | Path]) -> Path:
    """Return the folder, with the programs in it. Skips where they cannot be had."""
    ready = folder / "ready"
    if not ready.is_file() or ready.read_text() != str(wanted):
        for command in commands:
            try:
                subprocess.run(command, check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError) as error:
                pytest.skip(f"install {' and '.join(wanted)}: {error}")
        ready.write_text(str(wanted))
    return folder
