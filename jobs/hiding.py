"""Keeps the environment's secrets out of what is printed and logged.

Whatever text they have come into.
"""

import logging
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache

from crawler.secrets import Mask, of_environment


def hidden(environ: Mapping[str, str] | None = None, named: Iterable[str] = ()) -> Mask:
    """Return the mask of what is secret in the environment.

    ``named`` are further variables that hold secrets.
    """
    return _mask(
        tuple(sorted((os.environ if environ is None else environ).items())), tuple(sorted(named))
    )


@lru_cache(maxsize=4)
def _mask(variables: tuple[tuple[str, str], ...], named: tuple[str, ...]) -> Mask:
    return Mask(of_environment(dict(variables), named))


class Hiding(logging.Filter):
    """Masks secrets in log lines, tracebacks among them."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        super().__init__()
        self._named = tuple(named)

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without secrets."""
        mask = hidden(named=self._named)
        if isinstance(record.msg, dict):
            record.msg = {
                name: mask.text(value) if isinstance(value, str) else value
                for name, value in record.msg.items()
            }
            return True
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{logging.Formatter().formatException(record.exc_info)}"
        if mask.text(text) != text:
            record.msg, record.args, record.exc_info, record.exc_text = (
                mask.text(text),
                (),
                None,
                None,
            )
        return True


def hide_in_logs(named: Iterable[str]) -> None:
    """Keep what these variables hold out of this process's logs, too."""
    names = tuple(named)
    for handler in logging.getLogger().handlers if names else ():
        handler.addFilter(Hiding(names))
