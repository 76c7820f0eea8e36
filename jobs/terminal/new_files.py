"""Files that a command writes: new ones only, and never half of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crawler.errors import UsageError
from crawler.unwritable import unwritable
from jobs.formats import OutputFormat
from jobs.terminal.screen import Screen


def refuse_terminal(form: str, chosen: OutputFormat, out: Screen) -> None:
    """Raise ``UsageError`` where a binary format would go to a terminal."""
    if chosen.binary and out.is_terminal:
        raise UsageError(
            f"a {form} file is not for a terminal",
            hint="give --output FILE, or lead the output into a file or a program",
        )


def refuse_existing(path: Path) -> None:
    """Raise ``UsageError`` where a file of this name is there."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name a new file, in it or elsewhere")
    if path.exists():
        raise UsageError(
            f"{path} exists: nothing is written over",
            hint="name a new file, or remove that one",
        )


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for writing.

    What goes wrong leaves no half of it. Raises ``UsageError`` where it cannot be made.
    """
    try:
        file = path.open("xb")
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise
