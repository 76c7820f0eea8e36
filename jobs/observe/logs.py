"""Logs of the service and its crawls: JSON lines on standard error, or plain lines on a terminal.

Every line has a time in UTC.

Lines of one run carry its id as ``run``, those about one article ``article``. Libraries that log by
``logging`` come out alike. What is said again and again is counted (``jobs.observe.repeats``).
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from crawler.visible import visible
from jobs.hiding import Hiding
from jobs.observe.repeats import Limited

Logger = structlog.stdlib.BoundLogger

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_CHATTY = (
    "apscheduler",
    "asyncio",
    "uvicorn",
    "scrapy",
    "twisted",
    "botocore",
    "boto3",
    "urllib3",
    "apprise",
    "trafilatura",
    "htmldate",
)
_SILENT = ("procrastinate", "psycopg")
"""Whose warnings we say in our own words."""


def set_up(*, plain: bool | None = None, quiet: bool = False) -> None:
    """Send all logs to standard error.

    ``plain``: for people; by default where standard error is a terminal. ``quiet``: only warnings
    and errors.
    """
    plain = sys.stderr.isatty() if plain is None else plain
    last: list[Any] = (
        [_visible, structlog.dev.ConsoleRenderer()]
        if plain
        else [
            structlog.processors.format_exc_info,
            _in_order,
            structlog.processors.JSONRenderer(default=str),
        ]
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = Limited(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(Hiding())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING if quiet else logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


# structlog's interface
def _visible(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Return the line with unseen signs as their numbers: it goes to a terminal.

    JSON has escapes of its own for them.
    """
    return {
        name: visible(value) if isinstance(value, str) else value for name, value in line.items()
    }


# structlog's interface
def _in_order(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Return the line with what people look for first in front."""
    first = ("timestamp", "level", "event")
    return {name: line[name] for name in first if name in line} | {
        name: value for name, value in line.items() if name not in first
    }


# whatever the lines are to carry
def logger(**bound: Any) -> structlog.stdlib.BoundLogger:  # noqa: ANN401
    """Return a logger whose lines carry these fields."""
    log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("palimpsest", **bound)
    return log
