"""Ctrl-C while the program is still being imported: it ends in a word, and at once.

A ``KeyboardInterrupt`` would come out of whatever line of a library is being read just then: as a
traceback, or not at all where it is raised in what nobody waits for.
"""

import os
import signal
from types import FrameType

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the number of SIGINT."""


_STANDARD_ERROR = 2


def listen() -> None:
    """End the process when SIGINT comes, unless it is ignored, as behind ``nohup``."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def hand_over() -> None:
    """Have SIGINT raise ``KeyboardInterrupt`` from now on, as Python does."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(_number: int, _frame: FrameType | None) -> None:
    """End without a look back: nothing was begun, so there is nothing to clear up."""
    os.write(_STANDARD_ERROR, b"interrupted before it began\n")
    os._exit(INTERRUPTED)
