"""Ctrl-C in the first second: while the program is being imported, and before a crawl asks."""

import subprocess
import sys

import pytest

from tests.cli.shell import Shell

INTERRUPT = """
import os, signal, sys

class Moment:
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Moment())
from jobs.__main__ import main

main(sys.argv[2:])
"""
"""Interrupts itself when it is about to import the module that its first argument names."""


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("jobs.cli", "interrupted before it began\n"),
        ("jobs.commands.crawl", "interrupted before it began\n"),
        ("crawler.reindex.rebuilding", "interrupted before the first page was asked for\n"),
    ],
)
def test_ctrl_c_at_the_start_is_a_sentence(shell: Shell, moment: str, said: str) -> None:
    """A crawl that was interrupted before it fetched says so, with the status of Ctrl-C."""
    call = [sys.executable, "-c", INTERRUPT, moment, "crawl", "http://127.0.0.1:9/never"]
    done = subprocess.run(
        call,
        cwd=shell.folder,
        env=shell.environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", said)
