"""Fixtures that every test may use; and in CI, a skip that nobody foresaw is a failure."""

import multiprocessing
import os
import signal
import sys
from multiprocessing import forkserver

import pytest

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts its background jobs deaf to Ctrl-C, and their children inherit it: the tests of
    # Ctrl-C would wait for ever.
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "tests.servers.seaweed",
    "tests.servers.faulty",
    "tests.servers.rclone",
    "tests.newspaper.fixture",
]

FORESEEN = (
    "beside the repository",
    "no corpora at",
    "superuser",
    "PostgreSQL",
    "files know no PUTs",
    "has slow form",
)
"""Reasons for which a test may be skipped in CI: data that may lie outside the repository, a
database that is not installed.
"""

_unforeseen: list[str] = []

FORKED = ("tests.run.palimpsest", "tests.fetch.harness")
"""What tests fork processes of. Their imports take a second, which the process that all are forked
from takes once.
"""


@pytest.fixture(scope="session", autouse=True)
def _forking() -> None:
    """Start that one process, with what the tests of this session need, before anybody starts one
    that has imported less.

    There is one in a session, and the last who said what it imports has said it for all: so nobody
    but this says it.
    """
    wanted = [name for name in FORKED if name in sys.modules]
    if wanted:
        multiprocessing.set_forkserver_preload(wanted)
        forkserver.ensure_running()


LONG = ("service", "render", "run", "cli", "store")
"""Folders whose tests start servers and processes. Their modules take longest, so they come first:
no worker waits for one at the end.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the modules that take long first, in this order, and leave all others as they stand."""
    turns = {folder: turn for turn, folder in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(item.path.parent.name, len(LONG)))


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
    """Name the skips that fail the run."""
    if os.environ.get("CI") and _unforeseen:
        terminalreporter.write_sep("=", "skipped, which is a failure in CI", red=True)
        for line in _unforeseen:
            terminalreporter.write_line(line)
