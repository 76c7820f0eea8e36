"""The tests' own start of commands, which the time of the whole suite hangs on."""

import os
from pathlib import Path

from tests.run.palimpsest import IMPORTED_BY, Running, inherited


def _tell() -> None:
    print(IMPORTED_BY, os.getppid())  # noqa: T201  # the process's whole output


def test_commands_are_forked_from_what_has_imported_them(tmp_path: Path) -> None:
    """A command's process has its imports from the one that it was forked from, whatever other
    tests there are in the session.
    """
    imported_by, forked_from = Running(tmp_path, inherited(), _tell).wait().out.split()
    assert imported_by == forked_from
