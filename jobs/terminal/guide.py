"""Shows a person one screen after another, and everybody else all at once.

A person is somebody at a terminal, on both sides: who reads a pipe can press no key.
"""

import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from rich.text import Text

from jobs.terminal.screen import Screen

Shown = TypeVar("Shown")

_ASKS = "-- any key goes on, Ctrl-C ends --"
_ERASE_LINE = "\r\x1b[2K"


class Guide:
    """Waits for a key between screens.

    ``quiet`` is for those who read JSON. In CI nobody waits, though it may have a terminal.
    """

    def __init__(self, out: Screen, environ: Mapping[str, str], *, quiet: bool) -> None:
        self._out = out
        at_terminal = out.is_terminal and sys.stdin.isatty() and sys.stdout.isatty()
        self._waits = at_terminal and not quiet and "CI" not in environ

    def wait(self) -> None:
        """Wait for a key, where a person reads. Ctrl-C is ``KeyboardInterrupt``, as ever."""
        if not self._waits:
            return
        with _keys(sys.stdin.fileno()):
            self._write(f"\n{_ASKS}")
            try:
                # a key may send several bytes: what is left of them is dropped
                os.read(sys.stdin.fileno(), 64)
            finally:
                self._write(_ERASE_LINE)

    def _write(self, text: str) -> None:
        self._out.file.write(text)
        self._out.file.flush()

    def show(self, view: Callable[[], Shown]) -> Shown:
        """Show what a view prints, no more of it at once than the terminal has room for, and wait.

        Not for views with a progress bar.
        """
        if not self._waits:
            return view()
        with self._out.capture() as captured:
            result = view()
        self._in_screens(captured.get().splitlines())
        self.wait()
        return result

    def _in_screens(self, lines: list[str]) -> None:
        room = self._out.height - 3  # what asks for a key, and the lines around it
        used = 0
        for line in lines:
            rows = max(1, -(-Text.from_ansi(line).cell_len // self._out.width))
            if used and used + rows > room:
                self.wait()
                used = 0
            self._write(f"{line}\n")
            used += rows


@contextmanager
def _keys(descriptor: int) -> Iterator[None]:
    """Have single keys read, unseen, and none that was pressed too early."""
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
