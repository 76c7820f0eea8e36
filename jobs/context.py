"""What every command is given: the configuration, where to print, and how to open the archive."""

import logging
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from crawler.archive import Archive, open_for_reading
from crawler.attest import CheckedReader, Damage
from crawler.config import Config, load
from crawler.errors import BadRecord, IndexOutdated, IndexUnusable
from crawler.index import THROWAWAY, Index
from crawler.reindex import catch_up, open_current
from crawler.store.open_store import open_store
from crawler.visible import visible_json
from jobs.reading.opened import CaptureReaders, with_damage
from jobs.terminal.screen import Screen, shown

log = logging.getLogger("palimpsest")


def _no_captures(config: Config, archive: Archive) -> NoReturn:
    raise NotImplementedError("this call was given nothing that reads captures again")


@dataclass
class Context:
    """One call of the command line.

    Prints for people, or one JSON document; logs go to standard error.
    """

    config_path: Path | None = None
    json: bool = False
    out: Screen = field(default_factory=Screen)
    err: Screen = field(default_factory=lambda: Screen(stderr=True))
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    capture_readers: CaptureReaders = _no_captures

    @cached_property
    def config(self) -> Config:
        """Return the configuration. Raises ``ConfigError`` with every problem in it."""
        return load(self.config_path, self.environ)

    @cached_property
    def archive(self) -> Archive:
        """Return the archive, for reading. Raises the ``StoreError`` family."""
        return open_for_reading(open_store(self.config.store))

    @cached_property
    def index(self) -> Index:
        """Return the index, caught up with the store.

        Where no index file can be had, one in memory serves this call.
        """
        store = self.archive.store
        try:
            return open_current(self.config.index.url, store)
        except IndexUnusable as error:
            log.warning("%s; reading the whole archive into memory instead", error.message)
            return open_current(THROWAWAY, store)

    @cached_property
    def reader(self) -> CheckedReader:
        """Return what reads versions and captures for showing.

        What it finds damaged is told by ``print_json`` and ``end``.
        """
        return CheckedReader(self.archive.store, self.index)

    @cached_property
    def at(self) -> datetime:
        """Return when the call's question was asked."""
        return now()

    def open_captures(self) -> Any:  # noqa: ANN401  # a CaptureReader; its module is slow to import
        """Return what reads the archive's captures again."""
        return self.capture_readers(self.config, self.archive)

    @property
    def damage(self) -> tuple[Damage, ...]:
        """Return what this call has read and found damaged."""
        return self.reader.damage if "reader" in self.__dict__ else ()

    def anew(self) -> "Context":
        """Return the context for a further question of a command that goes on.

        The index has caught up with the store. Raises the errors of store and index.
        """
        further = replace(self)
        further.__dict__ |= {"config": self.config, "archive": self.archive}
        try:
            catch_up(self.index, self.archive.store)
            further.__dict__["index"] = self.index
        except IndexOutdated:  # damaged, or deleted under us: it is opened again, and made anew
            self.index.close()
        return further

    def print_line(self, document: dict[str, Any]) -> None:
        """Print one of the JSON documents of a command that goes on, in a line of its own."""
        self.out.write(visible_json(document, indent=None) + "\n")

    def print_json(self, document: Any) -> None:  # noqa: ANN401  # any JSON value
        """Print the command's one JSON document on standard output.

        Where something that it read is damaged, ``damaged`` lists it.
        """
        if isinstance(document, dict):
            document = with_damage(document, self.damage)
        self.out.write(visible_json(document) + "\n")

    def call(self, arguments: Sequence[str]) -> str:
        """Return the arguments of a further call, as one would type them, on the same archive."""
        config = ["--config", str(self.config_path)] if self.config_path is not None else []
        return shlex.join([*arguments, *config])

    def tell_of_new(self, archive: Archive) -> None:
        """Say on standard error where an archive is, if this call has made it.

        A wrong folder, or another configuration, must not look like an archive that is empty.
        """
        if archive.is_new and not self.json:
            self.err.print(f"made a new archive at {shown(archive.store.url)}", soft_wrap=True)

    def end(self, status: int = 0) -> int:
        """Return the exit status of a command that shows stored things.

        That of damage, told one line each, where any was read.
        """
        if not self.damage:
            return status
        for one in self.damage:
            advice = (
                f"; run `palimpsest verify {one.article}`"
                if one.version is not None
                else "; run `palimpsest verify`"
            )
            self.err.print(
                f"[bold red]damaged:[/] {shown(one.sentence)}{shown(advice)}", soft_wrap=True
            )
        return BadRecord.exit_code


def now() -> datetime:
    """Return the present, for the composition roots: everything below takes time as an argument."""
    return datetime.now(UTC)
