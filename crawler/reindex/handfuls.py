"""Handfuls of stored objects made ready for the index.

Work for processes beside the one that writes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crawler.errors import BadRecord, BadUrl
from crawler.index.prepared import (
    PreparedParts,
    PreparedVersions,
    prepare_parts,
    prepare_versions,
)
from crawler.reindex.stored import aliases_made, parsed_part, removals_named, version_of

T = TypeVar("T")
Item = tuple[str, bytes]
"""The key of an object, and its bytes."""

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
