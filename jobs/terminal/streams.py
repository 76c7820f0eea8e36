"""The process's own streams: what it reads and writes, and where warnings go."""

import logging
import sys
from io import TextIOWrapper

from crawler.visible import visible
from jobs.hiding import Hiding


class _Visible(logging.Formatter):
    """Writes lines in which nothing of others is unseen."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return visible(super().format(record))


class _ForPeople(logging.Handler):
    """Writes a sentence on standard error, above a bar if one is shown there now."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it."""
        sys.stderr.write(f"{visible(record.getMessage())}\n")


def set_up() -> None:
    """Read and write UTF-8 whatever the locale, and send warnings to standard error.

    No character makes it fail. At a terminal it is also said that a store is waited for.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Visible("%(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Hiding())
    handler.setLevel(
        logging.WARNING
    )  # the handler has the level, because Scrapy sets its loggers' to DEBUG
    logging.getLogger().addHandler(handler)
    if sys.stderr.isatty():
        waiting = logging.getLogger("palimpsest.waiting")
        waiting.setLevel(logging.INFO)
        waiting.addHandler(_ForPeople())
