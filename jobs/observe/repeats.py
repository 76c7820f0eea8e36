"""A handler that says the same thing a few times a minute, and then how often it was said."""

import copy
import logging
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TextIO

WINDOW = 60.0
"""Seconds."""

MAX_ALIKE = 10
"""Lines with the same words and fields in one window."""

MAX_OF_A_KIND = 200
"""Lines in one window that a library writes by one template, whatever it fills in. Our own lines
are told apart by their fields.
"""

MAX_KINDS = 2000
"""Counted at once. Beyond, the one that was silent for longest is closed early."""

LOOK_EVERY = 1.0
"""Seconds between two looks at which windows are over."""


@dataclass(slots=True)
class _Window:
    """What was said of one kind since ``begun``. ``held`` is the last line that was held back."""

    begun: float
    limit: int
    said: int = 0
    held: logging.LogRecord | None = None

    @property
    def repeated(self) -> int:
        """Return how many lines were held back."""
        return max(0, self.said - self.limit)


class Limited(logging.StreamHandler[TextIO]):
    """Writes at most so many lines alike in a window.

    One line counts the others when it is over.
    """

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._windows: OrderedDict[Hashable, _Window] = OrderedDict()
        self._looked = clock()
        self._timer: threading.Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, or count it."""
        now = self._clock()
        if now - self._looked >= LOOK_EVERY:
            self._tell(now - WINDOW)
        windows = [self._window(key, limit) for key, limit in _kinds(record)]
        for window in windows:
            window.said += 1
        full = next((window for window in windows if window.repeated), None)
        if full is None:
            super().emit(record)
            return
        full.held = record
        for window in windows:
            window.said -= window is not full  # it counts where it was held back, and is told once
        if self._timer is None:
            self._timer = threading.Timer(WINDOW, self._tell_in_time)
            self._timer.daemon = True
            self._timer.start()

    def _window(self, key: Hashable, limit: int) -> _Window:
        if key in self._windows:
            self._windows.move_to_end(key)
        else:
            if len(self._windows) >= MAX_KINDS:
                self._close(next(iter(self._windows)))
            self._windows[key] = _Window(self._clock(), limit)
        return self._windows[key]

    def _tell(self, until: float) -> None:
        """Close the windows that began by then, with a line for each that held something back."""
        self._looked = self._clock()
        for key in [key for key, window in self._windows.items() if window.begun <= until]:
            self._close(key)

    def _close(self, key: Hashable) -> None:
        window = self._windows.pop(key)
        if window.held is not None:
            super().emit(_summary(window.held, window.repeated))

    def _tell_in_time(self) -> None:
        """Return what nobody's next line would bring out."""
        with self.lock or threading.RLock():
            self._timer = None
            self._tell(self._clock() - WINDOW)
            if any(window.held for window in self._windows.values()):
                self._timer = threading.Timer(WINDOW / 4, self._tell_in_time)
                self._timer.daemon = True
                self._timer.start()

    def close(self) -> None:
        """Tell all that was held back: the program ends."""
        with self.lock or threading.RLock():
            self._tell(self._clock())
        super().close()


def _kinds(record: logging.LogRecord) -> list[tuple[Hashable, int]]:
    """Return what the line is counted as, and how many of each there may be."""
    ours: Any = record.msg if isinstance(record.msg, dict) else {}  # by structlog
    raised = record.exc_info or ours.get("exc_info")
    who = (record.name, record.levelno, repr(sys.exc_info()[1]) if raised else None)
    if ours:
        fields = ((name, str(value)) for name, value in ours.items() if name != "timestamp")
        return [(hash((who, tuple(sorted(fields)))), MAX_ALIKE)]
    try:
        text = record.getMessage()
    except (TypeError, ValueError):  # the library's own mistake, which logging will tell
        text = str(record.msg)
    return [
        (hash((who, text)), MAX_ALIKE),
        (hash((who, "template", str(record.msg))), MAX_OF_A_KIND),
    ]


def _summary(record: logging.LogRecord, repeated: int) -> logging.LogRecord:
    told = copy.copy(record)
    told.exc_info = told.exc_text = told.stack_info = None
    if isinstance(record.msg, dict):
        told.msg = {
            **record.msg,
            "event": f"{record.msg.get('event')}: repeated {repeated:,} times",
            "repeated": repeated,
        }
    else:
        told.msg, told.args = "%s: repeated %s times", (_first_line(record), f"{repeated:,}")
    return told


def _first_line(record: logging.LogRecord) -> str:
    try:
        return record.getMessage().partition("\n")[0]
    except (TypeError, ValueError):
        return str(record.msg).partition("\n")[0]
