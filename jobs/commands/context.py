"""What every command is given: the configuration, where to print, and how to open the archive."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from crawler.archive import Archive, open_for_reading
from crawler.config import Config, load, parse_duration
from crawler.errors import IndexUnusable, UsageError
from crawler.index import THROWAWAY, Index
from crawler.reindex import open_current
from crawler.store.opening import open_store
from crawler.visible import visible_json
from jobs.commands.terminal import Screen

log = logging.getLogger("palimpsest")


@dataclass
class Context:
    """One call of the command line. Prints for people, or one JSON document; logs go to standard error."""

    config_path: Path | None = None
    json: bool = False
    out: Screen = field(default_factory=Screen)
    err: Screen = field(default_factory=lambda: Screen(stderr=True))
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @cached_property
    def config(self) -> Config:
        """The configuration. Raises ``ConfigError`` with every problem in it."""
        return load(self.config_path, self.environ)

    @cached_property
    def archive(self) -> Archive:
        """The archive, for reading. Raises the ``StoreError`` family."""
        return open_for_reading(open_store(self.config.store))

    @cached_property
    def index(self) -> Index:
        """The index, caught up with the store. Where no index file can be had, one in memory serves this call."""
        store = self.archive.store
        try:
            return open_current(self.config.index.url, store)
        except IndexUnusable as error:
            log.warning("%s; reading the whole archive into memory instead", error.message)
            return open_current(THROWAWAY, store)

    def print_json(self, document: Any) -> None:  # noqa: ANN401  # any JSON value
        """Print the command's one JSON document on standard output."""
        self.out.write(visible_json(document) + "\n")


def age(text: str, option: str) -> timedelta:
    """Return the span of time that an option's text such as ``7d`` means. Raises ``UsageError`` that names the option."""
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option} {text!r}: {error}") from error


def now() -> datetime:
    """Return the present, for the composition roots: everything below takes time as an argument."""
    return datetime.now(UTC)
