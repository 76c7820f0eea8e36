"""Fixtures that every test may use; and in CI, a skip that nobody foresaw is a failure."""

import gc
import multiprocessing
import os
import signal
import sys
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts its background jobs deaf to Ctrl-C, and their children inherit it: the tests of
    # Ctrl-C would wait for ever.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Hundreds of child processes would each compile the whole project again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = [
    "tests.servers.seaweed",
    "tests.servers.faulty",
    "tests.servers.rclone",
    "tests.servers.programs",
    "tests.servers.moto",
    "tests.servers.juicefs",
    "tests.servers.s3rver",
    "tests.servers.postgres",
    "tests.newspaper.fixture",
]

FORESEEN = ("superuser",)
"""Reasons for which a test may be skipped in CI."""

PAGES = Path(__file__).resolve().parents[2] / "shared"
"""Where the pages of publishers are that tests marked ``shared`` read. They belong to others, so
they are no part of the repository.
"""

_LEFT_OUT = pytest.StashKey[int]()

_unforeseen: list[str] = []

FORKED = ("tests.run.palimpsest", "tests.fetch.harness")
"""What tests fork processes of. Their imports take a second, which the process that all are forked
from takes once.
"""

WORKERS = "crawler.workers"
"""What has worker processes, which are forked from the same process: what those import takes half a
second of every crawl otherwise.
"""

CRAWLING = (
    *("crawler.pipelines", "crawler.rendering.middleware", "crawler.middlewares.robots"),
    *("crawler.middlewares.auth_headers", "crawler.middlewares.wire.download_handler"),
    *("crawler.index.prepared", "scrapy.pqueues", "scrapy.squeues", "warcio.warcwriter"),
)
"""What a crawl imports while it runs, by names in settings."""


@pytest.fixture(scope="session", autouse=True)
def _forking() -> None:
    """Start that one process, with what the tests of this session need, before anybody starts one
    that has imported less.

    There is one in a session, and the last who said what it imports has said it for all: so nobody
    but this says it.
    """
    wanted = [name for name in FORKED if name in sys.modules]
    if wanted:
        read_pages = sys.modules[WORKERS].PRELOADED if WORKERS in sys.modules else ()
        multiprocessing.set_forkserver_preload([*wanted, *read_pages, *CRAWLING])
        forkserver.ensure_running()


def pytest_configure() -> None:
    """Look for no garbage while tests are collected: all of it stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage from here on, and no more through what was collected."""
    gc.freeze()
    gc.enable()


LONG = ("service", "render", "run", "cli", "store")
"""Folders whose tests start servers and processes. Their modules take longest, so they come first:
no worker waits for one at the end.
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the modules that take long first, in this order, and leave all others as they stand.

    Leave out what nobody can run who lacks the pages: a skip for each would be no help to them.
    """
    if not all((PAGES / name).is_dir() for name in ("corpora", "seeds")):
        left = [item for item in items if item.get_closest_marker("shared")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
        _note_left_out(config, len(left))
    turns = {folder: turn for turn, folder in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(item.path.parent.name, len(LONG)))


def _note_left_out(config: pytest.Config, number: int) -> None:
    config.stash[_LEFT_OUT] = number
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = number


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # xdist's
    """Learn from a worker what it left out. All of them collect the same."""
    if "left_out" in getattr(node, "workeroutput", {}):
        node.config.stash[_LEFT_OUT] = node.workeroutput["left_out"]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a skip that CI must not have.

    An S3, race, service or browser test that did not run proves nothing.
    """
    if (
        report.skipped
        and isinstance(report.longrepr, tuple)
        and not any(reason in str(report.longrepr[2]) for reason in FORESEEN)
    ):
        _unforeseen.append(f"{report.nodeid}: {report.longrepr[2]}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run in CI where tests were skipped that must not be."""
    if os.environ.get("CI") and _unforeseen and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and name the skips that fail the run."""
    left_out = terminalreporter.config.stash.get(_LEFT_OUT, 0)
    if left_out:
        terminalreporter.write_line(
            f"{left_out} tests left out: they read pages of publishers, which are no part of the "
            "repository"
        )
    if os.environ.get("CI") and _unforeseen:
        terminalreporter.write_sep("=", "skipped, which is a failure in CI", red=True)
        for line in _unforeseen:
            terminalreporter.write_line(line)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take how hard the tests of faults are."""
    parser.addoption("--kills", type=int, default=20, help="workers killed in tests/fleet")
    parser.addoption("--restarts", type=int, default=4, help="restarts of the database there")
