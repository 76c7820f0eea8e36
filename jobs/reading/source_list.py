"""The configured sources, and how each does now."""

from dataclasses import dataclass
from typing import Any

from jobs.observe.health import SourceHealth, health
from jobs.reading.opened import OpenedArchive
from jobs.reading.version_rows import stamped


@dataclass(frozen=True, slots=True)
class SourceList:
    """How sources do, in the order of their names."""

    sources: tuple[SourceHealth, ...]

    def document(self) -> dict[str, Any]:
        """Return the sources as JSON has them."""
        return {"sources": [_row(one) for one in self.sources]}


def source_list(opened: OpenedArchive) -> SourceList:
    """Return how the configured sources do, by the rule of the service.

    No schedule counts: who only reads does not know whether anybody keeps to it.
    """
    found = health(opened.config, opened.index, opened.at, interval=lambda _: None)
    return SourceList(tuple(sorted(found, key=lambda one: one.source)))


def _row(one: SourceHealth) -> dict[str, Any]:
    return {
        "name": one.source,
        "status": one.status,
        "reason": one.reason,
        "last_run": stamped(one.last_run),
        "last_success": stamped(one.last_success),
        "last_good": stamped(one.last_good),
        "found": one.found,
        "failing_since": stamped(one.since),
    }
