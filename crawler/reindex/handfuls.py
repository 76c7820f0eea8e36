"""Handfuls of stored objects made ready for the index.

Work for processes beside the one that writes.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from crawler.errors import BadRecord, BadUrl
from crawler.index.prepared import (
    PreparedParts,
    PreparedVersions,
    prepare_parts,
    prepare_versions,
)
from crawler.processes import Processes, TooMuch
from crawler.processors import processors
from crawler.reindex.stored import aliases_made, parsed_part, removals_named, version_of

T = TypeVar("T")
Item = tuple[str, bytes]
"""The key of an object, and its bytes."""

_SECONDS, _MEMORY = 600.0, 4_000_000_000
MAX_PROCESSES = 4
"""Processes: more have more ready than one can write."""


@dataclass(frozen=True, slots=True)
class Handful(Generic[T]):
    """What became of a handful of objects."""

    ready: T
    unused: tuple[str, ...]
    """Keys of those that cannot be used as they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyParts:
    """Parts, and what they say was stored beside versions."""

    rows: PreparedParts
    removals: dict[str, str]
    aliases: dict[str, str]
    warnings: tuple[tuple[str, int, str], ...]
    """Lines that were read without what they cannot hold: the part's key, the line, why."""


def ready_versions(items: Sequence[Item], searched: bool) -> Handful[PreparedVersions]:  # noqa: FBT001  # pebble's processes take no keywords
    """Return what version records put in."""
    found, unused = _parsed(items, version_of)
    return Handful(prepare_versions(found, searched=searched, data=dict(items)), unused)


def ready_parts(items: Sequence[Item]) -> Handful[ReadyParts]:
    """Return what check parts put in."""
    found, unused = _parsed(items, parsed_part)
    aliases: dict[str, str] = {}
    for _, _, part in found:
        aliases |= aliases_made(part)
    ready = ReadyParts(
        rows=prepare_parts(found),
        removals=removals_named(found),
        aliases=aliases,
        warnings=tuple((key, it.line, it.why) for key, _, part in found for it in part.unusable),
    )
    return Handful(ready, unused)


def _parsed(
    items: Sequence[Item], parse: Callable[[str, bytes], T]
) -> tuple[list[T], tuple[str, ...]]:
    found: list[T] = []
    unused: list[str] = []
    for key, data in items:
        try:
            found.append(parse(key, data))
        except (BadRecord, BadUrl):
            unused.append(key)
    return found, tuple(unused)


class Hands:
    """Does such works in several processes, where there are processors for them.

    A context manager. The first work is done at once: most archives have no second.
    """

    def __init__(self) -> None:
        self.count = min(processors(), MAX_PROCESSES)
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="prepare")
        self._processes: Processes | None = None
        self._first = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._processes is not None:
            self._processes.end(kindly=kind is None)
        self._threads.shutdown(cancel_futures=True)

    # whatever the work takes
    def begin(self, work: Callable[..., T], *args: Any) -> Future[T]:  # noqa: ANN401
        """Begin a work."""
        if self.count > 1 and not self._first:
            return self._threads.submit(self._elsewhere, self._started(), work, args)
        self._first = False
        done: Future[T] = Future()
        done.set_result(work(*args))
        return done

    def _started(self) -> Processes:
        if self._processes is None:
            self._processes = Processes(self.count, _SECONDS, _MEMORY, preload=[__name__])
        return self._processes

    @staticmethod
    def _elsewhere(processes: Processes, work: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            return processes.do(work, *args)
        except TooMuch:  # somebody killed it, say
            return work(*args)
