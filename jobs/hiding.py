"""Keeps the environment's secrets out of what is printed and logged, whatever text they have come into."""

import logging
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache

from crawler.config import Config
from crawler.secrets import Mask, of_environment


def hidden(environ: Mapping[str, str] | None = None, named: Iterable[str] = ()) -> Mask:
    """Return the mask of what is secret in the environment; ``named`` are further variables that hold secrets."""
    return _mask(tuple(sorted((os.environ if environ is None else environ).items())), tuple(sorted(named)))


@lru_cache(maxsize=4)
def _mask(variables: tuple[tuple[str, str], ...], named: tuple[str, ...]) -> Mask:
    return Mask(of_environment(dict(variables), named))


def named_in(config: Config) -> set[str]:
    """Return the variables that a configuration takes secrets from."""
    sources = [name for source in config.sources for name in (*source.headers_env.values(), source.cookies_env) if name]
    return {*sources, *(notice.targets_env for notice in config.notices)}


class Hiding(logging.Filter):
    """Masks secrets in log lines, tracebacks among them."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        super().__init__()
        self._named = tuple(named)

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without secrets."""
        mask = hidden(named=self._named)
        if isinstance(record.msg, dict):
            record.msg = {name: mask.text(value) if isinstance(value, str) else value for name, value in record.msg.items()}
            return True
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{logging.Formatter().formatException(record.exc_info)}"
        if mask.text(text) != text:
            record.msg, record.args, record.exc_info, record.exc_text = mask.text(text), (), None, None
        return True


def hide_in_logs(config: Config) -> None:
    """Keep what the configuration takes from the environment out of this process's logs, too."""
    named = named_in(config)
    for handler in logging.getLogger().handlers if named else ():
        handler.addFilter(Hiding(named))
